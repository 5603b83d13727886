"""Kinds, forms and states of conferences and of what lies in them; tones of their badges."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConferenceKind(TextChoices):
    WEEKLY = "weekly", _("Weekly briefing")
    BRIEFING = "briefing", _("Briefing conference")
    HALF_YEAR = "half_year", _("Half-year review")
    YEAR = "year", _("Year review")
    DISSEMINATION = "dissemination", _("Dissemination conference")
    THEMATIC = "thematic", _("Thematic conference")


class ConferenceForm(TextChoices):
    HALL = "hall", _("One hall")
    ONLINE = "online", _("Online")
    MIXED = "mixed", _("Hall and online")


class ConferenceState(TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("In session")
    CLOSED = "closed", _("Adjourned")
    CALLED_OFF = "called_off", _("Called off")


TONE = {
    ConferenceState.PLANNED: "info",
    ConferenceState.OPEN: "progress",
    ConferenceState.CLOSED: "done",
    ConferenceState.CALLED_OFF: "late",
}


class ItemKind(TextChoices):
    OPENING = "opening", _("Opening of the conference")
    REPORT = "report", _("Report")
    PAPER = "paper", _("Paper by a unit")
    DISCUSSION = "discussion", _("Discussion")
    ADDRESS = "address", _("Address by a leader")
    CONCLUSION = "conclusion", _("Conclusion")
    PAUSE = "pause", _("Pause")


class LineTest(TextChoices):
    """Picture, sound and spare telephone of a site, tried before the day."""

    WAITING = "waiting", _("Not tried")
    PASSED = "passed", _("Line is good")
    AGAIN = "again", _("To be tried again")


ATTENDANCE_TOPIC = "conferences.attendance"
"""The live topic of a conference's attendance; its key is the conference's id."""
LINE_TONE = {LineTest.WAITING: "neutral", LineTest.PASSED: "done", LineTest.AGAIN: "due"}


class PaperState(TextChoices):
    ASKED = "asked", _("Asked for")
    HANDED_IN = "handed_in", _("Handed in")
    GIVEN = "given", pgettext_lazy("paper", "Given")


PAPER_TONE = {PaperState.ASKED: "due", PaperState.HANDED_IN: "progress", PaperState.GIVEN: "done"}


class StanceKind(TextChoices):
    """What somebody said against a task that the conference was asked to agree on."""

    RESERVATION = "reservation", _("Reservation")
    OBJECTION = "objection", _("Objection")


class Consensus(TextChoices):
    """Agreed (thống nhất) means that no objection stands; reservations are kept beside it."""

    AGREED = "agreed", _("Agreed by consensus")
    WITH_RESERVATIONS = "with_reservations", _("Agreed; other opinions kept")
    NOT_AGREED = "not_agreed", _("Not agreed yet")


CONSENSUS_TONE = {
    Consensus.AGREED: "done",
    Consensus.WITH_RESERVATIONS: "info",
    Consensus.NOT_AGREED: "late",
}


class Outcome(TextChoices):
    """What became of a conclusion."""

    OPEN = "open", _("Being carried out")
    DONE = "done", _("Carried out")


OUTCOME_TONE = {Outcome.OPEN: "progress", Outcome.DONE: "done"}

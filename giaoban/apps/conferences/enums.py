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
    CONGRESS = "congress", _("Congress")
    CONSULTATION = "consultation", _("Concerted consultation")


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
    """Agreed (thống nhất): the conference was asked and no objection stands; reservations are kept beside it."""

    NOT_ASKED = "not_asked", _("Not put to the conference yet")
    BEING_ASKED = "being_asked", _("Being put to the conference")
    AGREED = "agreed", _("Agreed by consensus")
    WITH_RESERVATIONS = "with_reservations", _("Agreed; other opinions kept")
    NOT_AGREED = "not_agreed", _("Not agreed yet")


CONSENSUS_TONE = {
    Consensus.NOT_ASKED: "neutral",
    Consensus.BEING_ASKED: "progress",
    Consensus.AGREED: "done",
    Consensus.WITH_RESERVATIONS: "info",
    Consensus.NOT_AGREED: "late",
}


class Outcome(TextChoices):
    """What became of a conclusion."""

    OPEN = "open", _("Being carried out")
    DONE = "done", _("Carried out")


OUTCOME_TONE = {Outcome.OPEN: "progress", Outcome.DONE: "done"}


FLOOR_TOPIC = "conferences.floor"
"""The live topic of what goes on: item, speaker, who is next, what is put to decision. For everybody who takes part."""
QUEUE_TOPIC = "conferences.queue"
"""The live topic of whoever runs the conference: hands, remarks, sites that are not there."""
PLACE_TOPIC = "conferences.place"
"""The live topic of one site or delegate: its own hand, count and what came of them. Key: `s<id>` or `d<id>`."""


class DelegateState(TextChoices):
    INVITED = "invited", _("Invited")
    CONFIRMED = "confirmed", _("Will come")
    REPLACED = "replaced", _("Somebody else comes")
    EXCUSED = "excused", _("Excused")


DELEGATE_TONE = {
    DelegateState.INVITED: "due",
    DelegateState.CONFIRMED: "done",
    DelegateState.REPLACED: "info",
    DelegateState.EXCUSED: "neutral",
}


class TurnKind(TextChoices):
    PAPER = "paper", _("Arranged paper")
    HAND = "hand", _("Asked to speak")


class TurnState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SPEAKING = "speaking", _("Speaking")
    SPOKEN = "spoken", pgettext_lazy("turn", "Has spoken")
    WITHDRAWN = "withdrawn", pgettext_lazy("turn", "Taken back")
    PASSED_OVER = "passed", _("Not called")


TURN_TONE = {
    TurnState.WAITING: "due",
    TurnState.SPEAKING: "progress",
    TurnState.SPOKEN: "done",
    TurnState.WITHDRAWN: "neutral",
    TurnState.PASSED_OVER: "neutral",
}


class RemarkKind(TextChoices):
    COMMENT = "comment", _("Comment")
    MESSAGE = "message", _("Message to whoever runs it")


class CommandKind(TextChoices):
    """What a site or a delegate sends over its link."""

    HERE = "here", _("Here")
    AWAY = "away", _("Away")
    COUNT = "count", _("Attendance by count")
    HAND = "hand", _("Ask to speak")
    LOWER = "lower", _("Take the hand back")
    COMMENT = "comment", _("Comment")
    MESSAGE = "message", _("Message")
    TALLY = "tally", _("Count of hands")
    VOTE = "vote", _("Vote")


class DecisionMode(TextChoices):
    CONSENSUS = "consensus", _("By consensus")
    HANDS = "hands", _("Show of hands, counted at each site")
    NAMED = "named", _("Named vote of the delegates")


class VoteChoice(TextChoices):
    AGREE = "agree", _("Agrees")
    AGAINST = "against", _("Does not agree")
    ABSTAIN = "abstain", pgettext_lazy("vote", "Another opinion")


class MatterOutcome(TextChoices):
    ADOPTED = "adopted", pgettext_lazy("matter", "Agreed")
    REJECTED = "rejected", pgettext_lazy("matter", "Not agreed")
    NO_QUORUM = "no_quorum", _("Too few took part")
    WITHDRAWN = "withdrawn", pgettext_lazy("matter", "Taken off the table")


MATTER_TONE = {
    MatterOutcome.ADOPTED: "done",
    MatterOutcome.REJECTED: "late",
    MatterOutcome.NO_QUORUM: "late",
    MatterOutcome.WITHDRAWN: "neutral",
}


class StepKind(TextChoices):
    """A step of the script by which a conference is led."""

    INTRODUCTION = "introduction", _("Reasons and delegates")
    ATTENDANCE = "attendance", _("Who is there")
    ITEM = "item", _("Point of the agenda")
    PAPER = "paper", pgettext_lazy("step", "Paper")
    HAND = "hand", pgettext_lazy("step", "Asked to speak")
    DECISION = "decision", _("Put to the conference")
    CLOSING = "closing", _("Closing words")


class ConferencePaper(TextChoices):
    """What the unit issues about a conference."""

    MINUTES = "minutes", _("Minutes")
    NOTICE = "notice", _("Notice of conclusions")

"""Kinds, states and steps of proposals, and the tones of their badges."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    PROPOSAL = "proposal", _("Proposal")
    OBSTACLE = "obstacle", _("Obstacle")


class State(TextChoices):
    """Where a proposal stands. Answered is not settled: that is for its raisers to say."""

    RAISED = "raised", _("Newly raised")
    FORWARDED = "forwarded", _("Forwarded, awaiting an answer")
    ANSWERED = "answered", _("Answered")
    CONFIRMED = "confirmed", _("Confirmed by the raisers")
    MERGED = "merged", _("Merged into another")


CARRIED_OVER = (State.RAISED, State.FORWARDED)
OPEN = (State.RAISED, State.FORWARDED, State.ANSWERED)
TONE = {
    State.RAISED: "neutral",
    State.FORWARDED: "due",
    State.ANSWERED: "progress",
    State.CONFIRMED: "done",
    State.MERGED: "neutral",
}


class Step(TextChoices):
    """What somebody did to a proposal."""

    RAISED = "raised", _("Raised")
    MERGED = "merged", _("Merged with others")
    SPLIT = "split", _("Taken out of the joint one")
    FORWARDED = "forwarded", _("Forwarded")
    ACCEPTED = "accepted", _("Answered: accepted")
    EXPLAINED = "explained", _("Answered: explained")
    PASSED_ON = "passed_on", _("Passed on to another body")
    CONFIRMED = "confirmed", _("Confirmed by a raiser")
    CONTESTED = "contested", _("Not settled, says a raiser")


ANSWERS = (Step.ACCEPTED, Step.EXPLAINED)


class Outcome(TextChoices):
    """What an answer says."""

    ACCEPTED = "accepted", _("Accepted")
    EXPLAINED = "explained", _("Explained")
    PASSED_ON = "passed_on", _("Passed on")


STEP_TONE = {
    Step.RAISED: "neutral",
    Step.MERGED: "info",
    Step.SPLIT: "info",
    Step.FORWARDED: "due",
    Step.ACCEPTED: "done",
    Step.EXPLAINED: "progress",
    Step.PASSED_ON: "due",
    Step.CONFIRMED: "done",
    Step.CONTESTED: "late",
}

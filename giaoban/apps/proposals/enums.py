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
    UNSETTLED = "unsettled", _("Answered, not settled")
    MERGED = "merged", _("Merged into another")
    WITHDRAWN = "withdrawn", _("Withdrawn by its raiser")


CARRIED_OVER = (State.RAISED, State.FORWARDED)
OPEN = (State.RAISED, State.FORWARDED, State.ANSWERED)
CLOSED = (State.CONFIRMED, State.UNSETTLED)
TONE = {
    State.RAISED: "neutral",
    State.FORWARDED: "due",
    State.ANSWERED: "progress",
    State.CONFIRMED: "done",
    State.UNSETTLED: "due",
    State.MERGED: "neutral",
    State.WITHDRAWN: "neutral",
}


class Step(TextChoices):
    """What somebody did to a proposal."""

    RAISED = "raised", _("Raised")
    CORRECTED = "corrected", _("Corrected by its raiser; it said before")
    WITHDRAWN = "withdrawn", _("Withdrawn by its raiser")
    MERGED = "merged", _("Merged with others")
    SPLIT = "split", _("Taken out of the joint one")
    FORWARDED = "forwarded", _("Forwarded")
    ACCEPTED = "accepted", _("Answered: accepted")
    EXPLAINED = "explained", _("Answered: explained")
    PASSED_ON = "passed_on", _("Passed on to another body")
    CONFIRMED = "confirmed", _("Confirmed by a raiser")
    NOTED = "noted", _("A raiser has understood; not settled")
    CONTESTED = "contested", _("Not settled, says a raiser")


ANSWERS = (Step.ACCEPTED, Step.EXPLAINED)


class Outcome(TextChoices):
    """What an answer says."""

    ACCEPTED = "accepted", _("Accepted")
    EXPLAINED = "explained", _("Explained")
    PASSED_ON = "passed_on", _("Passed on")


STEP_TONE = {
    Step.RAISED: "neutral",
    Step.CORRECTED: "info",
    Step.WITHDRAWN: "neutral",
    Step.MERGED: "info",
    Step.SPLIT: "info",
    Step.FORWARDED: "due",
    Step.ACCEPTED: "done",
    Step.EXPLAINED: "progress",
    Step.PASSED_ON: "due",
    Step.CONFIRMED: "done",
    Step.NOTED: "due",
    Step.CONTESTED: "late",
}

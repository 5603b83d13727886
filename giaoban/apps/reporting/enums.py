"""States of a report, steps between them, and the tones of their badges."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportState(TextChoices):
    """Where a report stands. Inside the unit until handed in; between units afterwards."""

    DRAFTING = "drafting", _("Drafting")
    PUT_TO_LEADER = "put_to_leader", _("Put to the leader")
    AGREED = "agreed", _("Agreed by the leader")
    HANDED_IN = "handed_in", _("Handed in")
    RETURNED = "returned", _("Returned for completion")
    RECEIVED = "received", _("Received")
    CONSOLIDATED = "consolidated", _("Consolidated")
    REOPENED = "reopened", _("Reopened for correction")


EDITABLE = frozenset({ReportState.DRAFTING, ReportState.RETURNED, ReportState.REOPENED})
COUNTED = frozenset({ReportState.RECEIVED, ReportState.CONSOLIDATED})

TONE = {
    ReportState.DRAFTING: "neutral",
    ReportState.PUT_TO_LEADER: "info",
    ReportState.AGREED: "info",
    ReportState.HANDED_IN: "progress",
    ReportState.RETURNED: "late",
    ReportState.RECEIVED: "done",
    ReportState.CONSOLIDATED: "done",
    ReportState.REOPENED: "due",
}


class Step(TextChoices):
    """What somebody did to a report."""

    PUT_TO_LEADER = "put_to_leader", _("Put to the leader")
    SENT_BACK = "sent_back", _("Sent back by the leader")
    AGREED = "agreed", _("Agreed")
    NUMBERED = "numbered", _("Numbered and dated")
    HANDED_IN = "handed_in", _("Handed in")
    RECEIVED = "received", _("Received")
    RETURNED = "returned", _("Returned")
    REOPENED = "reopened", _("Reopened")
    CONSOLIDATED = "consolidated", _("Consolidated")
    IMPORTED = "imported", _("Imported from Excel")


class GiverRole(TextChoices):
    """What a form asks of a unit."""

    GIVES = "gives", _("Gives its own part")
    CONSOLIDATES_AND_GIVES = "consolidates_and_gives", _("Consolidates and hands on")
    ONLY_CONSOLIDATES = "only_consolidates", _("Consolidates, hands in nothing")


class Relation(TextChoices):
    """How a counted unit stands to the unit that sees the count: itself, below it on the line, only read."""

    OWN = "own"
    BELOW = "below"
    READ = "read"


class CollectionState(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class DoubtState(TextChoices):
    """A figure that should be looked at, and what became of it."""

    OPEN = "open", _("To be checked")
    EXPLAINED = "explained", _("Explained")
    CONFIRMED = "confirmed", _("Confirmed as right")
    CORRECTED = "corrected", _("Corrected")


class ImportState(TextChoices):
    GOOD = "good", _("Taken in")
    UNCHANGED = "unchanged", _("Already in, unchanged")
    BAD = "bad", _("Refused")

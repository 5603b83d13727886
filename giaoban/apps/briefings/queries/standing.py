"""How far the reports are that a briefing would be made of: asked before one is ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.models import Collection
from giaoban.apps.reporting.queries import tallies
from giaoban.apps.reporting.queries.progress import missing

from .gathering import expected_below


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of everybody below the root: the numbers after `expected` add up to it.

    `waiting`: handed in, not received (or opened again); `returned`: back for completion; `overdue` and `not_due`:
    never handed in, after and before their deadline; `last_due`: the last deadline of those not due yet.
    """

    expected: int
    received: int
    waiting: int
    returned: int
    overdue: int
    not_due: int
    last_due: datetime | None

    @property
    def is_complete(self) -> bool:
        return bool(self.expected) and self.received == self.expected


def standing(collection: Collection, root: Unit, now: datetime) -> Standing:
    """How far everybody below `root` is. One query over stored counts, one more when somebody is not due yet."""
    counts = tallies.below(collection.pk, root.pk, now)
    expected, received, returned = counts["expected"], counts["received"], counts["returned"]
    not_due = expected - counts["handed_in"] - counts["overdue"]
    last = None
    if not_due:
        rows = missing(expected_below(collection, root)).filter(deadline__gte=now)
        last = rows.order_by().aggregate(last=Max("deadline"))["last"]
    waiting = counts["handed_in"] - received - returned
    return Standing(expected, received, waiting, returned, counts["overdue"], not_due, last)

"""What waits to be received."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from giaoban.kit.access import Actor

from .. import policies
from ..enums import DoubtState, ReportState
from ..models import Collection, Report
from .names import with_unit_names


def waiting(actor: Actor, collection: Collection) -> QuerySet[Report]:
    """Handed-in reports that the actor may receive or return, each with its open doubts; oldest first."""
    open_doubts = Q(doubts__state=DoubtState.OPEN, doubts__version=F("version"))
    rows = (
        Report.objects.visible_to(actor, policies.receive_report)
        .filter(expectation__collection=collection, state=ReportState.HANDED_IN)
        .select_related("expectation__unit")
        .annotate(open_doubts=Count("doubts", filter=open_doubts))
        .order_by("handed_in_at", "pk")
    )
    return with_unit_names(rows, "expectation__")


def without_doubts(actor: Actor, collection: Collection) -> QuerySet[Report]:
    """Of those, the ones that nothing calls into question."""
    rows: Any = waiting(actor, collection)
    found: QuerySet[Report] = rows.filter(open_doubts=0)
    return found

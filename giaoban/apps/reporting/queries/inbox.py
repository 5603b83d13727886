"""What waits to be received."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from giaoban.kit.access import Actor

from .. import policies
from ..enums import DoubtState, ReportState
from ..models import Collection, Doubt, Report
from .names import with_unit_names

_OPEN = Doubt.objects.filter(report=OuterRef("pk"), version=OuterRef("version"), state=DoubtState.OPEN)


def waiting(actor: Actor, collection: Collection) -> QuerySet[Report]:
    """Handed-in reports that the actor may receive or return, each with its open doubts; oldest first."""
    counted = _OPEN.order_by().values("report").annotate(n=Count("pk")).values("n")
    rows = _handed_in(actor, collection).annotate(open_doubts=Coalesce(Subquery(counted), 0))
    return with_unit_names(rows, "expectation__")


def without_doubts(actor: Actor, collection: Collection) -> QuerySet[Report]:
    """Of those, the ones that nothing calls into question."""
    return _handed_in(actor, collection).exclude(Exists(_OPEN))


def _handed_in(actor: Actor, collection: Collection) -> QuerySet[Report]:
    rows: QuerySet[Report] = Report.objects.visible_to(actor, policies.receive_report)
    rows = rows.filter(expectation__collection=collection, state=ReportState.HANDED_IN)
    return rows.order_by("handed_in_at", "pk")

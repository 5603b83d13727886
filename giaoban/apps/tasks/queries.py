"""Reads of asks: what is asked of me, how much, the burden of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor

from . import policies
from .domain.asks import WeekLoad, by_week
from .enums import AskState
from .models import Ask


@dataclass(frozen=True, slots=True)
class AskCounts:
    """Open asks: all, overdue, due within seven days, without a date."""

    open: int
    overdue: int
    this_week: int
    undated: int


def asked_of(actor: Actor, unit_id: int | None = None) -> QuerySet[Ask]:
    """Open asks of the actor's units (or of one of them), the most overdue first, undated ones last."""
    rows = Ask.objects.visible_to(actor, policies.see_ask).filter(state=AskState.OPEN)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    return rows.select_related("unit").order_by(F("due").asc(nulls_last=True), "pk")


def ask_counts(actor: Actor, now: datetime, unit_id: int | None = None) -> AskCounts:
    """How much of `asked_of` is overdue, near, undated. One query."""
    found = asked_of(actor, unit_id).aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(due__lt=now)),
        this_week=Count("pk", filter=Q(due__gte=now, due__lt=now + timedelta(days=7))),
        undated=Count("pk", filter=Q(due=None)),
    )
    return AskCounts(**found)


def burden(unit: Unit, now: datetime, weeks: int = 8) -> list[WeekLoad]:
    """What is asked of `unit` by week, from this week on; what is overdue counts in this week. One query."""
    rows = (
        Ask.objects.filter(unit=unit, state=AskState.OPEN, due__isnull=False)
        .annotate(day=TruncDate("due"))
        .values_list("day", "kind")
        .annotate(count=Count("pk"))
        .order_by("day", "kind")
    )
    return by_week(list(rows), clock.local_day(now), weeks)

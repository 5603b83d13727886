"""Progress of a collection one level at a time: by the line of units, or by area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Count, F, Func, Min, Q, QuerySet
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..enums import GiverRole, ReportState
from ..models import Collection, Expectation, Report
from . import tallies
from .names import area_name, called_then, with_unit_names
from .overview import seen_collection
from .progress import COUNTS, Progress, givers, under

_HANDED = Q(report__first_handed_in_at__isnull=False)


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """One unit of the level shown: its own report, and everybody below it."""

    expectation: Expectation
    report: Report | None
    below: Progress
    overdue: bool

    @property
    def unit(self) -> Unit:
        return self.expectation.unit

    @property
    def state(self) -> str:
        return self.report.state if self.report else ""

    @property
    def handed_in_at(self) -> datetime | None:
        return self.report.handed_in_at if self.report else None

    @property
    def late(self) -> bool:
        return self.overdue or bool(self.report and self.report.late)


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """One area of the level shown, over every unit at it."""

    area_id: int
    name: str
    sort_key: str
    longitude: float | None
    latitude: float | None
    progress: Progress
    overdue: int

    @property
    def tone(self) -> str:
        """Overdue and returned come before everything else; green only when all is received."""
        p = self.progress
        if self.overdue:
            return "late"
        if p.returned:
            return "due"
        if p.received == p.expected:
            return "done"
        return "progress" if p.handed_in else "neutral"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a page of progress looks at: a collection, and everything below one unit of it.

    `way`: the units from the reader's own top down to `unit`. `rows`: everybody below; `direct`: the next level.
    A convening unit stands in nobody's chain: below it is what it may read. `whole`: the reader sees everybody
    below, so that the stored counts are theirs.
    """

    collection: Collection
    unit: Unit
    way: tuple[Unit, ...]
    rows: QuerySet[Expectation]
    direct: QuerySet[Expectation]
    whole: bool = False


def scope_of(actor: Actor, pk: int, unit_id: int | None) -> Scope:
    """The scope of the address. Without a unit, the highest one the reader sees. Four queries at most.

    NotFound outside the reader's scope.
    """
    collection = seen_collection(actor, pk)
    seen = Expectation.objects.visible_to(actor, policies.see_expectation).filter(collection=collection)
    top = _top(seen, actor, unit_id)
    if top is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    units, above = {top.unit_id: top.unit}, [unit for unit in top.chain if unit != top.unit_id]
    if above:
        way = with_unit_names(seen.filter(unit_id__in=above).select_related("unit__organisation"))
        units |= {row.unit_id: row.unit for row in called_then(way)}
    rows = givers(actor, collection)
    chained = under(rows, top.unit_id)
    if top.role == GiverRole.ONLY_CONSOLIDATES and not chained.exists():
        read = rows.filter(readers__contains=[top.unit_id])
        inside = read.order_by().values("unit_id")
        return Scope(collection, top.unit, (top.unit,), read, read.exclude(receiver_id__in=inside))
    shown = tuple(units[u] for u in reversed(top.chain) if u in units)
    whole = actor.is_system or not actor.unit_ids.isdisjoint(top.chain)
    return Scope(collection, top.unit, shown, chained, chained.filter(receiver_id=top.unit_id), whole)


def _top(seen: QuerySet[Expectation], actor: Actor, unit_id: int | None) -> Expectation | None:
    """The unit asked for, else the reader's own; a reader that answers nothing itself: the highest it sees."""
    rows = with_unit_names(seen.select_related("unit__organisation"))
    if unit_id:
        return next(called_then(rows.filter(unit_id=unit_id)[:1]), None)
    up = Func(F("chain"), function="cardinality", output_field=BigIntegerField())
    order = (up, "unit__sort_key")
    own = rows.filter(unit_id__in=sorted(actor.unit_ids)).order_by(*order)[:1] if actor.unit_ids else ()
    return next(called_then(own), None) or next(called_then(rows.order_by(*order)[:1]), None)


def overdue_filter(now: datetime) -> Q:
    """Expected, never handed in, deadline passed."""
    return ~_HANDED & Q(deadline__lt=now)


def totals(scope: Scope, now: datetime) -> tuple[Progress, int]:
    """(counts over everything below the scope's unit, how many are overdue). One query."""
    if scope.whole:
        found = tallies.below(scope.collection.pk, scope.unit.pk, now)
    else:
        found = scope.rows.order_by().aggregate(**COUNTS, overdue=Count("pk", filter=overdue_filter(now)))
    overdue = found.pop("overdue")
    return Progress(**found), overdue


def units_of(scope: Scope, now: datetime) -> list[UnitProgress]:
    """The units directly below, in Vietnamese order, each with everybody below it. Two queries."""
    children = scope.direct.select_related("report", "unit__organisation")
    order = ("unit__level", "unit__organisation__position", "unit__sort_key")
    rows = list(called_then(with_unit_names(children.order_by(*order))))
    counts = _below_counts(scope, rows)
    return [_unit(row, counts, now) for row in rows]


def _unit(row: Expectation, counts: Mapping[int, Progress], now: datetime) -> UnitProgress:
    report = getattr(row, "report", None)
    missing = report is None or report.first_handed_in_at is None
    return UnitProgress(row, report, counts.get(row.unit_id, Progress()), missing and row.deadline < now)


def _below_counts(scope: Scope, shown: Sequence[Expectation]) -> Mapping[int, Progress]:
    """Counts over each unit shown and everybody below it: every expectation counts in each link of its chain."""
    if scope.whole:
        stored = tallies.with_those_below(scope.collection.pk, [row.unit_id for row in shown])
        return {unit: Progress(**counts) for unit, counts in stored.items()}
    link = Func(F("chain"), function="unnest", output_field=BigIntegerField())
    rows: Any = scope.rows.order_by().annotate(link=link).values("link").annotate(**COUNTS)
    return {row.pop("link"): Progress(**row) for row in rows}


def levels_of(scope: Scope) -> list[int]:
    """Levels at which units below give, highest first. One query."""
    return sorted(scope.rows.order_by().values_list("level", flat=True).distinct())


def areas_of(scope: Scope, level: int | None, now: datetime) -> list[AreaProgress]:
    """Areas of a level, in Vietnamese order. One query; two when no level is named.

    Without a level: the highest at which there is more than one area.
    """
    chosen = level if level is not None else spread_level(scope)
    found: Any = (
        scope.rows.filter(level=-1 if chosen is None else chosen)
        .order_by()
        .values("area_id")
        .annotate(
            **COUNTS,
            overdue=Count("pk", filter=overdue_filter(now)),
            name=Min(area_name()),
            order=Min("unit__area__sort_key"),
            lon=Min("unit__area__longitude"),
            lat=Min("unit__area__latitude"),
        )
    )
    areas = [
        AreaProgress(
            row.pop("area_id"), row.pop("name"), row.pop("order"), row.pop("lon"), row.pop("lat"),
            overdue=row.pop("overdue"), progress=Progress(**row),
        )
        for row in map(dict, found)
    ]  # fmt: skip
    return sorted(areas, key=lambda area: area.sort_key)


_SPREAD = """
WITH below AS NOT MATERIALIZED (
  SELECT level, area_id FROM reporting_expectation
  WHERE collection_id = %(collection)s AND chain @> ARRAY[%(unit)s]::bigint[] AND unit_id <> %(unit)s
    AND role <> 'only_consolidates')
SELECT t.level, EXISTS (
  SELECT 1 FROM below b WHERE b.level = t.level
  AND b.area_id <> (SELECT a.area_id FROM below a WHERE a.level = t.level LIMIT 1))
FROM (SELECT DISTINCT level FROM reporting_tally
  WHERE unit_id = %(unit)s AND collection_id = %(collection)s AND relation = 'below') t
ORDER BY t.level
"""
"""Levels below a unit, and whether there is more than one area at it: two areas are looked for, not all."""


def spread_level(scope: Scope) -> int | None:
    """The highest level below at which there is more than one area, else the highest; None without units. One query."""
    if scope.whole:
        with connection.cursor() as cursor:
            cursor.execute(_SPREAD, {"collection": scope.collection.pk, "unit": scope.unit.pk})
            levels = cursor.fetchall()
    else:
        counts = scope.rows.order_by().values_list("level").annotate(areas=Count("area_id", distinct=True))
        levels = [(level, areas > 1) for level, areas in counts.order_by("level")]
    return next((level for level, spread in levels if spread), levels[0][0] if levels else None)


def at_area(scope: Scope, area_id: int) -> QuerySet[Expectation]:
    """Everybody of the scope at one area, with report and unit."""
    return (
        scope.rows.filter(area_id=area_id)
        .select_related("report", "unit__organisation", "unit__area")
        .order_by("unit__organisation__position", "unit__sort_key")
    )


def area_units(scope: Scope, area_id: int, now: datetime) -> list[UnitProgress]:
    """The units of the scope at one area. Two queries."""
    rows = list(called_then(with_unit_names(at_area(scope, area_id))[:200]))
    counts = _below_counts(scope, rows)
    return [_unit(row, counts, now) for row in rows]


def still_missing(rows: QuerySet[Expectation]) -> QuerySet[Expectation]:
    """Whoever of them has not handed in, or has it back for completion."""
    again = Q(report__state__in=[ReportState.RETURNED])
    found = rows.filter(~_HANDED | again).select_related("unit__organisation", "report")
    return with_unit_names(found).order_by("level", "unit__organisation__position", "unit__sort_key")

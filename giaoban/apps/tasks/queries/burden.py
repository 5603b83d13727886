"""Burden: all that is asked of a unit by week; what a new demand adds to that of the units it is meant for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from giaoban.apps.indicators.models import Cell, Indicator, Period, UnitTotal
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from ..domain.asks import WeekLoad, by_week
from ..domain.overlap import alike_among, groups_of
from ..domain.week import monday_of
from ..enums import FROM_OUTSIDE, WITH_LEAD, WORK, AskKind, AskState
from ..models import Ask, Task
from .meant import below

WEEKS = 8
MOST, NAMED, LOOKED_AT = 300, 5, 1_000
SHARED_BY = 0.02
"""A demand counts as one that overlaps when at least so much of the units meant have it open."""
Statement = tuple[str, Sequence[Any]]

_LOAD = """
WITH meant AS MATERIALIZED (SELECT DISTINCT id FROM (UNITS) AS units (id)),
due AS MATERIALIZED (
  SELECT unit_id, count(*) AS n FROM tasks_ask
   WHERE state = 'open' AND due >= %s AND due < %s AND unit_id IN (SELECT id FROM meant) GROUP BY unit_id)
SELECT (SELECT count(*) FROM meant), (SELECT count(*) FROM due),
       (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(n, 0))
          FROM meant LEFT JOIN due ON due.unit_id = meant.id),
       ARRAY(SELECT u.name FROM due JOIN org_unit u ON u.id = due.unit_id ORDER BY n DESC, sort_key LIMIT %s),
       ARRAY(SELECT n::int FROM due JOIN org_unit u ON u.id = due.unit_id ORDER BY n DESC, sort_key LIMIT %s)
"""
_SHARED = """
WITH looked AS MATERIALIZED (
  SELECT id FROM (SELECT DISTINCT id FROM (UNITS) AS units (id)) AS meant ORDER BY hashint8(id) LIMIT %s)
SELECT a.title FROM looked JOIN tasks_ask a ON a.unit_id = looked.id
 WHERE a.state = 'open' AND a.kind = ANY(%s)
 GROUP BY a.title HAVING count(*) >= %s ORDER BY count(*) DESC, a.title LIMIT %s
"""
_COUNTED = """
SELECT kind, title, count(*) AS n, max(due) FROM tasks_ask
 WHERE state = 'open' AND title = ANY(%s) AND kind = ANY(%s) AND unit_id IN (SELECT id FROM (UNITS) AS units (id))
 GROUP BY kind, title ORDER BY n DESC, title
"""
_SAME_INDICATOR = """
SELECT count(DISTINCT lead_id) FROM tasks_task
 WHERE indicator_id = %s AND state = ANY(%s) AND lead_id IN (SELECT id FROM (UNITS) AS units (id))
"""


@dataclass(frozen=True, slots=True)
class UnitBurden:
    """All that is asked of `unit`: by week, undated, and the asks themselves that the reader may be shown.

    `inside`: does the reader belong to the unit? Others are not shown steps inside it, and `hidden` counts these.
    `alike`: groups of asks that look like the same thing asked twice.
    """

    unit: Unit
    weeks: list[WeekLoad]
    undated: int
    asks: list[Ask]
    hidden: int
    alike: list[list[Ask]]
    inside: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """A demand that is open at `units` of those meant: its kind and title, and the last day it is due."""

    kind: str
    title: str
    units: int
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Added:
    """What a new demand due in the week of `monday` meets at the units meant.

    `busy` of `units` have something due that week already, `median` of all of them; `most` are the most loaded by
    name. `overlaps` ask for something alike; `same_indicator` units have a task on the same figure, and
    `reported_units` report it already (for `reported_in`, the latest period).
    """

    units: int
    monday: date
    busy: int
    median: Decimal
    most: list[tuple[str, int]]
    overlaps: list[Overlap]
    same_indicator: int = 0
    reported_units: int = 0
    reported_in: Period | None = None

    @property
    def asked_already(self) -> bool:
        return bool(self.overlaps or self.same_indicator or self.reported_units)


def burden(unit: Unit, now: datetime, weeks: int = WEEKS) -> list[WeekLoad]:
    """What is asked of `unit` by week, from this week on; what is overdue counts in this week. One query."""
    rows = (
        Ask.objects.filter(unit=unit, state=AskState.OPEN, due__isnull=False)
        .annotate(day=TruncDate("due"))
        .values_list("day", "kind")
        .annotate(count=Count("pk"))
        .order_by("day", "kind")
    )
    return by_week(list(rows), clock.local_day(now), weeks)


def unit_burden(actor: Actor, unit: Unit, now: datetime) -> UnitBurden:
    """For the unit itself, and for whoever may ask something of it. Raises NotFound for others. Six queries."""
    inside = actor.is_system or actor.holds(unit.pk)
    if not inside and not _may_ask(actor, unit, clock.local_day(now)):
        raise NotFound("another unit's burden")
    asked = Ask.objects.filter(unit=unit, state=AskState.OPEN)
    shown = asked if inside else _from_outside(asked)
    asks = list(shown.order_by(F("due").asc(nulls_last=True), "pk")[:MOST])
    works = [ask for ask in asks if ask.kind in WORK]
    if not inside:
        for ask in asks:
            ask.url = ""  # what is asked may be read, where it is done is the unit's own
    return UnitBurden(
        unit,
        burden(unit, now),
        asked.filter(due=None).count(),
        asks,
        0 if inside else asked.count() - shown.count(),
        [[works[place] for place in group] for group in groups_of(ask.title for ask in works)],
        inside,
    )


def what_it_adds(
    units: Statement, due: date, titles: Sequence[str] = (), indicator: Indicator | None = None
) -> Added:
    """What a demand due on `due` meets at `units` (a statement that gives their ids). Two queries, one more where
    something alike is found, up to four more with an indicator.

    What many of them have open is looked for at a thousand of them, and counted at all.
    """
    sql, values = units
    monday = monday_of(due)
    first = timezone.make_aware(datetime.combine(monday, time.min))
    with connection.cursor() as cursor:
        bounds: list[Any] = [first, first + timedelta(days=7), NAMED, NAMED]
        cursor.execute(_LOAD.replace("UNITS", sql), [*values, *bounds])
        count, busy, median, names, loads = cursor.fetchone() or (0, 0, None, [], [])
        least = max(1, int(min(count, LOOKED_AT) * SHARED_BY))
        kinds = [kind.value for kind in FROM_OUTSIDE]
        cursor.execute(_SHARED.replace("UNITS", sql), [*values, LOOKED_AT, kinds, least, MOST])
        wanted = alike_among((title for (title,) in cursor.fetchall()), titles)
        found = []
        if wanted:
            cursor.execute(_COUNTED.replace("UNITS", sql), [wanted, kinds, *values])
            found = [Overlap(*row) for row in cursor.fetchall()]
    most = list(zip(names, loads, strict=True))
    return Added(count, monday, busy, Decimal(str(median or 0)), most, found, *_figure(units, indicator))


def _figure(units: Statement, indicator: Indicator | None) -> tuple[int, int, Period | None]:
    """How many of the units have an open task on this figure, how many report it, and for which period last."""
    if indicator is None:
        return 0, 0, None
    sql, values = units
    with connection.cursor() as cursor:
        cursor.execute(
            _SAME_INDICATOR.replace("UNITS", sql), [indicator.pk, [s.value for s in WITH_LEAD], *values]
        )
        same = int((cursor.fetchone() or (0,))[0])
    sets = Cell.objects.filter(indicator=indicator).values("cell_set")
    totals = UnitTotal.objects.filter(cell_set__in=sets)
    period = Period.objects.filter(pk__in=totals.values("period")).order_by("-cut_off", "-starts_on").first()
    if period is None:
        return same, 0, None
    meant = Unit.objects.extra(where=[f"org_unit.id IN ({sql})"], params=list(values))  # noqa: S610 - our own statement
    reporting = totals.filter(period=period, unit__in=meant.values("pk")).values("unit").distinct().count()
    return same, reporting, period if reporting else None


def _may_ask(actor: Actor, unit: Unit, day: date) -> bool:
    """Does the unit stand below one of the actor's, on either line?"""
    above = Unit.objects.filter(pk__in=actor.unit_ids)
    return any(Unit.objects.filter(pk=unit.pk).filter(pk__in=below(one, day)).exists() for one in above)


def _from_outside(asks: QuerySet[Ask]) -> QuerySet[Ask]:
    """What others ask of the unit: not its inner steps, not what it set itself."""
    own = Task.objects.filter(pk=OuterRef("subject_id"), assigned_by=OuterRef("unit_id"))
    return asks.filter(kind__in=FROM_OUTSIDE).exclude(Q(kind=AskKind.TASK) & Q(Exists(own)))

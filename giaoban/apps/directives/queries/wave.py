"""How far a wave has come: one look at its rows each for levels and branches, the course of days, the map.

A wave may have 20,000 addressees; every figure here is one set-based query over them, nothing is counted unit by unit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from operator import add, attrgetter
from statistics import median
from typing import Any, cast

from django.core.cache import caches
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Area, Unit
from giaoban.apps.org.queries import work_calendar
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from ..domain.lateness import days_late, late_from
from ..models import Directive, Dissemination, Escalation

LATE_NAMES = 200
_GRAIN = 300
POINTS = 40
"""The course is drawn with so many points at most."""
_MANY, _KEPT_SECONDS = 2_000, 60
"""Of so many units the course and the medians are those of the last minute: they move by hours and by five minutes,
and take as long to count as everything else. What is asked, acknowledged and done is always counted anew."""
_MONTH = timedelta(days=31)

_SCOPE = """
FROM directives_dissemination d
LEFT JOIN documents_delivery r ON r.document_id = %(document)s AND r.unit_id = d.unit_id
WHERE d.wave_id = %(wave)s AND (%(whole)s OR d.path @> ARRAY[%(under)s::bigint])
"""
# One pass in the finest grain that the page shows: level, the unit directly below, and below a central one (which lies
# nowhere on a map) the one below that. Everything else is added up from these few hundred rows.
_COUNTS = f"""
SELECT level, coalesce(path[place + 1], unit_id) AS child,
       CASE WHEN path[place + 1] = ANY(%(central)s::bigint[]) AND (level < 3 OR cardinality(path) > place + 2)
            THEN coalesce(path[place + 2], 0) ELSE 0 END AS grandchild,
       bool_or(cardinality(path) > place + 1),
       count(*), count(received_at), count(acknowledged_at), count(*) FILTER (WHERE state = 'done'),
       count(programme_by), count(filed_at),
       count(*) FILTER (WHERE state = 'asked' AND deadline <= %(late_from)s), count(*) FILTER (WHERE days_late > 0),
       count(*) FILTER (WHERE acknowledged_at IS NULL AND %(acknowledge_by)s < %(now)s),
       sum(due), sum(officers), sum(members), sum(others), sum(classes)
  FROM (SELECT d.*, r.received_at, r.acknowledged_at, array_position(d.path, %(under)s::bigint) AS place {_SCOPE}) rows
 GROUP BY 1, 2, 3
"""  # noqa: S608 - constants
# One pass for both: how long it took (in steps of `grain` seconds), and when it was. An exact median would have to
# sort 20,000 moments for each level; `extract` would count in numerics, which takes several times as long.
_TIMES = f"""
SELECT level, stage, taken, point, count(*)
  FROM (SELECT level, stage, floor(date_part('epoch', moment - asked_at) / %(grain)s)::int AS taken,
               greatest(1, least(%(points)s, 1 + floor(date_part('epoch', moment - %(start)s) / %(step)s)))::int point
          FROM (SELECT d.level, d.asked_at, r.acknowledged_at, d.ticked_at {_SCOPE}) rows
         CROSS JOIN LATERAL (VALUES (0, acknowledged_at), (1, ticked_at)) AS stages (stage, moment)
         WHERE moment IS NOT NULL) rows
 GROUP BY GROUPING SETS ((level, stage, taken), (level, stage, point))
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Tally:
    """Units asked, reached (received, acknowledged), done, owing and having filed a programme; late and not done yet,
    done late, late to acknowledge; people present of due (officers, members), others, classes; median hours until
    acknowledged, ticked, to the nearest five minutes.
    """

    asked: int = 0
    received: int = 0
    acknowledged: int = 0
    done: int = 0
    owing: int = 0
    filed: int = 0
    late: int = 0
    done_late: int = 0
    unanswered: int = 0
    due: int = 0
    officers: int = 0
    members: int = 0
    others: int = 0
    classes: int = 0
    hours_acknowledged: float | None = None
    hours_done: float | None = None

    def __add__(self, other: Tally) -> Tally:
        """Both together; the median of both is not known from theirs."""
        return Tally(*map(add, _counts(self), _counts(other)))

    @property
    def present(self) -> int:
        return self.officers + self.members

    @property
    def tone(self) -> str:
        """Late before all, then done, under way, or nothing yet."""
        if self.late or self.unanswered:
            return "late"
        if self.done == self.asked:
            return "done"
        return "progress" if self.done or self.acknowledged else "neutral"


Medians = dict[int | None, tuple[float | None, float | None]]
"""Level (None: all) → hours until half of them had acknowledged, had ticked."""
_counts = attrgetter(*(one.name for one in fields(Tally) if not one.name.startswith("hours")))


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit directly below, with all that is asked of it and below it."""

    unit: Unit
    tally: Tally
    deeper: bool

    @property
    def name(self) -> str:
        return self.unit.name


@dataclass(frozen=True, slots=True)
class AreaTally:
    """The units of one area: where it lies, how far they are."""

    pk: int
    name: str
    longitude: float
    latitude: float
    tally: Tally


@dataclass(frozen=True, slots=True)
class Course:
    """How many had acknowledged and disseminated by each moment, level by level (cumulative, in order of `ends`)."""

    ends: Sequence[datetime] = ()
    acknowledged: dict[int, list[int]] = field(default_factory=dict)
    done: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wave:
    """How far it is below `under`. `directive` is the one that is looked at, `top` the first of the wave."""

    directive: Directive
    top: Directive
    under: Unit
    way: tuple[Unit, ...]
    total: Tally
    levels: dict[int, Tally]
    branches: tuple[Branch, ...]
    late: tuple[Dissemination, ...]
    areas: tuple[AreaTally, ...]
    course: Course


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a wave somebody looks: `keys` are the values of every query."""

    directive: Directive
    top: Directive
    under: int
    whole: bool
    way: tuple[int, ...]
    keys: dict[str, Any]


def place_in(actor: Actor, directive: Directive, *, under: int | None, now: datetime) -> Place:
    """What the actor may look at: below the asking unit, else below their own unit that was asked.

    `under` narrows it to a unit below. Raises NotFound for one that does not stand there.
    """
    top = directive
    if directive.wave_id is not None:
        top = Directive.objects.select_related("unit").get(pk=directive.wave_id)
    root = _root(actor, directive)
    chosen: int = root
    way: tuple[int, ...] = (root,)
    if under is not None and under != root:
        inside = Dissemination.objects.filter(wave=top, path__contains=[root, under])
        path: list[int] | None = inside.values_list("path", flat=True).first()
        if path is None or path.index(root) > path.index(under):
            raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
        chosen, way = under, tuple(path[path.index(root) : path.index(under) + 1])
    today = timezone.localdate(now)
    calendar = work_calendar(today - _MONTH, today)
    whole = chosen == top.unit_id
    keys = {
        "wave": top.pk, "document": directive.document_id, "under": chosen, "whole": whole, "now": now, "day": today,
        "late_from": late_from(today, calendar), "acknowledge_by": top.acknowledge_by,
        "central": list(Unit.objects.filter(level=Level.CENTRE).order_by().values_list("pk", flat=True)),
    }  # fmt: skip
    return Place(directive, top, chosen, whole, way, keys)


def wave(place: Place, *, late: int = LATE_NAMES) -> Wave:
    """Counts in all, by level, by branch and by area, `late` late ones, the course of days. Six queries."""
    rows = _rows(_COUNTS, place.keys)
    grains = [(level, child, below, Tally(*counts)) for level, child, below, _more, *counts in rows]
    named = {pk for _level, child, below, _tally in grains for pk in (child, below) if pk}
    units = Unit.objects.only("code", "level", "name", "short_name", "sort_key", "area_id").in_bulk(
        {*place.way, *named}
    )
    levels: dict[int, Tally] = {}
    branches: dict[int, Tally] = {}
    for level, child, _below, tally in grains:
        levels[level] = levels.get(level, Tally()) + tally
        branches[child] = branches.get(child, Tally()) + tally
    asked = sum(levels.values(), Tally())
    medians, course = _recent_times(place) if asked.asked >= _MANY else _times(place)
    total = _timed(asked, medians)
    deeper = {row[1] for row in rows if row[3]}
    listed = [Branch(units[child], tally, child in deeper) for child, tally in branches.items()]
    listed.sort(key=lambda b: (b.unit.level, b.unit.sort_key))
    return Wave(
        place.directive, place.top, units[place.under], tuple(units[pk] for pk in place.way), total,
        {level: _timed(tally, medians, level) for level, tally in sorted(levels.items())}, tuple(listed),
        _late_ones(place, late), _areas(grains, units), course,
    )  # fmt: skip


def _timed(tally: Tally, medians: Medians, level: int | None = None) -> Tally:
    acknowledged, done = medians.get(level, (None, None))
    return replace(tally, hours_acknowledged=acknowledged, hours_done=done)


def _median_hours(counts: Counter[int]) -> float | None:
    """Of moments counted by steps of `_GRAIN` seconds: the middle of the middle one's step, None of none."""
    return (median(counts.elements()) + 0.5) * _GRAIN / 3600 if counts else None


def _recent_times(place: Place) -> tuple[Medians, Course]:
    """As they were within the last minute, in the memory of this process."""
    key = f"wave-times:{place.top.pk}:{place.under}"
    return cast(tuple[Medians, Course], caches["pages"].get_or_set(key, lambda: _times(place), _KEPT_SECONDS))


def _times(place: Place) -> tuple[Medians, Course]:
    """The medians, and the course from the first asking to now, in equal steps of at least an hour. One query."""
    start, now = place.top.asked_at, place.keys["now"]
    last = max(now, start + timedelta(hours=1))
    step = max(3600.0, (last - start).total_seconds() / POINTS)
    points = max(1, min(POINTS, round((last - start).total_seconds() / step)))
    keys = {**place.keys, "start": start, "step": step, "points": points, "grain": _GRAIN}
    taken: defaultdict[int | None, list[Counter[int]]] = defaultdict(lambda: [Counter(), Counter()])
    found: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    for level, stage, took, point, count in _rows(_TIMES, keys):
        if took is not None:
            taken[level][stage][took] += count
            taken[None][stage][took] += count
            continue
        for kind in found:  # both stages have every level of either
            kind.setdefault(level, [0] * points)
        counts = found[stage][level]
        counts[point - 1 :] = [n + count for n in counts[point - 1 :]]
    medians = {level: (_median_hours(read), _median_hours(done)) for level, (read, done) in taken.items()}
    return medians, Course([start + timedelta(seconds=step * (n + 1)) for n in range(points)], *found)


def _areas(grains: Sequence[tuple[int, int, int, Tally]], units: dict[int, Unit]) -> tuple[AreaTally, ...]:
    """Areas of the units one or two below, the nearest below the centre; those without coordinates are left out."""
    found: dict[int, Tally] = {}
    for _level, child, below, tally in grains:
        unit = units[below or child]
        known = found.get(unit.area_id)
        found[unit.area_id] = known + tally if known else tally
    areas = Area.objects.filter(pk__in=found, longitude__isnull=False).exclude(kind="nation")
    return tuple(
        AreaTally(a.pk, a.short_name, a.longitude, a.latitude or 0.0, found[a.pk])
        for a in areas.order_by("sort_key")
        if a.longitude is not None
    )


def _late_ones(place: Place, most: int) -> tuple[Dissemination, ...]:
    """Who is late now, most of it first, with their units; so many at most. One query."""
    late = Q(state="asked", deadline__lte=place.keys["late_from"])
    if place.top.acknowledge_by is not None and place.top.acknowledge_by < place.keys["now"]:
        late = Q(state="asked")
    rows = Dissemination.objects.filter(late, wave=place.top)
    if not place.whole:
        rows = rows.filter(path__contains=[place.under])
    return tuple(rows.select_related("unit").order_by("deadline", "level", "unit__sort_key")[:most])


def waves_to_see_to(now: datetime) -> list[Directive]:
    """Waves in which something is late, or went up the line before; none on a day off."""
    today = timezone.localdate(now)
    calendar = work_calendar(today - _MONTH, today)
    if not calendar.works(today):
        return []
    late = Dissemination.objects.filter(state="asked", deadline__lte=late_from(today, calendar))
    waves = set(late.values_list("wave_id", flat=True).distinct())
    up = Escalation.objects.order_by().values_list("dissemination__wave_id", flat=True).distinct()
    return list(Directive.objects.filter(pk__in=[*waves, *up]).order_by("pk"))


def working_days_late(rows: Sequence[Dissemination], today: date) -> dict[int, int]:
    """Dissemination id → working days that it is late today. One query."""
    if not rows:
        return {}
    calendar = work_calendar(min(row.deadline for row in rows), max(today, rows[-1].deadline) + _MONTH)
    return {row.pk: days_late(row.deadline, today, calendar) for row in rows}


def _root(actor: Actor, directive: Directive) -> int:
    if actor.is_system or actor.holds(directive.unit_id):
        return directive.unit_id
    asked = directive.disseminations.filter(unit_id__in=actor.unit_ids).order_by("level", "unit_id")
    unit_id: int | None = asked.values_list("unit_id", flat=True).first()
    if unit_id is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return unit_id


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())

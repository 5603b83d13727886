"""How far a wave has come: one look at its rows each for levels and branches, the course of days, the map.

A wave may have 20,000 addressees; every figure here is one set-based query over them, nothing is counted unit by unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries import work_calendar
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from ..domain.lateness import days_late, late_from
from ..models import Directive, Dissemination, Escalation

LATE_NAMES = 200
POINTS = 40
"""The course is drawn with so many points at most."""
_MONTH = timedelta(days=31)

_SCOPE = """
FROM directives_dissemination d
LEFT JOIN documents_delivery r ON r.document_id = %(document)s AND r.unit_id = d.unit_id
WHERE d.wave_id = %(wave)s AND (%(whole)s OR d.path @> ARRAY[%(under)s::bigint])
"""
_LATE = "(d.state = 'asked' AND d.deadline <= %(late_from)s OR d.days_late > 0)"
_COUNTS = f"""
SELECT d.level, child, count(*), count(r.received_at), count(r.acknowledged_at),
       count(*) FILTER (WHERE d.state = 'done'), count(d.programme_by), count(d.filed_at),
       count(*) FILTER (WHERE {_LATE}),
       count(*) FILTER (WHERE r.acknowledged_at IS NULL AND %(acknowledge_by)s < %(now)s),
       coalesce(sum(d.due), 0), coalesce(sum(d.officers), 0), coalesce(sum(d.members), 0),
       coalesce(sum(d.others), 0), coalesce(sum(d.classes), 0),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.acknowledged_at - d.asked_at)) / 3600,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM d.ticked_at - d.asked_at)) / 3600,
       bool_or(d.unit_id <> child)
  FROM (SELECT d.*, coalesce(d.path[array_position(d.path, %(under)s::bigint) + 1], d.unit_id) AS child
          FROM directives_dissemination d
         WHERE d.wave_id = %(wave)s AND (%(whole)s OR d.path @> ARRAY[%(under)s::bigint])) d
  LEFT JOIN documents_delivery r ON r.document_id = %(document)s AND r.unit_id = d.unit_id
 GROUP BY GROUPING SETS ((), (d.level), (child))
"""  # noqa: S608 - constants
_COURSE = f"""
SELECT level, least(%(points)s, 1 + floor(extract(epoch FROM moment - %(start)s) / %(step)s))::int AS point,
       count(*) FILTER (WHERE stage = 1), count(*) FILTER (WHERE stage = 2)
  FROM (SELECT d.level, r.acknowledged_at, d.ticked_at {_SCOPE}) rows
 CROSS JOIN LATERAL (VALUES (1, acknowledged_at), (2, ticked_at)) AS stages (stage, moment)
 WHERE moment IS NOT NULL
 GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608
_AREAS = f"""
SELECT a.id, a.short_name, a.longitude, a.latitude, s.asked, s.reached, s.done, s.late
  FROM (SELECT CASE WHEN %(national)s AND nlevel(p.path) > 1 THEN subpath(p.path, 1, 1)::text::bigint
                    ELSE u.area_id END AS area,
               count(*) AS asked, count(r.acknowledged_at) AS reached,
               count(*) FILTER (WHERE d.state = 'done') AS done, count(*) FILTER (WHERE {_LATE}) AS late
          FROM directives_dissemination d
          JOIN org_unit u ON u.id = d.unit_id
          LEFT JOIN documents_delivery r ON r.document_id = %(document)s AND r.unit_id = d.unit_id
          LEFT JOIN org_areaplacement p ON p.area_id = u.area_id AND p.valid @> %(day)s::date
         WHERE d.wave_id = %(wave)s AND (%(whole)s OR d.path @> ARRAY[%(under)s::bigint])
         GROUP BY 1) s
  JOIN org_area a ON a.id = s.area AND a.longitude IS NOT NULL AND a.latitude IS NOT NULL
 ORDER BY a.sort_key
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Tally:
    """Units asked, reached (received, acknowledged), done, owing and having filed a programme, late, late to
    acknowledge; people present of due (officers, members), others, classes; median hours until acknowledged, ticked.
    """

    asked: int = 0
    received: int = 0
    acknowledged: int = 0
    done: int = 0
    owing: int = 0
    filed: int = 0
    late: int = 0
    unanswered: int = 0
    due: int = 0
    officers: int = 0
    members: int = 0
    others: int = 0
    classes: int = 0
    hours_acknowledged: float | None = None
    hours_done: float | None = None

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
    }  # fmt: skip
    return Place(directive, top, chosen, whole, way, keys)


def wave(place: Place) -> Wave:
    """Counts in all, by level and by branch, and who is late. Three queries."""
    total, levels, branches = Tally(), {}, []
    for level, child, *counts, deeper in _rows(_COUNTS, place.keys):
        tally = Tally(*counts)
        if child is not None:
            branches.append((child, tally, bool(deeper)))
        elif level is not None:
            levels[level] = tally
        else:
            total = tally
    units = Unit.objects.in_bulk({*place.way, *(child for child, _t, _d in branches)})
    listed = [Branch(units[child], tally, deeper) for child, tally, deeper in branches]
    listed.sort(key=lambda b: (b.unit.level, b.unit.sort_key))
    return Wave(
        place.directive, place.top, units[place.under], tuple(units[pk] for pk in place.way), total,
        dict(sorted(levels.items())), tuple(listed), late_ones(place)[:LATE_NAMES],
    )  # fmt: skip


def late_ones(place: Place) -> tuple[Dissemination, ...]:
    """Who is late now, most of it first, with their units; one more than `LATE_NAMES` at most. One query."""
    late = Q(state="asked", deadline__lte=place.keys["late_from"])
    if place.top.acknowledge_by is not None and place.top.acknowledge_by < place.keys["now"]:
        late = Q(state="asked")
    rows = Dissemination.objects.filter(late, wave=place.top)
    if not place.whole:
        rows = rows.filter(path__contains=[place.under])
    return tuple(
        rows.select_related("unit").order_by("deadline", "level", "unit__sort_key")[: LATE_NAMES + 1]
    )


def course(place: Place) -> Course:
    """From the first asking to now, in equal steps of at least an hour. One query."""
    start, now = place.top.asked_at, place.keys["now"]
    last = max(now, start + timedelta(hours=1))
    step = max(3600.0, (last - start).total_seconds() / POINTS)
    points = max(1, min(POINTS, round((last - start).total_seconds() / step)))
    keys = {**place.keys, "start": start, "step": step, "points": points}
    ends = [start + timedelta(seconds=step * (n + 1)) for n in range(points)]
    acknowledged: dict[int, list[int]] = {}
    done: dict[int, list[int]] = {}
    for level, point, read, ticked in _rows(_COURSE, keys):
        for found, count in ((acknowledged, read), (done, ticked)):
            counts = found.setdefault(level, [0] * points)
            for n in range(max(point, 1) - 1, points):
                counts[n] += count
    return Course(ends, acknowledged, done)


def areas(place: Place, *, national: bool) -> list[AreaTally]:
    """The areas that have coordinates: provinces when `national`, else the units' own. One query."""
    return [
        AreaTally(pk, name, lon, lat, Tally(asked=asked, acknowledged=reached, done=done, late=late))
        for pk, name, lon, lat, asked, reached, done, late in _rows(
            _AREAS, {**place.keys, "national": national}
        )
    ]


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

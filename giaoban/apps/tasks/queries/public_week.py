"""The week as everybody may read it: only where the unit opened it, only issued, only what is marked public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from giaoban.apps.org.models import Unit
from giaoban.kit.errors import NotFound

from ..domain.week import monday_of
from ..enums import Mark, Part, WeekState
from ..models import PublicSchedule, Week, WeekEntry
from .weeks import place_of


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """What of an entry is public: neither who takes part nor who prepares it, nor why it changed."""

    part: str
    hour: time | None
    content: str
    chair: str
    place: str
    cancelled: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class PublicWeek:
    """Seven days. `issued_at` is None when the unit has issued nothing for this week."""

    unit_name: str
    unit_code: str
    monday: date
    issued_at: datetime | None
    days: tuple[tuple[date, tuple[PublicEntry, ...]], ...]


def is_public(unit: Unit) -> bool:
    """Does the unit let everybody read its weeks? One query."""
    return PublicSchedule.objects.filter(unit=unit).exists()


def public_week(code: str, day: date) -> PublicWeek:
    """The week in which `day` lies. Three queries. Raises NotFound for every unit that did not open it."""
    row = PublicSchedule.objects.filter(unit__code=code).select_related("unit").first()
    if row is None:
        raise NotFound()
    monday = monday_of(day)
    week = Week.objects.filter(unit=row.unit, monday=monday, state=WeekState.ISSUED).first()
    entries = week.entries.filter(public=True).select_related("week") if week else ()
    return PublicWeek(
        row.unit.name, row.unit.code, monday, week.issued_at if week else None, _days(monday, entries)
    )


def _days(monday: date, entries: Iterable[WeekEntry]) -> tuple[tuple[date, tuple[PublicEntry, ...]], ...]:
    rows = sorted(entries, key=place_of)
    return tuple(
        (monday + timedelta(days=n), tuple(_open(e) for e in rows if e.weekday == n)) for n in range(7)
    )


def _open(entry: WeekEntry) -> PublicEntry:
    return PublicEntry(
        str(Part(entry.part).label), entry.starts_at, entry.content, entry.chair, entry.place,
        entry.is_cancelled, entry.mark in (Mark.ADDED, Mark.CHANGED),
    )  # fmt: skip

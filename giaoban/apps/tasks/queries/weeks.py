"""Reads of the weekly schedule: one week by day and part, its clashes, what may be chosen while writing."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import QuerySet

from giaoban.apps.accounts.models import Appointment
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries import letterhead_of
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.bound import Source
from ..domain.week import Clash, NewEntry, Slot, clashes_among, clashes_of
from ..enums import MARK_TONE, WITH_LEAD, Mark, Part, WeekState
from ..models import Task, Week, WeekChange, WeekEntry

_MOST_TASKS = 200
_ORDER = {part.value: place for place, part in enumerate(Part)}


@dataclass(frozen=True, slots=True)
class Beside:
    """A clash as an entry shows it: with what, over what, and why both are kept ("" while nobody said)."""

    clash: Clash
    other: WeekEntry
    reason: str


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An entry with its changes after issue, newest last, and what it stands beside."""

    entry: WeekEntry
    changes: tuple[WeekChange, ...]
    beside: tuple[Beside, ...]

    @property
    def tone(self) -> str:
        """Of the badge of its mark."""
        return MARK_TONE.get(Mark(self.entry.mark), "neutral")


@dataclass(frozen=True, slots=True)
class WeekView:
    """A unit's week. `week` is None while nothing has been written. `days` holds seven days, each with its parts.

    `parts` are the parts of the day that are shown: morning and afternoon always, the evening when it is used.
    """

    unit: Unit
    monday: date
    week: Week | None
    days: tuple[tuple[date, tuple[tuple[Part, tuple[Scheduled, ...]], ...]], ...]
    parts: tuple[Part, ...]
    unexplained: tuple[Beside, ...]
    may_write: bool
    may_issue: bool

    @property
    def count(self) -> int:
        """How many entries stand, cancelled ones left out."""
        return sum(
            not s.entry.is_cancelled for _day, parts in self.days for _part, found in parts for s in found
        )


def week_of(actor: Actor, unit: Unit, monday: date) -> Week | None:
    """The week that the actor may read, or None while nobody wrote one. Raises NotFound for a stranger."""
    found: Week | None = (
        Week.objects.visible_to(actor, policies.see_week)
        .filter(unit=unit, monday=monday)
        .select_related("unit__organisation")
        .first()
    )
    if found is None and not policies.read_week.allows(actor, unit):
        raise NotFound("another unit's week")
    return found


def entry_of(actor: Actor, pk: int) -> WeekEntry:
    """One entry with its week and unit. Raises NotFound."""
    weeks = Week.objects.visible_to(actor, policies.see_week)
    found = WeekEntry.objects.filter(pk=pk, week__in=weeks).select_related("week__unit__organisation").first()
    if found is None:
        raise NotFound()
    return found


def entries_in_order(week: Week) -> list[WeekEntry]:
    """Those of one week. One query."""
    return sorted(week.entries.select_related("week"), key=place_of)


def week_view(actor: Actor, unit: Unit, monday: date) -> WeekView:
    """The week for its page. Three queries. Raises NotFound for a stranger."""
    week = week_of(actor, unit, monday)
    entries: list[WeekEntry] = []
    if week is not None:
        rows = week.entries.select_related("week", "task").prefetch_related("changes")
        entries = sorted(rows, key=place_of)
    beside = _beside(entries)
    shown = [Scheduled(e, tuple(e.changes.all()), tuple(beside.get(e.pk, ()))) for e in entries]
    used = {e.part for e in entries}
    parts = tuple(p for p in Part if p is not Part.EVENING or p in used)
    days = tuple(
        (
            monday + timedelta(days=n),
            tuple((p, tuple(s for s in shown if (s.entry.weekday, s.entry.part) == (n, p))) for p in parts),
        )
        for n in range(7)
    )
    return WeekView(
        unit, monday, week, days, parts,
        tuple(b for rows in beside.values() for b in rows if not b.reason and b.clash.one < b.clash.other),
        policies.write_week.allows(actor, unit), policies.issue_week.allows(actor, unit),
    )  # fmt: skip


def clashes_with(week: Week | None, new: NewEntry, key: int = 0) -> list[tuple[Clash, WeekEntry]]:
    """What `new` would clash with, were it written into `week` in place of entry `key` (0: as a new one)."""
    entries = list(week.entries.all()) if week is not None else []
    by_id = {e.pk: e for e in entries}
    slot = Slot(key, new.weekday, new.part, new.chair, new.participants, new.place)
    return [(clash, by_id[clash.other]) for clash in clashes_of(slot, map(_slot, entries))]


def unexplained_clashes(week: Week) -> int:
    """Pairs that need the same thing at the same time without a reason."""
    found = _beside(list(week.entries.all()))
    return sum(not b.reason and b.clash.one < b.clash.other for rows in found.values() for b in rows)


def clashes_of_source(units: Some[int], source: Source) -> list[Beside]:
    """What the entries of `source` clash with in the weeks of `units`, with the reasons given. One query."""
    own = WeekEntry.objects.filter(source_type=source.type, source_id=source.id, week__unit_id__in=units)
    weeks = own.exclude(mark=Mark.CANCELLED).values("week_id")
    found: dict[int, list[WeekEntry]] = {}
    for entry in WeekEntry.objects.filter(week__in=weeks).select_related("week__unit"):
        found.setdefault(entry.week_id, []).append(entry)
    return [
        beside
        for rows in found.values()
        for pk, besides in _beside(rows).items()
        for beside in besides
        if any((r.pk, r.source_type, r.source_id) == (pk, *source) for r in rows)
    ]


def issued_entries(actor: Actor, units: Some[int], monday: date) -> list[WeekEntry]:
    """What stands on the issued schedules of `units` for one week, cancelled entries too, in order. One query."""
    weeks = Week.objects.visible_to(actor, policies.see_week).filter(
        unit_id__in=units, monday=monday, state=WeekState.ISSUED
    )
    return sorted(WeekEntry.objects.filter(week__in=weeks).select_related("week__unit"), key=place_of)


def post_suggestions(unit: Unit, monday: date) -> list[str]:
    """Posts offered while typing: those that sign for the unit, its appointments, and who chaired lately."""
    head = letterhead_of(unit, monday)
    labels = Appointment.objects.on(monday).filter(unit=unit).values_list("user__label", flat=True)
    lately = (
        WeekEntry.objects.filter(week__unit=unit, week__monday__gte=monday - timedelta(weeks=8))
        .exclude(chair="")
        .values_list("chair", flat=True)
        .distinct()
    )
    found = [head.head_post, head.post, *sorted(lately), *sorted(set(labels))]
    return list(dict.fromkeys(post for post in found if post))


def tasks_to_link(unit: Unit) -> QuerySet[Task]:
    """Tasks in the unit's hands that an entry may serve, the nearest deadline first."""
    rows: QuerySet[Task] = Task.objects.filter(lead=unit, state__in=WITH_LEAD).order_by("deadline", "pk")
    return rows[:_MOST_TASKS]


def place_of(entry: WeekEntry) -> tuple[date, int, int, bool, time, int, int]:
    """The place of an entry among others: by day and part; in a part those with an hour first, then as written."""
    hour = entry.starts_at
    return (
        entry.week.monday,
        entry.weekday,
        _ORDER[entry.part],
        hour is None,
        hour or time.min,
        entry.position,
        entry.pk,
    )


def _slot(entry: WeekEntry) -> Slot:
    return Slot(
        entry.pk, entry.weekday, entry.part, entry.chair, entry.participants, entry.place,
        entry.mark == Mark.CANCELLED,
    )  # fmt: skip


def _beside(entries: Sequence[WeekEntry]) -> dict[int, list[Beside]]:
    by_id = {e.pk: e for e in entries}
    found: dict[int, list[Beside]] = {}
    for clash in clashes_among([_slot(e) for e in entries]):
        one, other = by_id[clash.one], by_id[clash.other]
        found.setdefault(one.pk, []).append(Beside(clash, other, _kept_because((one, other))))
    return found


def _kept_because(pair: Iterable[WeekEntry]) -> str:
    """The reason given by the entry that was saved last with one."""
    return next((e.clash_reason for e in sorted(pair, key=lambda e: -e.pk) if e.clash_reason), "")

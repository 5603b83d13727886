"""A unit's calendar: what stands in its weeks, what falls due, reviews, days off. One query a source."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from giaoban.apps.accounts.models import User
from giaoban.apps.accounts.queries import actor_of
from giaoban.apps.org.enums import DayKind
from giaoban.apps.org.models import CalendarDay, Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound
from giaoban.kit.periods import WorkCalendar

from .. import policies
from ..domain.secrets import digest_of
from ..domain.week import monday_of
from ..enums import KIND_OF_GROUP, AskKind, AskState, CalendarKind, Part, group_of
from ..models import Ask, CalendarFeed, Coordination, Party, Week, WeekEntry

MOST = 2000
"""So many of one source are read; whoever has more due in a month looks at the lists themselves."""
_PARTS = {part.value: place for place, part in enumerate(Part)}
_END_OF_DAY = time(23, 59)
_KINDS = frozenset(CalendarKind)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on a day. `hour` is local, None where it counts by part or by day; `minutes` is how long it takes,
    where that is known. `key` and `sequence` name it and its version to calendars that hold a copy. A `draft` was typed
    into a week that was not issued.
    """

    kind: CalendarKind
    day: date
    title: str
    key: str
    hour: time | None = None
    part: str = ""
    chair: str = ""
    place: str = ""
    url: str = ""
    cancelled: bool = False
    draft: bool = False
    late: bool = False
    sequence: int = 0
    changed_at: datetime | None = None
    minutes: int | None = None

    @property
    def order(self) -> tuple[int, time, int, str]:
        """By part of the day and hour; what has neither comes last, days off first."""
        if self.kind == CalendarKind.HOLIDAY:
            return -1, time.min, 0, self.title
        hour = self.hour or time.max
        return _PARTS.get(self.part, len(_PARTS)), hour, _ORDER[self.kind], self.title

    @property
    def part_label(self) -> str:
        """The part of the day in words, for what has no hour."""
        return str(Part(self.part).label) if self.part and self.hour is None else ""


_ORDER = {kind: place for place, kind in enumerate(CalendarKind)}


@dataclass(frozen=True, slots=True)
class CalendarDayView:
    """One day; `works` by the working calendar."""

    day: date
    works: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The days from `first` to `last`. `cut`: a source had more than is read."""

    unit: Unit
    days: tuple[CalendarDayView, ...]
    cut: bool

    @property
    def count(self) -> int:
        return sum(len(day.items) for day in self.days)


def calendar_view(
    actor: Actor, unit: Unit, first: date, last: date, today: date, kinds: Some[str] = ()
) -> CalendarView:
    """The unit's days from `first` to `last`, both included; `kinds` empty: everything. Five queries.

    Raises NotFound for a stranger.
    """
    items, calendar, cut = _gathered(actor, unit, first, last, today, frozenset(kinds) or _KINDS)
    by_day: dict[date, list[Item]] = {}
    for item in items:
        by_day.setdefault(item.day, []).append(item)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return CalendarView(
        unit,
        tuple(
            CalendarDayView(
                day, calendar.works(day), tuple(sorted(by_day.get(day, []), key=lambda i: i.order))
            )
            for day in span
        ),
        cut,
    )


def calendar_items(actor: Actor, unit: Unit, first: date, last: date, today: date) -> list[Item]:
    """Everything that `calendar_view` shows, as one list by day. Five queries. Raises NotFound for a stranger."""
    items, _calendar, _cut = _gathered(actor, unit, first, last, today, _KINDS)
    return sorted(items, key=lambda i: (i.day, i.order, i.key))


def feeds(actor: Actor) -> list[CalendarFeed]:
    """The actor's own addresses that work, newest first. One query."""
    rows = CalendarFeed.objects.visible_to(actor, policies.own_feed).filter(revoked_at=None)
    return list(rows.select_related("unit"))


def own_feed(actor: Actor, pk: int) -> CalendarFeed:
    """One of the actor's own addresses. Raises NotFound."""
    rows = CalendarFeed.objects.visible_to(actor, policies.own_feed).select_related("unit")
    found: CalendarFeed | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever asks for a feed by its secret, as the person behind it is today; `gone`: it answers no more."""

    actor: Actor
    unit: Unit
    gone: bool


def reader_of(secret: str, today: date) -> Reader:
    """Raises NotFound for a secret that never was one. Gone: revoked, account closed, no post in the unit today."""
    rows = CalendarFeed.objects.select_related("user", "unit__organisation")
    found = rows.filter(digest=digest_of(secret)).first()
    if found is None:
        raise NotFound()
    user: User = found.user
    actor = actor_of(user, day=today, worn=found.unit_id)
    closed = found.revoked_at is not None or not user.is_active
    return Reader(actor, found.unit, closed or not policies.have_feed.allows(actor, found.unit))


def _gathered(
    actor: Actor, unit: Unit, first: date, last: date, today: date, kinds: frozenset[str]
) -> tuple[list[Item], WorkCalendar, bool]:
    if not policies.read_week.allows(actor, unit):
        raise NotFound("another unit's calendar")
    days = list(CalendarDay.objects.filter(day__range=(first, last)))
    entries = _entries(actor, unit, first, last)
    asks = list(_asks(actor, unit, first, last, frozenset(e.key for e in entries), today))
    reviews = list(_reviews(actor, unit, first, last, today))
    found = [item for item in (*_off(days), *entries, *asks, *reviews) if item.kind in kinds]
    calendar = WorkCalendar(
        frozenset(d.day for d in days if d.kind == DayKind.OFF),
        frozenset(d.day for d in days if d.kind == DayKind.MADE_UP),
    )
    return found, calendar, max(len(entries), len(asks)) >= MOST


def _off(days: list[CalendarDay]) -> Iterator[Item]:
    for row in days:
        made_up = row.kind == DayKind.MADE_UP
        title = f"{row.get_kind_display()}: {row.name}" if made_up else row.name
        yield Item(CalendarKind.HOLIDAY, row.day, title, f"day-{row.day:%Y%m%d}")


def _entries(actor: Actor, unit: Unit, first: date, last: date) -> list[Item]:
    """What stands in the unit's weeks. A conference is one thing wherever it moves: the entry that stands has its
    name, else the one that was cancelled last.
    """
    weeks = Week.objects.visible_to(actor, policies.see_week).filter(
        unit=unit, monday__range=(monday_of(first), last)
    )
    rows = list(
        WeekEntry.objects.filter(week__in=weeks).select_related("week").order_by("week__monday", "pk")[:MOST]
    )
    speaks: dict[tuple[str, int | None], WeekEntry] = {}
    for row in sorted(rows, key=lambda r: (not r.is_cancelled, r.pk)):
        if row.is_bound:
            speaks[row.source_type, row.source_id] = row
    chosen = {row.pk for row in speaks.values()}
    return [_entry(row, unit, row.pk in chosen) for row in rows if first <= row.day <= last]


def _entry(row: WeekEntry, unit: Unit, speaks: bool) -> Item:
    week = reverse("tasks:week", args=[unit.code, row.week.monday.isoformat()])
    return Item(
        CalendarKind.CONFERENCE if row.is_bound else CalendarKind.SCHEDULE, row.day, row.content,
        f"{row.source_type}-{row.source_id}" if speaks else f"entry-{row.pk}",
        row.starts_at, row.part, row.chair, row.place, row.link or week, row.is_cancelled,
        not (row.is_bound or row.week.is_issued), False, row.sequence,
        row.changed_at or row.week.issued_at or row.week.created_at, row.minutes,
    )  # fmt: skip


def _asks(
    actor: Actor, unit: Unit, first: date, last: date, shown: frozenset[str], today: date
) -> Iterator[Item]:
    """What falls due and was not done. What stands in the week (to take part in a conference) or among the reviews is
    not said twice.
    """
    rows = (
        Ask.objects.visible_to(actor, policies.see_ask)
        .filter(unit=unit, state=AskState.OPEN, due__gte=_midnight(first))
        .filter(due__lt=_midnight(last + timedelta(days=1)))
        .exclude(kind=AskKind.REVIEW)
        .order_by("due", "pk")
    )
    for row in rows[:MOST]:
        if row.kind == AskKind.ATTEND and f"{row.subject_type}-{row.subject_id}" in shown:
            continue
        due = timezone.localtime(row.due)
        hour = due.time().replace(second=0, microsecond=0)
        yield Item(
            KIND_OF_GROUP[group_of(row.kind)] if row.kind != AskKind.ATTEND else CalendarKind.CONFERENCE,
            due.date(), row.title, f"ask-{row.pk}", None if hour >= _END_OF_DAY or hour == time.min else hour,
            url=row.url, late=due.date() < today, sequence=row.sequence,
            changed_at=row.changed_at or row.created_at,
        )  # fmt: skip


def _reviews(actor: Actor, unit: Unit, first: date, last: date, today: date) -> Iterator[Item]:
    party = Party.objects.filter(coordination=OuterRef("pk"), unit=unit)
    rows = (
        Coordination.objects.visible_to(actor, policies.see_coordination)
        .filter(Q(unit=unit) | Exists(party), ended_at=None, review_on__range=(first, last))
        .annotate(times=Count("reviews"), last_held=Max("reviews__held_on"))
        .order_by("review_on", "pk")
    )
    for row in rows[:MOST]:
        url = reverse("tasks:coordination", args=[row.pk])
        changed = _midnight(row.last_held) if row.last_held else row.created_at
        yield Item(
            CalendarKind.REVIEW, row.review_on, row.title, f"review-{row.pk}", url=url,
            late=row.review_on < today, sequence=row.times, changed_at=changed,
        )  # fmt: skip


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

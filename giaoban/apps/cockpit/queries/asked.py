"""What is asked of me, by when: one list in four groups, alike things in one pile."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import BooleanField, Case, CharField, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.enums import ReportState
from giaoban.apps.reporting.models import Report
from giaoban.apps.tasks.enums import AskKind, answered_by
from giaoban.apps.tasks.models import Ask
from giaoban.apps.tasks.queries import asked_of
from giaoban.kit import clock
from giaoban.kit.access import Actor

from ..enums import Due

ALIKE = 5
"""More asks of one kind than this in a group are shown as one line that leads to their list."""
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Pile:
    """Asks of one kind in one group: `asks` when they are few, else only the count and the first of them."""

    kind: str
    label: str
    count: int
    asks: tuple[Ask, ...]

    @property
    def is_piled(self) -> bool:
        return self.count > ALIKE


@dataclass(frozen=True, slots=True)
class DueGroup:
    due: Due
    count: int
    piles: tuple[Pile, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The home's list: only groups with something in them, the most urgent first. `colleagues` holds what is asked of
    the unit and usually done by another post there; it is counted apart.
    """

    groups: tuple[DueGroup, ...]
    colleagues: tuple[DueGroup, ...] = ()

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def of_colleagues(self) -> int:
        return sum(group.count for group in self.colleagues)

    def at(self, due: Due) -> int:
        return sum(group.count for group in self.groups if group.due == due)


@dataclass(frozen=True, slots=True)
class HatCard:
    """One unit that the actor works for, with its posts there and what is open there."""

    unit: Unit
    posts: tuple[str, ...]
    open: int
    worn: bool


def with_due(rows: QuerySet[Ask], now: datetime) -> QuerySet[Ask]:
    """The asks with `when`, a value of Due."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    when = Case(
        When(due__lt=now, then=Value(Due.OVERDUE.value)),
        When(due__lt=midnight, then=Value(Due.TODAY.value)),
        When(due__lt=now + SOON, then=Value(Due.WEEK.value)),
        default=Value(Due.LATER.value),
        output_field=CharField(),
    )
    return rows.annotate(when=when)


def board(actor: Actor, units: Collection[int], now: datetime) -> Board:
    """What is asked of `units` of the actor. Two queries, however many asks there are."""
    alike = [F("mine"), F("when"), F("kind")]
    rows = (
        with_due(asked_of(actor).filter(unit_id__in=units), now)
        .annotate(mine=_mine(actor, units, clock.local_day(now)))
        .annotate(
            alike=Window(Count("pk"), partition_by=alike),
            rank=Window(
                RowNumber(), partition_by=alike, order_by=[F("due").asc(nulls_last=True), F("pk").asc()]
            ),
        )
        .filter(rank__lte=ALIKE)
    )
    listed: list[Any] = list(rows)
    return Board(*(_groups([row for row in listed if row.mine == mine]) for mine in (True, False)))


def _mine(actor: Actor, units: Collection[int], today: date) -> Case:
    """Is it for the actor's own posts? What names no post is, unless colleagues in other posts usually see to it; a
    report that was put to the leader is the leader's too. One query.
    """
    own = {h.post for h in actor.hats if h.unit_id in units}
    filled = set(
        Appointment.objects.filter(unit_id__in=units, valid__contains=today).values_list("post", flat=True)
    )
    theirs = [
        kind for kind in AskKind.values if filled & {*answered_by(kind)} and not own & {*answered_by(kind)}
    ]
    for_us = ~Q(post="", kind__in=theirs)
    if Post.LEADER in own:
        put = Report.objects.filter(state=ReportState.PUT_TO_LEADER, expectation__unit_id__in=units)
        for_us |= Q(subject_type=Report._meta.label, subject_id__in=put.values("pk"))
    return Case(When(for_us, then=Value(True)), default=Value(False), output_field=BooleanField())


def _groups(rows: Sequence[Any]) -> tuple[DueGroup, ...]:
    found: dict[str, list[Any]] = {due: [] for due in Due.values}
    for row in rows:
        found[row.when].append(row)
    return tuple(_group(Due(due), asks) for due, asks in found.items() if asks)


def _group(due: Due, asks: Iterable[Any]) -> DueGroup:
    piles = []
    ordered = sorted(asks, key=lambda ask: ask.kind)
    for kind, alike in groupby(ordered, key=lambda ask: ask.kind):
        few = tuple(alike)
        count = few[0].alike
        piles.append(Pile(kind, kind_label(kind), count, few[:1] if count > ALIKE else few))
    piles.sort(key=lambda pile: (pile.asks[0].due is None, pile.asks[0].due, pile.kind))
    return DueGroup(due, sum(pile.count for pile in piles), tuple(piles))


def kind_label(kind: str) -> str:
    """The words for a kind of ask; a room's own kind is shown by its code."""
    return str(AskKind(kind).label) if kind in AskKind.values else kind.replace("_", " ").capitalize()


def asks_alike(actor: Actor, now: datetime, kind: str = "") -> QuerySet[Ask]:
    """Every open ask of the actor, of one kind or of all, with `when`."""
    rows = with_due(asked_of(actor), now)
    return rows.filter(kind=kind) if kind else rows


def collection_of(ask: Ask) -> int | None:
    """The collection that the report behind an ask belongs to; None for an ask about something else. One query."""
    if ask.subject_type != "reporting.Report":
        return None
    rows = Report.objects.filter(pk=ask.subject_id)
    return rows.values_list("expectation__collection_id", flat=True).first()


def units_of_hat(actor: Actor) -> frozenset[int]:
    """The worn unit and the merged ones it stands for."""
    worn = [h for h in actor.hats if h.unit_id == actor.worn]
    return frozenset(unit for h in worn for unit in (h.unit_id, *h.predecessor_ids))


def hats(actor: Actor) -> list[HatCard]:
    """The actor's units in the order of the appointments. Two queries."""
    units = Unit.objects.in_bulk({h.unit_id for h in actor.hats})
    counts = dict(
        asked_of(actor).order_by().values_list("unit_id").annotate(n=Count("pk")).values_list("unit_id", "n")
    )
    return [
        HatCard(
            units[unit_id],
            tuple(str(Post(h.post).label) for h in actor.hats if h.unit_id == unit_id),
            sum(counts.get(u, 0) for u in {unit_id, *_merged(actor, unit_id)}),
            unit_id == actor.worn,
        )
        for unit_id in dict.fromkeys(h.unit_id for h in actor.hats)
    ]


def _merged(actor: Actor, unit_id: int) -> tuple[int, ...]:
    return tuple(p for h in actor.hats if h.unit_id == unit_id for p in h.predecessor_ids)

"""What goes on in a conference at this moment: item, speaker, who is next, the matter put, what waits."""

from __future__ import annotations

from collections import Counter as Tallied
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count as Counted
from django.db.models import Q, Sum

from giaoban.kit.access import Actor, authorize

from .. import policies
from ..domain.attendance import Attendance
from ..domain.decide import Count
from ..domain.floor import in_order
from ..domain.script import Step
from ..enums import DecisionMode, RemarkKind, TurnKind, TurnState, VoteChoice
from ..models import AgendaItem, Conference, Matter, Remark, Site, Turn
from .conference import attendance_of, conference

MOST_SHOWN = 50
"""Remarks on a console; older ones that were seen to are in the minutes."""


@dataclass(frozen=True)
class Floor:
    """What everybody may see. `turns`: those that wait or speak, in their order; the papers' first."""

    conference: Conference
    items: Sequence[AgendaItem]
    turns: Sequence[Turn]
    matter: Matter | None
    count: Count | None
    attendance: Attendance

    @cached_property
    def now(self) -> AgendaItem | None:
        """The item that runs."""
        return next((i for i in self.items if i.started_at and not i.ended_at), None)

    @cached_property
    def next_item(self) -> AgendaItem | None:
        """The first item not taken up that stands behind everything that was."""
        last = max((i.position for i in self.items if i.started_at), default=0)
        return next((i for i in self.items if i.position > last), None)

    @cached_property
    def speaking(self) -> Turn | None:
        return next((t for t in self.turns if t.state == TurnState.SPEAKING), None)

    @cached_property
    def waiting(self) -> list[Turn]:
        return [t for t in self.turns if t.state == TurnState.WAITING]

    @property
    def next_turn(self) -> Turn | None:
        return self.waiting[0] if self.waiting else None

    @property
    def prepare(self) -> Turn | None:
        """Who should be ready after the next."""
        return self.waiting[1] if len(self.waiting) > 1 else None

    @property
    def ends_at(self) -> datetime | None:
        """When the time of whoever speaks is up."""
        turn = self.speaking
        return turn.started_at + timedelta(minutes=turn.minutes) if turn and turn.started_at else None

    @property
    def agenda_ends_at(self) -> datetime | None:
        """When the running item should be through."""
        item = self.now
        return (
            item.started_at + timedelta(minutes=item.minutes)
            if item and item.started_at and item.minutes
            else None
        )


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for whoever runs the conference: written in and not seen to, sites that are not there."""

    remarks: list[Remark]
    more_remarks: int
    absent: list[Site]
    more_absent: int


@dataclass(frozen=True, slots=True)
class WaitsInShort:
    """Hands raised, comments and messages not seen to."""

    hands: int
    comments: int
    messages: int


def floor_of(found: Conference) -> Floor:
    """Four queries, five while a matter is open."""
    turns = found.turns.filter(state__in=[TurnState.WAITING, TurnState.SPEAKING])
    matter = found.matters.filter(closed_at=None).first()
    return Floor(
        conference=found,
        items=list(found.items.select_related("unit")),
        turns=in_order(list(turns.select_related("paper"))),
        matter=matter,
        count=counted(matter) if matter and matter.mode != DecisionMode.CONSENSUS else None,
        attendance=attendance_of(found),
    )


def cues_of(floor: Floor, steps: Sequence[Step]) -> list[Step]:
    """What the chair says now and next: before the first item all that stands before it, then the running item, whoever
    is called next, the next item.
    """
    if not any(item.started_at for item in floor.items):
        first = next((n for n, step in enumerate(steps) if step.item_id is not None), len(steps))
        return list(steps[: first + 1])
    running, coming = floor.now, floor.next_item
    turns = {floor.next_turn.pk} if floor.next_turn else set()
    items = {item.pk for item in (running, coming) if item}
    return [s for s in steps if s.turn_id in turns or (s.turn_id is None and s.item_id in items)]


def waits_of(found: Conference) -> Waits:
    """The first of each, and how many more. Four queries."""
    open_remarks = found.remarks.filter(handled_at=None)
    absent = found.sites.filter(Q(connected_at=None) | Q(gone_at__isnull=False)).order_by("sort_key", "pk")
    shown, gone = list(open_remarks.order_by("pk")[:MOST_SHOWN]), list(absent[:MOST_SHOWN])
    more = open_remarks.count() - len(shown) if len(shown) == MOST_SHOWN else 0
    more_gone = absent.count() - len(gone) if len(gone) == MOST_SHOWN else 0
    return Waits(shown, more, gone, more_gone)


def counted(matter: Matter) -> Count:
    """Voices counted so far: hands of all sites, or the delegates' votes. One query."""
    if matter.mode == DecisionMode.NAMED:
        choices = {choice: Counted("pk", filter=Q(choice=choice)) for choice in VoteChoice.values}
        return Count(**matter.votes.aggregate(**choices))
    names = ("agree", "against", "abstain")
    return Count(**matter.tallies.aggregate(**{name: Sum(name, default=0) for name in names}))


def run_by(actor: Actor, pk: int) -> Conference:
    """A conference that the actor runs. Raises NotFound, or Forbidden for one the actor may only read."""
    found = conference(actor, pk)
    authorize(actor, policies.run, found, seen_by=policies.see)
    return found


def spoken_of(found: Conference) -> list[Turn]:
    """Turns that were spoken, as they went. One query."""
    rows = found.turns.filter(state__in=[TurnState.SPOKEN, TurnState.SPEAKING])
    return list(rows.select_related("item", "paper").order_by("started_at", "pk"))


def waits_in_short(found: Conference) -> WaitsInShort:
    """In figures, for a line. Two queries."""
    hands = found.turns.filter(kind=TurnKind.HAND, state=TurnState.WAITING).count()
    kinds = found.remarks.filter(handled_at=None).values_list("kind", flat=True)
    written = Tallied(kinds)
    return WaitsInShort(hands, written[RemarkKind.COMMENT], written[RemarkKind.MESSAGE])

"""How far a tree of tasks is. Only leaves count: a task that is split is as far as its parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..enums import WITH_LEAD, TaskState


class Node(NamedTuple):
    """A task as far as counting needs it. `parent` is None, or the id of a task that may lie outside."""

    id: int
    parent: int | None
    state: str
    deadline: date
    waits: bool = False
    """The lead unit asked in time for a change of it and has no answer."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Leaves that are not dropped: all, confirmed, reported done, late (not finished after the deadline); `waiting`
    are past it for want of the giver's answer, and not called late.
    """

    total: int = 0
    confirmed: int = 0
    claimed: int = 0
    late: int = 0
    waiting: int = 0

    def __add__(self, other: Progress) -> Progress:
        return Progress(
            self.total + other.total,
            self.confirmed + other.confirmed,
            self.claimed + other.claimed,
            self.late + other.late,
            self.waiting + other.waiting,
        )

    @property
    def share(self) -> float:
        """Confirmed of all, 0 to 1; 0 when there is nothing."""
        return self.confirmed / self.total if self.total else 0.0


def leaf_progress(state: str, deadline: date, today: date, waits: bool = False) -> Progress:
    """What one leaf counts for."""
    if state == TaskState.DROPPED:
        return Progress()
    past = state in WITH_LEAD and deadline < today
    return Progress(
        1,
        int(state == TaskState.CONFIRMED),
        int(state == TaskState.CLAIMED_DONE),
        int(past and not waits),
        int(past and waits),
    )


def progress_of(nodes: Iterable[Node], today: date) -> dict[int, Progress]:
    """Progress of every task: its own if it is a leaf, else the sum over the leaves below it. Any order, any
    depth; a parent outside `nodes` makes a root.
    """
    by_id = {n.id: n for n in nodes}
    parents = {n.parent for n in by_id.values() if n.parent is not None}
    found = {n.id: Progress() for n in by_id.values()}
    for node in by_id.values():
        if node.id in parents:
            continue
        counts = leaf_progress(node.state, node.deadline, today, node.waits)
        at: Node | None = node
        while at is not None:
            found[at.id] += counts
            at = by_id.get(at.parent) if at.parent is not None else None
    return found


def whole(nodes: Iterable[Node], today: date) -> Progress:
    """Progress of all of them together, each leaf once."""
    listed = list(nodes)
    ids = {n.id for n in listed}
    found = progress_of(listed, today)
    return sum((found[n.id] for n in listed if n.parent not in ids), Progress())

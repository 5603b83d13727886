"""The way of a task: which step leads from which state to which, and which one owes a reason or a result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ..enums import WITH_LEAD, Wish
from ..enums import TaskState as S
from ..enums import TaskStepKind as Step

ANSWER_DAYS = 3
"""Working days within which a request about a task is answered (not later than its deadline, where that is ahead)."""
OWES_WORDS = frozenset(
    {Step.CLAIMED, Step.SENT_BACK, Step.EXTENDED, Step.POSTPONED, Step.DROPPED, Step.ASKED, Step.REFUSED}
)

_BEFORE_BEGUN = (S.PLANNED, S.ACCEPTED, S.SENT_BACK, S.POSTPONED)
_AT_WORK = (S.PLANNED, S.ACCEPTED, S.IN_PROGRESS, S.SENT_BACK)
_NEXT: dict[Step, dict[str, S]] = {
    Step.ACCEPTED: {S.PLANNED: S.ACCEPTED},
    Step.BEGUN: dict.fromkeys(_BEFORE_BEGUN, S.IN_PROGRESS),
    Step.CLAIMED: dict.fromkeys((S.ACCEPTED, S.IN_PROGRESS, S.SENT_BACK), S.CLAIMED_DONE),
    Step.AGREED: {s: s for s in WITH_LEAD},
    Step.REFUSED: {s: s for s in WITH_LEAD},
    Step.CONFIRMED: {S.CLAIMED_DONE: S.CONFIRMED},
    Step.SENT_BACK: {S.CLAIMED_DONE: S.SENT_BACK},
    Step.ASKED: {s: s for s in WITH_LEAD},
    Step.WITHDRAWN: {s: s for s in WITH_LEAD},
    Step.EXTENDED: {s: s for s in WITH_LEAD},
    Step.POSTPONED: dict.fromkeys(WITH_LEAD, S.POSTPONED),
    Step.DROPPED: dict.fromkeys((*WITH_LEAD, S.CLAIMED_DONE), S.DROPPED),
    Step.CHASED: {s: s for s in WITH_LEAD},
    Step.TICKED: dict.fromkeys(_AT_WORK, S.IN_PROGRESS),
    Step.UNTICKED: {s: s for s in _AT_WORK},
}
_ANSWERS = (Step.AGREED, Step.REFUSED, Step.WITHDRAWN)
_CARRIES_OUT = {Wish.EXTEND: Step.EXTENDED, Wish.POSTPONE: Step.POSTPONED, Wish.DROP: Step.DROPPED}
_ENDS_WISH = (*_ANSWERS, Step.EXTENDED, Step.POSTPONED, Step.DROPPED, Step.CLAIMED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a task stands: `rests_until` only while it is put off; `wish` is a request without an answer, or ""."""

    state: str
    deadline: date
    rests_until: date | None = None
    wish: str = ""
    wish_deadline: date | None = None
    wish_rests_until: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One step with what it sets or asks for. `wish` goes with ASKED; an answer carries what it answers."""

    step: Step
    deadline: date | None = None
    rests_until: date | None = None
    wish: str = ""


def after(step: Step, state: str, wish: str = "") -> S | None:
    """The state after `step`, or None when the step is not open in `state` with that request waiting."""
    if (step is Step.ASKED and wish) or (step in _ANSWERS and not wish):
        return None
    if step is Step.AGREED:
        return _NEXT[_CARRIES_OUT[Wish(wish)]].get(state)
    return _NEXT.get(step, {}).get(state)


def moved(at: Standing, move: Move) -> Standing | None:
    """Where the task stands after `move`; None when it is not open."""
    reached = after(move.step, at.state, at.wish)
    if reached is None:
        return None
    found = replace(at, state=reached)
    step = _CARRIES_OUT[Wish(at.wish)] if move.step is Step.AGREED else move.step
    if step in (Step.EXTENDED, Step.POSTPONED):
        found = replace(found, deadline=move.deadline or at.deadline)
    if step is Step.POSTPONED:
        found = replace(found, rests_until=move.rests_until)
    elif reached is not S.POSTPONED:
        found = replace(found, rests_until=None)
    if move.step is Step.ASKED:
        return replace(found, wish=move.wish, wish_deadline=move.deadline, wish_rests_until=move.rests_until)
    if move.step in _ENDS_WISH:
        return replace(found, wish="", wish_deadline=None, wish_rests_until=None)
    return found


def replayed(start: Standing, moves: Iterable[Move]) -> Standing:
    """Where a whole history leads. Raises ValueError at a step that was not open."""
    at = start
    for move in moves:
        found = moved(at, move)
        if found is None:
            raise ValueError(f"{move.step} is not open in {at.state}")
        at = found
    return at


def open_steps(state: str, wish: str = "") -> tuple[Step, ...]:
    """The steps that are open in `state`, in the order in which they are usually taken."""
    return tuple(step for step in _NEXT if after(step, state, wish) is not None)

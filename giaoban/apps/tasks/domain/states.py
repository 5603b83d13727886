"""The way of a task: which step leads from which state to which, and which one owes a reason or a result."""

from __future__ import annotations

from ..enums import WITH_LEAD
from ..enums import TaskState as S
from ..enums import TaskStepKind as Step

_NEXT: dict[Step, dict[str, S]] = {
    Step.ACCEPTED: {S.PLANNED: S.ACCEPTED},
    Step.BEGUN: {S.PLANNED: S.IN_PROGRESS, S.ACCEPTED: S.IN_PROGRESS, S.SENT_BACK: S.IN_PROGRESS},
    Step.CLAIMED: {S.ACCEPTED: S.CLAIMED_DONE, S.IN_PROGRESS: S.CLAIMED_DONE, S.SENT_BACK: S.CLAIMED_DONE},
    Step.CONFIRMED: {S.CLAIMED_DONE: S.CONFIRMED},
    Step.SENT_BACK: {S.CLAIMED_DONE: S.SENT_BACK},
    Step.EXTENDED: {s: s for s in WITH_LEAD},
    Step.DROPPED: dict.fromkeys((*WITH_LEAD, S.CLAIMED_DONE), S.DROPPED),
}
OWES_WORDS = frozenset({Step.CLAIMED, Step.SENT_BACK, Step.EXTENDED, Step.DROPPED})


def after(step: Step, state: str) -> S | None:
    """The state after `step`, or None when the step is not open in `state`."""
    return _NEXT.get(step, {}).get(state)


def open_steps(state: str) -> tuple[Step, ...]:
    """The steps that are open in `state`, in the order in which they are usually taken."""
    return tuple(step for step, ways in _NEXT.items() if state in ways)

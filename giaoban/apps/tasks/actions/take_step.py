"""What every step of a task shares: the lock, the state, the history, the audit line."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, Invalid

from .. import events
from ..domain.states import OWES_WORDS, Move, Standing, moved
from ..enums import ENDED, TaskState, TaskStepKind, Wish
from ..models import Task, TaskStep

_STANDING = ("state", "deadline", "rests_until", "wish", "wish_deadline", "wish_rests_until")


def locked(task: Task) -> Task:
    """The task as it stands now, locked."""
    row: Task = Task.objects.select_for_update().get(pk=task.pk)
    return row


def standing(task: Task) -> Standing:
    """Where the task stands, as a value."""
    return Standing(*(getattr(task, name) for name in _STANDING))


def take(
    task: Task, step: TaskStepKind, *, actor: Actor, unit_id: int, now: datetime, words: str = "",
    deadline: date | None = None, rests_until: date | None = None, wish: str = "",
) -> TaskStep:  # fmt: skip
    """Move a locked task by `step`, write history and audit; returns the step as written. `words` are the result or
    the reason; `deadline` and `rests_until` what the step sets or asks for.

    Raises Conflict when the step is not open in this state, Invalid when words are owed and missing, or when a day
    has passed or two do not go together.
    """
    move = Move(step, deadline, rests_until, wish or task.wish)
    reached = moved(standing(task), move)
    if reached is None:
        raise Conflict(
            _("This task is “%(state)s”; that step is not open any more. Reload the page."),
            state=TaskState(task.state).label,
        )
    said = words.strip()
    if step in OWES_WORDS and not said:
        problem = ("words", str(_("It is empty.")))
        raise Invalid(_("Write the result, or the reason for this step."), problems=(problem,))
    asked = TaskStepKind(step) in _ABOUT_A_WISH
    _check_days(task, move, reached, clock.local_day(now))
    for name in _STANDING:
        setattr(task, name, getattr(reached, name))
    if step is TaskStepKind.ASKED:
        task.wished_on = clock.local_day(now)
    elif not reached.wish:
        task.wished_on = None
    if step is TaskStepKind.CLAIMED:
        task.result, task.claimed_at = said, now
    if reached.state in ENDED:
        task.ended_at = now
    task.save(update_fields=[*_STANDING, "wished_on", "result", "claimed_at", "ended_at"])
    written: TaskStep = TaskStep.objects.create(
        task=task, step=step, at=now, unit_id=unit_id, user_id=actor.user_id, reason=said, deadline=deadline,
        rests_until=rests_until, wish=move.wish if asked else "",
    )  # fmt: skip
    record(
        actor=actor, code=events.TASK_STEP[step], subject=task, unit_id=unit_id, state=reached.state,
        deadline=str(task.deadline), **({"wish": move.wish} if asked else {}),
    )  # fmt: skip
    return written


_ABOUT_A_WISH = (TaskStepKind.ASKED, TaskStepKind.AGREED, TaskStepKind.REFUSED, TaskStepKind.WITHDRAWN)


def _check_days(task: Task, move: Move, reached: Standing, today: date) -> None:
    """Days that are set, or asked for, lie ahead and go together. Raises Invalid."""
    deadline = reached.wish_deadline if move.step is TaskStepKind.ASKED else reached.deadline
    rests = reached.wish_rests_until if move.step is TaskStepKind.ASKED else reached.rests_until
    if move.deadline is not None and move.deadline < today:
        problem = ("deadline", str(_("Choose another day, from today on.")))
        raise Invalid(_("The day lies in the past."), problems=(problem,))
    asks_for_time = move.step is TaskStepKind.ASKED and move.wish == Wish.EXTEND
    if asks_for_time and move.deadline is not None and move.deadline <= task.deadline:
        problem = ("deadline", str(_("Ask for a day after the deadline.")))
        raise Invalid(_("This is not more time."), problems=(problem,))
    if move.rests_until is not None and move.rests_until <= today:
        problem = ("rests_until", str(_("Choose a day after today.")))
        raise Invalid(_("The day lies in the past."), problems=(problem,))
    if rests is not None and deadline is not None and deadline < rests:
        problem = ("deadline", str(_("The deadline comes after the day on which work goes on.")))
        raise Invalid(_("The two days do not go together."), problems=(problem,))

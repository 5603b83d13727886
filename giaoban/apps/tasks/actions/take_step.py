"""What every step of a task shares: the lock, the state, the history, the audit line."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, Invalid

from .. import events
from ..domain.states import OWES_WORDS, after
from ..enums import ENDED, TaskState, TaskStepKind
from ..models import Task, TaskStep


def locked(task: Task) -> Task:
    """The task as it stands now, locked."""
    row: Task = Task.objects.select_for_update().get(pk=task.pk)
    return row


def take(
    task: Task, step: TaskStepKind, *, actor: Actor, unit_id: int, now: datetime, words: str = ""
) -> None:
    """Move a locked task by `step`, write history and audit. `words` are the result or the reason.

    Raises Conflict when the step is not open in this state, Invalid when words are owed and missing.
    """
    reached = after(step, task.state)
    if reached is None:
        raise Conflict(
            _("This task is “%(state)s”; that step is not open any more. Reload the page."),
            state=TaskState(task.state).label,
        )
    said = words.strip()
    if step in OWES_WORDS and not said:
        problem = ("words", str(_("It is empty.")))
        raise Invalid(_("Write the result, or the reason for this step."), problems=(problem,))
    task.state = reached
    if step is TaskStepKind.CLAIMED:
        task.result, task.claimed_at = said, now
    if reached in ENDED:
        task.ended_at = now
    task.save(update_fields=["state", "result", "claimed_at", "ended_at", "deadline"])
    TaskStep.objects.create(
        task=task, step=step, at=now, unit_id=unit_id, user_id=actor.user_id, reason=said,
        deadline=task.deadline if step is TaskStepKind.EXTENDED else None,
    )  # fmt: skip
    record(
        actor=actor, code=events.TASK_STEP[step], subject=task, unit_id=unit_id, state=reached,
        deadline=str(task.deadline),
    )  # fmt: skip

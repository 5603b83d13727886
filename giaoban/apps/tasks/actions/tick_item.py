"""The lead unit ticks an item of a task's checklist, or opens it again."""

from __future__ import annotations

from datetime import datetime

from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.usecase import nothing_changed, usecase

from .. import policies
from ..enums import TaskStepKind
from ..models import Task
from .take_step import locked, take


@usecase("tasks.tick_item")
def tick_item(*, actor: Actor, task: Task, item: int, done: bool, now: datetime) -> Task:
    """Say that the item in this place (from 0) is done, or is not. Two people may tick at once: each its own item.

    Locks the task. Raises NotFound for an item that it does not have, Conflict when it is not in the unit's hands.
    """
    authorize(actor, policies.carry_out, task, seen_by=policies.see)
    row = locked(task)
    if not 0 <= item < len(row.checklist):
        raise NotFound()
    if (item in row.ticked) == done:
        nothing_changed()
        return row
    step = TaskStepKind.TICKED if done else TaskStepKind.UNTICKED
    take(row, step, actor=actor, unit_id=row.lead_id, now=now, words=row.checklist[item])
    row.ticked = sorted({*row.ticked, item} if done else {*row.ticked} - {item})
    row.save(update_fields=["ticked"])
    return row

"""The lead unit accepts a task, begins it, reports it done."""

from __future__ import annotations

from datetime import datetime

from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import usecase

from .. import policies
from ..enums import AskKind, TaskStepKind
from ..models import Evidence, Task
from .create_tasks import SUBJECT, ask_for
from .take_step import locked, take
from .write_asks import close_asks, open_asks


@usecase("tasks.accept_task")
def accept_task(*, actor: Actor, task: Task, now: datetime) -> Task:
    """Say that the unit takes it on. Locks the task. Raises Conflict when it is not new."""
    authorize(actor, policies.carry_out, task, seen_by=policies.see)
    row = locked(task)
    take(row, TaskStepKind.ACCEPTED, actor=actor, unit_id=row.lead_id, now=now)
    return row


@usecase("tasks.begin_task")
def begin_task(*, actor: Actor, task: Task, now: datetime) -> Task:
    """Say that work has begun (again). Locks the task. Raises Conflict when it is finished or under way."""
    authorize(actor, policies.carry_out, task, seen_by=policies.see)
    row = locked(task)
    take(row, TaskStepKind.BEGUN, actor=actor, unit_id=row.lead_id, now=now)
    return row


@usecase("tasks.claim_task")
def claim_task(*, actor: Actor, task: Task, result: str, now: datetime) -> Task:
    """Report it done, with the result and the evidence gathered; whoever gave it is asked to confirm, a request
    falls away. Locks the task.

    Raises Invalid without a result, Conflict when it is not in the unit's hands.
    """
    authorize(actor, policies.carry_out, task, seen_by=policies.see)
    row = locked(task)
    claim = take(row, TaskStepKind.CLAIMED, actor=actor, unit_id=row.lead_id, now=now, words=result)
    Evidence.objects.filter(task=row, claim=None).update(claim=claim)
    close_asks(kind=AskKind.TASK, subject_type=SUBJECT, subject_ids=[row.pk], now=now)
    close_asks(kind=AskKind.ANSWER_WISH, subject_type=SUBJECT, subject_ids=[row.pk], now=now, done=False)
    open_asks(asks=[ask_for(row, AskKind.CONFIRM_TASK)], now=now)
    return row

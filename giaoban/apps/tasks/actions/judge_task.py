"""Whoever gave a task confirms the result, sends it back, or chases the lead unit."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import usecase

from .. import policies
from ..enums import AskKind, TaskStepKind
from ..models import Task
from .create_tasks import SUBJECT, ask_for
from .take_step import locked, take
from .write_asks import close_asks, open_asks


@usecase("tasks.confirm_task")
def confirm_task(*, actor: Actor, task: Task, now: datetime, remark: str = "") -> Task:
    """Say that it is done. Locks the task. Raises Conflict when no result was reported."""
    authorize(actor, policies.judge, task, seen_by=policies.see)
    row = locked(task)
    take(row, TaskStepKind.CONFIRMED, actor=actor, unit_id=row.assigned_by_id, now=now, words=remark)
    close_asks(kind=AskKind.CONFIRM_TASK, subject_type=SUBJECT, subject_ids=[row.pk], now=now)
    return row


@usecase("tasks.send_back_task")
def send_back_task(*, actor: Actor, task: Task, reason: str, now: datetime) -> Task:
    """Send it back to the lead unit, with the reason. Locks the task.

    Raises Invalid without a reason, Conflict when no result was reported.
    """
    authorize(actor, policies.judge, task, seen_by=policies.see)
    row = locked(task)
    take(row, TaskStepKind.SENT_BACK, actor=actor, unit_id=row.assigned_by_id, now=now, words=reason)
    close_asks(kind=AskKind.CONFIRM_TASK, subject_type=SUBJECT, subject_ids=[row.pk], now=now)
    open_asks(asks=[ask_for(row, AskKind.TASK)], now=now)
    return row


@usecase("tasks.chase_task")
def chase_task(*, actor: Actor, task: Task, now: datetime, remark: str = "") -> Task:
    """Note in its history that the lead unit was chased. Locks the task. Raises Conflict when it is not late."""
    authorize(actor, policies.judge, task, seen_by=policies.see)
    row = locked(task)
    if not row.is_late(clock.local_day(now)):
        raise Conflict(_("This task is not late, or not in the lead unit's hands any more."))
    take(row, TaskStepKind.CHASED, actor=actor, unit_id=row.assigned_by_id, now=now, words=remark)
    return row

"""Whoever gave a task moves its deadline, or drops it: both with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import policies
from ..enums import AskKind, TaskStepKind
from ..models import Task
from .create_tasks import SUBJECT, end_of
from .take_step import locked, take
from .write_asks import close_asks, move_due


@usecase("tasks.extend_task")
def extend_task(*, actor: Actor, task: Task, deadline: date, reason: str, now: datetime) -> Task:
    """Give it another deadline, not in the past, with the reason. Locks the task.

    Raises Invalid for a past or the same day or without a reason, Conflict when it is finished.
    """
    authorize(actor, policies.judge, task, seen_by=policies.see)
    row = locked(task)
    if deadline < clock.local_day(now) or deadline == row.deadline:
        problem = ("deadline", str(_("Choose another day, from today on.")))
        raise Invalid(_("This is not a new deadline."), problems=(problem,))
    row.deadline = deadline
    take(row, TaskStepKind.EXTENDED, actor=actor, unit_id=row.assigned_by_id, now=now, words=reason)
    move_due(kind=AskKind.TASK, subject_type=SUBJECT, subject_ids=[row.pk], due=end_of(deadline))
    return row


@usecase("tasks.drop_task")
def drop_task(*, actor: Actor, task: Task, reason: str, now: datetime) -> Task:
    """Take it back for good, with the reason; nothing is asked any more. Locks the task.

    Raises Invalid without a reason, Conflict when it is finished.
    """
    authorize(actor, policies.judge, task, seen_by=policies.see)
    row = locked(task)
    take(row, TaskStepKind.DROPPED, actor=actor, unit_id=row.assigned_by_id, now=now, words=reason)
    for kind in (AskKind.TASK, AskKind.CONFIRM_TASK):
        close_asks(kind=kind, subject_type=SUBJECT, subject_ids=[row.pk], now=now, done=False)
    return row

"""Whoever gave a task moves its deadline, puts it off, or drops it: each with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

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
    """Give it another deadline, not in the past, with the reason; answers a request that waits. Locks the task.

    Raises Invalid for a past or the same day or without a reason, Conflict when it is finished.
    """
    authorize(actor, policies.judge, task, seen_by=policies.see)
    row = locked(task)
    if deadline == row.deadline:
        problem = ("deadline", str(_("Choose another day, from today on.")))
        raise Invalid(_("This is not a new deadline."), problems=(problem,))
    take(
        row, TaskStepKind.EXTENDED, actor=actor, unit_id=row.assigned_by_id, now=now, words=reason,
        deadline=deadline,
    )  # fmt: skip
    asks_follow(row, now)
    return row


@usecase("tasks.postpone_task")
def postpone_task(
    *, actor: Actor, task: Task, rests_until: date, deadline: date, reason: str, now: datetime
) -> Task:
    """Let work on it rest until a day, with the deadline that holds then and the reason. Locks the task.

    Raises Invalid for days in the past or in the wrong order or without a reason, Conflict when it is finished.
    """
    authorize(actor, policies.judge, task, seen_by=policies.see)
    row = locked(task)
    take(
        row, TaskStepKind.POSTPONED, actor=actor, unit_id=row.assigned_by_id, now=now, words=reason,
        deadline=deadline, rests_until=rests_until,
    )  # fmt: skip
    asks_follow(row, now)
    return row


@usecase("tasks.drop_task")
def drop_task(*, actor: Actor, task: Task, reason: str, now: datetime) -> Task:
    """Take it back for good, with the reason; nothing is asked any more. Locks the task.

    Raises Invalid without a reason, Conflict when it is finished.
    """
    authorize(actor, policies.judge, task, seen_by=policies.see)
    row = locked(task)
    take(row, TaskStepKind.DROPPED, actor=actor, unit_id=row.assigned_by_id, now=now, words=reason)
    asks_follow(row, now)
    return row


def asks_follow(row: Task, now: datetime) -> None:
    """After a change: no request waits; a dropped task asks nothing, another is due on its deadline."""
    close_asks(kind=AskKind.ANSWER_WISH, subject_type=SUBJECT, subject_ids=[row.pk], now=now)
    if row.ended_at is None:
        move_due(kind=AskKind.TASK, subject_type=SUBJECT, subject_ids=[row.pk], due=end_of(row.deadline))
        return
    for kind in (AskKind.TASK, AskKind.CONFIRM_TASK):
        close_asks(kind=kind, subject_type=SUBJECT, subject_ids=[row.pk], now=now, done=False)

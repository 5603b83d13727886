"""The lead unit asks whoever gave a task for more time, to put it off or to drop it; the giver agrees or refuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.queries.calendar import work_calendar
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import policies
from ..domain.asks import NewAsk
from ..domain.states import ANSWER_DAYS
from ..enums import AskKind, TaskStepKind, Wish
from ..models import Task
from ..queries.tasks import wish_key
from .change_task import asks_follow
from .create_tasks import SUBJECT, end_of, judged_by, task_url
from .take_step import locked, take
from .write_asks import close_asks, open_asks


@usecase("tasks.ask_change")
def ask_change(
    *, actor: Actor, task: Task, wish: Wish, reason: str, now: datetime, deadline: date | None = None,
    rests_until: date | None = None,
) -> Task:  # fmt: skip
    """Ask for it, with the reason; the giver is asked to answer. Locks the task.

    `deadline` goes with more time (a later day) and with putting off; `rests_until` with putting off. Raises Invalid
    for a missing or past day or reason, Conflict when a request waits already or the task is not in the unit's hands.
    """
    authorize(actor, policies.carry_out, task, seen_by=policies.see)
    row = locked(task)
    if row.wish:
        raise Conflict(_("A request waits for its answer already. Withdraw it first, or wait."))
    days = _days(wish, deadline, rests_until)
    take(
        row, TaskStepKind.ASKED, actor=actor, unit_id=row.lead_id, now=now, words=reason, wish=wish,
        deadline=days[0], rests_until=days[1],
    )  # fmt: skip
    open_asks(asks=[_answer_asked(row, clock.local_day(now))], now=now)
    return row


@usecase("tasks.withdraw_change")
def withdraw_change(*, actor: Actor, task: Task, now: datetime) -> Task:
    """Take the request back. Locks the task. Raises Conflict when none waits."""
    authorize(actor, policies.carry_out, task, seen_by=policies.see)
    row = locked(task)
    take(row, TaskStepKind.WITHDRAWN, actor=actor, unit_id=row.lead_id, now=now)
    close_asks(kind=AskKind.ANSWER_WISH, subject_type=SUBJECT, subject_ids=[row.pk], now=now, done=False)
    return row


@usecase("tasks.agree_change")
def agree_change(
    *, actor: Actor, task: Task, now: datetime, remark: str = "", deadline: date | None = None,
    rests_until: date | None = None, seen: str = "",
) -> Task:  # fmt: skip
    """Agree to what is asked, to other days than the asked ones if they are given. Locks the task.

    `seen` is the request that the page showed (`wish_key`): Conflict when another one waits now, or none. Raises
    Invalid when the day asked for has passed meanwhile.
    """
    authorize(actor, policies.judge, task, seen_by=policies.see)
    row = locked(task)
    if seen and seen != wish_key(row):
        raise Conflict(_("The request was changed meanwhile. Reload the page and read it again."))
    days: tuple[date | None, date | None] = (None, None)
    if row.wish != Wish.DROP:
        rests = (rests_until or row.wish_rests_until) if row.wish == Wish.POSTPONE else None
        days = (deadline or row.wish_deadline, rests)
    take(
        row, TaskStepKind.AGREED, actor=actor, unit_id=row.assigned_by_id, now=now, words=remark, deadline=days[0],
        rests_until=days[1],
    )  # fmt: skip
    asks_follow(row, now)
    return row


@usecase("tasks.refuse_change")
def refuse_change(*, actor: Actor, task: Task, reason: str, now: datetime) -> Task:
    """Refuse it, with the reason; the task stays as it was. Locks the task. Raises Invalid without a reason."""
    authorize(actor, policies.judge, task, seen_by=policies.see)
    row = locked(task)
    take(row, TaskStepKind.REFUSED, actor=actor, unit_id=row.assigned_by_id, now=now, words=reason)
    close_asks(kind=AskKind.ANSWER_WISH, subject_type=SUBJECT, subject_ids=[row.pk], now=now)
    return row


def _days(wish: Wish, deadline: date | None, rests_until: date | None) -> tuple[date | None, date | None]:
    """The days that go with a wish. Raises Invalid for one that is missing."""
    if wish is Wish.DROP:
        return None, None
    if deadline is None:
        raise Invalid(_("Say until when."), problems=(("deadline", str(_("Choose a day."))),))
    if wish is Wish.EXTEND:
        return deadline, None
    if rests_until is None:
        problem = ("rests_until", str(_("Choose a day.")))
        raise Invalid(_("Say when work goes on."), problems=(problem,))
    return deadline, rests_until


def _answer_asked(task: Task, today: date) -> NewAsk:
    """Answered within three working days, and by the deadline while that is ahead."""
    day = work_calendar(today, today + timedelta(days=30)).add_working_days(today, ANSWER_DAYS)
    due = min(day, task.deadline) if task.deadline >= today else day
    title = f"{Wish(task.wish).label}: {task.title}"
    return NewAsk(
        AskKind.ANSWER_WISH,
        task.assigned_by_id,
        title,
        end_of(due),
        task_url(task.pk),
        SUBJECT,
        task.pk,
        judged_by(task),
    )

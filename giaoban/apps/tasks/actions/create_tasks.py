"""Give tasks: many inside another use case, or one by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.actions.record_line import line_for, record_many
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.queries import readers_above
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.asks import NewAsk
from ..domain.giving import NewTask
from ..enums import AskKind, TaskStepKind
from ..models import Programme, Task, TaskStep
from .write_asks import open_asks

SUBJECT = "tasks.Task"


def task_url(task_id: int) -> str:
    """The page of a task, as asks carry it."""
    from django.urls import reverse

    return reverse("tasks:task", args=[task_id])


def end_of(day: date) -> datetime:
    """The last moment of `day` in the installation's time zone."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def ask_for(task: Task, kind: AskKind) -> NewAsk:
    """What a task asks: of the lead unit to carry it out, or of whoever gave it to confirm the result."""
    unit_id = task.lead_id if kind is AskKind.TASK else task.assigned_by_id
    due = end_of(task.deadline) if kind is AskKind.TASK else None
    post = "" if kind is AskKind.TASK else judged_by(task)
    return NewAsk(kind, unit_id, task.title, due, task_url(task.pk), SUBJECT, task.pk, post)


def check_deadline(deadline: date, today: date) -> None:
    """Of what is given now. Raises Invalid for a day that has passed."""
    if deadline < today:
        problem = ("deadline", str(_("Choose a day from today on.")))
        raise Invalid(_("The deadline has passed."), problems=(problem,))


def judged_by(task: Task) -> str:
    """The post that must say whether it is done: the leader's where the unit set it itself, else any ("")."""
    return Post.LEADER if task.assigned_by_id == task.lead_id else ""


def create_tasks(*, actor: Actor, tasks: Sequence[NewTask], now: datetime) -> list[Task]:
    """Write the tasks with history, audit lines and an ask for each lead unit, in the order given.

    Call it in the use case that agrees on them (a conference's conclusion, a programme, a directive): the
    right to give them is asked there. A part of a task belongs to the programme of that task. A fixed number
    of statements, whatever the number of tasks.
    """
    if not tasks:
        return []
    above = readers_above({t.lead_id for t in tasks}, clock.local_day(now))
    frames = dict(
        Task.objects.filter(pk__in={t.parent_id for t in tasks if t.parent_id}).values_list(
            "pk", "programme_id"
        )
    )
    rows = [_row(t, above[t.lead_id], frames.get(t.parent_id or 0, t.programme_id), now) for t in tasks]
    _share_with_programme(rows)
    Task.objects.bulk_create(rows, batch_size=1000)
    coordinating = Task.coordinating.through
    coordinating._default_manager.bulk_create(
        coordinating(task_id=row.pk, unit_id=unit_id)
        for row, t in zip(rows, tasks, strict=True)
        for unit_id in t.coordinating_ids
    )
    TaskStep.objects.bulk_create(
        TaskStep(
            task=row, step=TaskStepKind.GIVEN, at=now, unit_id=row.assigned_by_id, user_id=actor.user_id,
            deadline=row.deadline,
        )
        for row in rows
    )  # fmt: skip
    open_asks(asks=[ask_for(row, AskKind.TASK) for row in rows], now=now)
    code = events.TASK_STEP[TaskStepKind.GIVEN]
    record_many(
        lines=[
            line_for(
                actor, code, row, row.assigned_by_id, {"lead": row.lead_id, "deadline": str(row.deadline)}
            )
            for row in rows
        ]
    )
    return rows


@usecase("tasks.give_task")
def give_task(*, actor: Actor, unit: Unit, task: NewTask, now: datetime) -> Task:
    """`unit` gives one task: to itself, or to a unit below it on either line.

    Raises Invalid for a unit that does not stand below, for a deadline that has passed, and for a programme
    or a task above it that is not the unit's own.
    """
    authorize(actor, policies.give, unit)
    today = clock.local_day(now)
    if task.assigned_by_id != unit.pk:
        raise ValueError("the task names another giver")
    if unit.pk not in readers_above([task.lead_id], today)[task.lead_id]:
        problem = ("lead", str(_("Choose your own unit or one below it.")))
        raise Invalid(_("A task is given to one's own unit or to one below it."), problems=(problem,))
    check_deadline(task.deadline, today)
    check_frame(unit, task.programme_id, task.parent_id)
    return create_tasks(actor=actor, tasks=[task], now=now)[0]


def check_frame(unit: Unit, programme_id: int | None, parent_id: int | None) -> None:
    """The programme is the giver's; the task it is a part of is one the giver answers for or gave. Raises Invalid."""
    if programme_id is not None and not Programme.objects.filter(pk=programme_id, unit=unit).exists():
        raise Invalid(_("The programme belongs to another unit."), problems=(("programme", str(unit)),))
    if parent_id is not None:
        parent = Task.objects.filter(pk=parent_id).values_list("lead_id", "assigned_by_id").first()
        if parent is None or unit.pk not in parent:
            raise Invalid(_("The task it is a part of belongs to another unit."), problems=(("parent", ""),))


def _row(t: NewTask, above: frozenset[int], programme_id: int | None, now: datetime) -> Task:
    seen = {t.lead_id, t.assigned_by_id, *t.coordinating_ids}
    row = Task(
        title=t.title.strip(),
        aim=t.aim.strip(),
        measure=t.measure.strip(),
        lead_id=t.lead_id,
        assigned_by_id=t.assigned_by_id,
        deadline=t.deadline,
        is_key=t.is_key,
        position=t.position,
        programme_id=programme_id,
        parent_id=t.parent_id,
        indicator_id=t.indicator_id,
        target=t.target,
        checklist=[item.strip() for item in t.checklist],
        origin_type=t.origin_type,
        origin_id=t.origin_id,
        created_at=now,
        seen_by=sorted(seen if t.lead_id == t.assigned_by_id else seen | above),
    )
    row.fold_words()
    return row


def _share_with_programme(rows: Sequence[Task]) -> None:
    """Whoever may read a task of a programme may read the programme."""
    readers: dict[int, set[int]] = {}
    for row in rows:
        if row.programme_id is not None:
            readers.setdefault(row.programme_id, set()).update(row.seen_by)
    if not readers:
        return
    for programme in Programme.objects.filter(pk__in=readers).order_by("pk").select_for_update():
        programme.seen_by = sorted({*programme.seen_by, *readers[programme.pk]})
        programme.save(update_fields=["seen_by"])

"""Reads of asks and tasks: what is asked of me, the burden of a unit, lists, one task, one programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Case, Count, F, Q, QuerySet, When

from giaoban.apps.indicators.queries import Reported, reported_against
from giaoban.apps.org.models import Unit, UnitLine
from giaoban.kit.access import Actor, Policy
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.giving import NewTask
from ..domain.progress import Node, Progress, progress_of, whole
from ..domain.states import open_steps
from ..enums import WITH_LEAD, AskState, TaskState, TaskStepKind
from ..models import Ask, Programme, Task, TaskOrder, TaskStep
from .evidence import Handed, evidence_of

ORDER = "tasks.TaskOrder"
"""`Task.origin_type` of what was given to many."""
_OF_THE_LEAD = (
    TaskStepKind.ACCEPTED,
    TaskStepKind.BEGUN,
    TaskStepKind.CLAIMED,
    TaskStepKind.ASKED,
    TaskStepKind.WITHDRAWN,
    TaskStepKind.TICKED,
    TaskStepKind.UNTICKED,
)
_JUST_NOW = timedelta(minutes=10)
_UNANSWERED = Q(wished_on__isnull=False, wished_on__lte=F("deadline"))
"""A request about the task was made while there was time, and has no answer."""


def _past(today: date) -> Q:
    return Q(state__in=WITH_LEAD, deadline__lt=today, rehearsal=False)


def progress_counts(today: date) -> dict[str, Count]:
    """What `Progress` counts over tasks that are leaves, as annotations in its order."""
    held = ~Q(state=TaskState.DROPPED)
    past = _past(today)
    return {
        "total": Count("pk", filter=held),
        "confirmed": Count("pk", filter=Q(state=TaskState.CONFIRMED)),
        "claimed": Count("pk", filter=Q(state=TaskState.CLAIMED_DONE)),
        "late": Count("pk", filter=past & ~_UNANSWERED),
        "waiting": Count("pk", filter=past & _UNANSWERED),
    }


@dataclass(frozen=True, slots=True)
class AskCounts:
    """Open asks: all, overdue, due within seven days, without a date."""

    open: int
    overdue: int
    this_week: int
    undated: int


def asked_of(actor: Actor, unit_id: int | None = None) -> QuerySet[Ask]:
    """Open asks of the actor's units (or of one of them), the most overdue first, undated ones last."""
    rows = Ask.objects.visible_to(actor, policies.see_ask).filter(state=AskState.OPEN)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    return rows.select_related("unit").order_by(F("due").asc(nulls_last=True), "pk")


def ask_counts(actor: Actor, now: datetime, unit_id: int | None = None) -> AskCounts:
    """How much of `asked_of` is overdue, near, undated. One query."""
    found = asked_of(actor, unit_id).aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(due__lt=now)),
        this_week=Count("pk", filter=Q(due__gte=now, due__lt=now + timedelta(days=7))),
        undated=Count("pk", filter=Q(due=None)),
    )
    return AskCounts(**found)


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Of the actor's own units: tasks in their hands; of these late ones, and those about which a request waits for
    its answer; and what waits for their own word: results to be confirmed.
    """

    in_hand: int
    late: int
    unanswered: int
    to_confirm: int


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One task as its page shows it: the six questions, the parts, the history, what the actor may do now."""

    task: Task
    coordinating: list[Unit]
    parts: list[Task]
    steps: list[TaskStep]
    progress: Progress
    may: tuple[TaskStepKind, ...]
    late: bool
    past: bool
    reported: Reported | None
    reads_programme: bool
    handed: list[Handed]
    carries_out: bool

    @property
    def ticks(self) -> bool:
        """May the actor tick items now? Not while the task is put off."""
        return TaskStepKind.TICKED in self.may

    @property
    def sent_back(self) -> set[int]:
        """Steps that reported the task done and were answered by sending it back."""
        ends = [s for s in self.steps if s.step in (TaskStepKind.CLAIMED, TaskStepKind.SENT_BACK)]
        pairs = zip(ends[1:], ends, strict=False)
        return {claim.pk for claim, answer in pairs if answer.step == TaskStepKind.SENT_BACK}

    @property
    def wish_reason(self) -> str:
        """Why the lead unit asks for what waits; "" when nothing does."""
        asked = (step.reason for step in self.steps if step.step == TaskStepKind.ASKED)
        return next(asked, "") if self.task.wish else ""


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """A programme with the tasks that the actor may read; `whole` counts every leaf of it.

    What was given to many stands in `orders`, with how far each is, instead of thousands of tasks.
    """

    programme: Programme
    tasks: list[Task]
    progress: dict[int, Progress]
    whole: Progress
    orders: list[tuple[TaskOrder, Progress]]


def tasks(actor: Actor) -> QuerySet[Task]:
    """All tasks that the actor may read, with lead, giver and programme."""
    return (
        Task.objects.visible_to(actor, policies.see)
        .select_related("lead", "assigned_by", "programme")
        .order_by("deadline", "pk")
    )


def late_tasks(rows: QuerySet[Task], today: date) -> QuerySet[Task]:
    """Those of `rows` past their deadline and not reported done, unless a request that was made in time waits."""
    return rows.filter(_past(today) & ~_UNANSWERED)


def unanswered_tasks(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Those of `rows` about which the lead unit asked for a change and has no answer yet."""
    return rows.exclude(wish="")


def task_counts(actor: Actor, today: date) -> TaskCounts:
    """Three counts over the actor's own units. One query."""
    in_hand = Q(lead_id__in=actor.unit_ids, state__in=WITH_LEAD)
    to_confirm = Q(assigned_by_id__in=actor.unit_ids, state=TaskState.CLAIMED_DONE)
    # What a unit leads or gave it may read. Asked without `visible_to`, by whose rows a centre would count 100,000.
    found = Task.objects.filter(in_hand | to_confirm).aggregate(
        in_hand=Count("pk", filter=in_hand),
        late=Count("pk", filter=in_hand & _past(today) & ~_UNANSWERED),
        unanswered=Count("pk", filter=in_hand & ~Q(wish="")),
        to_confirm=Count("pk", filter=to_confirm),
    )
    return TaskCounts(**found)


def given_just_now(unit: Unit, new: NewTask, now: datetime) -> Task | None:
    """The same task, given by `unit` within the last ten minutes and not begun: what a form sent twice would give."""
    said = {
        "title": new.title.strip(), "aim": new.aim.strip(), "measure": new.measure.strip(), "lead": new.lead_id,
        "deadline": new.deadline, "programme": new.programme_id, "parent": new.parent_id,
        "indicator": new.indicator_id, "target": new.target, "is_key": new.is_key,
        "checklist": [item.strip() for item in new.checklist],
    }  # fmt: skip
    rows = Task.objects.filter(assigned_by=unit, state=TaskState.PLANNED, created_at__gt=now - _JUST_NOW)
    return rows.filter(origin_type="", **said).first()


def task_card(actor: Actor, pk: int, today: date) -> TaskCard:
    """One task for its page. Raises NotFound. Seven queries, up to five more for an indicator's figure."""
    found: Task | None = tasks(actor).select_related("indicator", "parent").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    parts = list(tasks(actor).filter(parent=found).order_by("position", "pk"))
    below = Node(found.pk, None, found.state, found.deadline, found.asked_in_time), *_nodes_below(found.pk)
    return TaskCard(
        task=found,
        coordinating=list(found.coordinating.order_by("level", "sort_key")),
        parts=parts,
        steps=_history(found),
        progress=progress_of(below, today)[found.pk],
        may=tuple(s for s in open_steps(found.state, found.wish) if _policy_of(s).allows(actor, found)),
        late=found.is_late(today),
        past=found.is_past(today),
        reported=_reported(found),
        handed=evidence_of(actor, found),
        carries_out=found.state in WITH_LEAD and policies.carry_out.allows(actor, found),
        reads_programme=found.programme is not None and policies.see_programme.allows(actor, found.programme),
    )


def wish_key(task: Task) -> str:
    """Tells one request about a task from another; "" when none waits."""
    return f"{task.wish}|{task.wish_deadline}|{task.wish_rests_until}|{task.wished_on}" if task.wish else ""


def _history(task: Task) -> list[TaskStep]:
    """The latest step first. A task given to thousands at once has no row for it: the task itself says so."""
    steps = list(task.steps.select_related("unit", "user").order_by("-pk"))
    if not any(step.step == TaskStepKind.GIVEN for step in steps):
        steps.append(TaskStep(task=task, step=TaskStepKind.GIVEN, at=task.created_at, unit=task.assigned_by))
    return steps


def _reported(task: Task) -> Reported | None:
    if task.indicator is None or task.target is None:
        return None
    return reported_against(task.indicator, task.lead, task.target, task.deadline)


def programmes(actor: Actor, today: date) -> QuerySet[Programme]:
    """Programmes that the actor may read, with `total`, `confirmed`, `claimed`, `late` and `waiting` leaves."""
    leaf = Q(tasks__parts__isnull=True) & ~Q(tasks__state=TaskState.DROPPED)
    in_time = Q(tasks__wished_on__isnull=False, tasks__wished_on__lte=F("tasks__deadline"))
    past = leaf & Q(tasks__state__in=WITH_LEAD, tasks__deadline__lt=today, tasks__rehearsal=False)
    rows: QuerySet[Programme] = (
        Programme.objects.visible_to(actor, policies.see_programme)
        .select_related("unit", "period", "document")
        .annotate(
            total=Count("tasks", filter=leaf),
            confirmed=Count("tasks", filter=leaf & Q(tasks__state=TaskState.CONFIRMED)),
            claimed=Count("tasks", filter=leaf & Q(tasks__state=TaskState.CLAIMED_DONE)),
            late=Count("tasks", filter=past & ~in_time),
            waiting=Count("tasks", filter=past & in_time),
        )
    )
    return rows


def programme_choices(actor: Actor) -> QuerySet[Programme]:
    """Programmes that the actor may read, to choose from: their titles only."""
    rows: QuerySet[Programme] = Programme.objects.visible_to(actor, policies.see_programme).only("title")
    return rows


def programme_card(actor: Actor, pk: int, today: date) -> ProgrammeCard:
    """One programme for its page. Raises NotFound. Five queries."""
    found: Programme | None = (
        Programme.objects.visible_to(actor, policies.see_programme)
        .select_related("unit", "period", "document")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFound()
    alone = Task.objects.filter(programme=found).exclude(origin_type=ORDER)
    nodes = [
        Node(*row)
        for row in alone.values_list(
            "pk", "parent_id", "state", "deadline", Case(When(_UNANSWERED, then=True), default=False)
        )
    ]
    shown = tasks(actor).filter(programme=found).exclude(origin_type=ORDER).order_by("position", "pk")
    rows = list(found.orders.order_by("position", "pk"))
    far = far_by_order([row.pk for row in rows], today)
    orders = [(row, far.get(row.pk, Progress())) for row in rows]
    in_all = sum((progress for _order, progress in orders), whole(nodes, today))
    return ProgrammeCard(found, list(shown), progress_of(nodes, today), in_all, orders)


def far_by_order(order_ids: Sequence[int], today: date) -> dict[int, Progress]:
    """How far each order to many is. One query."""
    rows = Task.objects.filter(origin_type=ORDER, origin_id__in=list(order_ids))
    counted = rows.values_list("origin_id").annotate(**progress_counts(today)).order_by()
    return {order: Progress(*counts) for order, *counts in counted}


def leads_for(unit_id: int | None, day: date) -> QuerySet[Unit]:
    """Units that `unit_id` may give a task to directly: itself and those one step below on either line."""
    below = UnitLine.objects.on(day).filter(superior_id=unit_id).values("unit_id")
    rows: QuerySet[Unit] = Unit.objects.filter(Q(pk=unit_id) | Q(pk__in=below)).order_by("level", "sort_key")
    return rows


def _nodes_below(task_id: int) -> list[Node]:
    """Everything below one task, at any depth. One recursive query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE below AS ("
            " SELECT id, parent_id, state, deadline, wished_on FROM tasks_task WHERE parent_id = %s"
            " UNION ALL SELECT t.id, t.parent_id, t.state, t.deadline, t.wished_on"
            " FROM tasks_task t JOIN below b ON t.parent_id = b.id)"
            " SELECT id, parent_id, state, deadline, coalesce(wished_on <= deadline, false) FROM below",
            [task_id],
        )
        return [Node(*row) for row in cursor.fetchall()]


def _policy_of(step: TaskStepKind) -> Policy[Task]:
    return policies.carry_out if step in _OF_THE_LEAD else policies.judge

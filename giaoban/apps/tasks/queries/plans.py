"""Reads of plans of work: one plan with its entries, what may be taken over, the paper's rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound
from giaoban.kit.periods import CalendarPeriod

from .. import policies
from ..domain.turn import period_named
from ..enums import MARK_TONE, TASK_TONE, WITH_LEAD, Mark, Span, TaskState
from ..models import Plan, PlanChange, PlanEntry, Task


@dataclass(frozen=True, slots=True)
class Planned:
    """An entry with its changes after issue, newest last; `state` and `tone` of its task, or of what was said."""

    entry: PlanEntry
    changes: tuple[PlanChange, ...]
    late: bool

    @property
    def mark_tone(self) -> str:
        return MARK_TONE.get(Mark(self.entry.mark), "neutral")

    @property
    def tone(self) -> str:
        task = self.entry.task
        return "late" if self.late else TASK_TONE[TaskState(task.state)] if task else "neutral"


@dataclass(frozen=True, slots=True)
class PlanView:
    """A unit's plan. `plan` is None while nothing has been written; `waiting` tasks fall due and are not in it."""

    unit: Unit
    span: Span
    period: CalendarPeriod
    plan: Plan | None
    rows: tuple[Planned, ...]
    waiting: int
    may_write: bool
    may_issue: bool

    @property
    def count(self) -> int:
        """How many entries stand, cancelled ones left out."""
        return sum(not row.entry.is_cancelled for row in self.rows)


def plan_view(actor: Actor, unit: Unit, code: str, today: date) -> PlanView:
    """The plan for its page. Five queries. Raises NotFound for a stranger, and for what is no period."""
    try:
        span, period = period_named(code)
    except ValueError:
        raise NotFound() from None
    if not policies.read_week.allows(actor, unit):
        raise NotFound("another unit's plan")
    plan = plan_of(actor, unit, code)
    entries = list(entries_of(plan)) if plan else []
    known = {entry.task_id for entry in entries if not entry.is_cancelled}
    waiting = sum(task.pk not in known for task in tasks_due(unit, *period.months()))
    rows = tuple(Planned(e, tuple(e.changes.all()), is_late(e, today)) for e in entries)
    may_write, may_issue = (p.allows(actor, unit) for p in (policies.write_week, policies.issue_week))
    return PlanView(unit, span, period, plan, rows, waiting, may_write, may_issue)


def plan_of(actor: Actor, unit: Unit, code: str) -> Plan | None:
    """The plan that the actor may read, or None."""
    rows = Plan.objects.visible_to(actor, policies.see_plan).filter(unit=unit, code=code)
    found: Plan | None = rows.select_related("unit__organisation").first()
    return found


def entries_of(plan: Plan) -> QuerySet[PlanEntry]:
    """Its entries in order, the nearest day first, with task and changes. Two queries."""
    rows: QuerySet[PlanEntry] = plan.entries.select_related("task", "plan").prefetch_related("changes")
    return rows


def plan_entry_of(actor: Actor, pk: int) -> PlanEntry:
    """One entry with its plan and unit. Raises NotFound."""
    plans = Plan.objects.visible_to(actor, policies.see_plan)
    rows = PlanEntry.objects.filter(pk=pk, plan__in=plans)
    found = rows.select_related("plan__unit__organisation", "task").first()
    if found is None:
        raise NotFound()
    return found


def tasks_due(unit: Unit, first: date, last: date) -> QuerySet[Task]:
    """Tasks in the unit's hands that fall due in these days, rehearsals left out."""
    rows: QuerySet[Task] = Task.objects.filter(
        lead=unit, state__in=WITH_LEAD, rehearsal=False, deadline__range=(first, last)
    )
    return rows.order_by("deadline", "pk")[:200]


def is_late(entry: PlanEntry, today: date) -> bool:
    """Its day (the last of the plan, where it has none) has passed, and nobody said that it is done."""
    if entry.is_cancelled or entry.done_on is not None:
        return False
    if entry.task is not None:
        return entry.task.is_late(today)
    return (entry.due or entry.plan.last) < today

"""Write, change, cancel an entry of a plan of work; take over the tasks that fall due; say what is done; issue it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.plans import NewPlanEntry
from ..domain.turn import period_named
from ..enums import Mark, WeekState
from ..models import Plan, PlanChange, PlanEntry
from ..queries.plans import tasks_due
from .mark_change import mark_change, reason_given

_OWED = _("The plan is issued: say why it changes.")
_LATER = _("Taken over from the tasks that fall due.")


@usecase("tasks.write_plan_entry")
def write_plan_entry(
    *, actor: Actor, unit: Unit, code: str, entry: NewPlanEntry, now: datetime, reason: str = ""
) -> PlanEntry:
    """Add an entry to the unit's plan of the period `code`. Locks the plan, opens it when it is the first. What stands
    there to the letter already (a form sent twice) is returned as it is.

    Raises Invalid for another period than a month, quarter or year, for a day outside it, and for an issued plan
    without the reason of the change.
    """
    authorize(actor, policies.write_week, unit)
    plan = _locked(unit, code, now)
    fields = _fields(plan, entry)
    if (there := plan.entries.filter(**fields).exclude(mark=Mark.CANCELLED).first()) is not None:
        nothing_changed()
        return there
    row = PlanEntry(plan=plan, position=plan.entries.count() + 1, **fields)
    _added([row], plan, reason, actor, now)
    record(actor=actor, code=events.PLAN_WRITTEN, subject=row, unit_id=unit.pk, period=code)
    return row


@usecase("tasks.take_over_tasks")
def take_over_tasks(*, actor: Actor, unit: Unit, code: str, now: datetime) -> int:
    """An entry for each task of the unit that falls due in the period and is not in the plan; returns how many.

    Locks the plan. In an issued plan they are marked as added.
    """
    authorize(actor, policies.write_week, unit)
    plan = _locked(unit, code, now)
    there = set(plan.entries.exclude(mark=Mark.CANCELLED).values_list("task_id", flat=True))
    fresh = [task for task in tasks_due(unit, plan.first, plan.last) if task.pk not in there]
    if not fresh:
        nothing_changed()
        return 0
    place = plan.entries.count()
    rows = [
        PlanEntry(
            plan=plan, position=place + n, content=task.title, lead=unit.short_name, due=task.deadline,
            product=task.measure[:300], task=task,
        )
        for n, task in enumerate(fresh, 1)
    ]  # fmt: skip
    _added(rows, plan, str(_LATER), actor, now)
    record(actor=actor, code=events.PLAN_TASKS_TAKEN, subject=plan, unit_id=unit.pk, tasks=len(rows))
    return len(rows)


@usecase("tasks.change_plan_entry")
def change_plan_entry(
    *, actor: Actor, entry: PlanEntry, to: NewPlanEntry, now: datetime, reason: str = ""
) -> PlanEntry:
    """Write an entry anew. Locks its plan. Errors as in `write_plan_entry`; Conflict when it was cancelled."""
    row = _entry(actor, entry, now)
    if row.is_cancelled:
        raise Conflict(_("This entry was cancelled. Write a new one."))
    after = _fields(row.plan, to)
    before = {name: getattr(row, name) for name in after}
    if before == after:
        nothing_changed()
        return row
    for name, value in after.items():
        setattr(row, name, value)
    if row.plan.is_issued:
        said = reason_given(reason, _OWED)
        row.mark = Mark.CHANGED
        mark_change(
            row.plan, PlanChange(entry=row, kind=Mark.CHANGED, reason=said, before=before), actor, now
        )
    row.save()
    record(actor=actor, code=events.PLAN_WRITTEN, subject=row, unit_id=row.plan.unit_id, period=row.plan.code)
    return row


@usecase("tasks.cancel_plan_entry")
def cancel_plan_entry(*, actor: Actor, entry: PlanEntry, now: datetime, reason: str = "") -> None:
    """Take an entry out of a draft; in an issued plan it stays, cancelled with the reason. Locks the plan.

    Raises Invalid without a reason once the plan is issued; a second call changes nothing.
    """
    row = _entry(actor, entry, now)
    if row.is_cancelled:
        nothing_changed()
        return
    record(actor=actor, code=events.PLAN_CANCELLED, subject=row, unit_id=row.plan.unit_id)
    if not row.plan.is_issued:
        row.delete()
        return
    said = reason_given(reason, _OWED)
    row.mark = Mark.CANCELLED
    row.save(update_fields=["mark"])
    mark_change(row.plan, PlanChange(entry=row, kind=Mark.CANCELLED, reason=said), actor, now)


@usecase("tasks.note_plan_result")
def note_plan_result(*, actor: Actor, entry: PlanEntry, result: str, now: datetime) -> PlanEntry:
    """Say with what result an entry without a task was done; empty words take it back. Locks the plan.

    Raises Conflict for an entry with a task (the task says it), for one that was cancelled and for a draft.
    """
    row = _entry(actor, entry, now)
    said = result.strip()
    if row.task_id is not None:
        raise Conflict(_("The task says how far it is. Report it done there."))
    if row.is_cancelled or not row.plan.is_issued:
        raise Conflict(_("Only what stands in an issued plan is done."))
    if said == row.result:
        nothing_changed()
        return row
    row.result, row.done_on = said, clock.local_day(now) if said else None
    row.save(update_fields=["result", "done_on"])
    record(actor=actor, code=events.PLAN_DONE, subject=row, unit_id=row.plan.unit_id, done=bool(said))
    return row


@usecase("tasks.issue_plan")
def issue_plan(*, actor: Actor, plan: Plan, now: datetime) -> Plan:
    """Make the plan known; from then on changes are marked. Locks it.

    Raises Invalid for an empty plan. A second call changes nothing.
    """
    authorize(actor, policies.issue_week, plan.unit, seen_by=policies.read_week)
    row: Plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if row.is_issued:
        nothing_changed()
        return row
    if not row.entries.exists():
        raise Invalid(_("The plan is empty. Write its entries first."))
    row.state, row.revision, row.issued_at = WeekState.ISSUED, 1, now
    row.save(update_fields=["state", "revision", "issued_at"])
    record(actor=actor, code=events.PLAN_ISSUED, subject=row, unit_id=row.unit_id, period=row.code)
    return row


def _locked(unit: Unit, code: str, now: datetime) -> Plan:
    """The unit's plan, locked; a new draft when there was none. Raises Invalid for another period."""
    try:
        span, period = period_named(code)
    except ValueError as error:
        wrong = _("A plan is made for a month, a quarter or a year.")
        raise Invalid(wrong, problems=(("code", code),)) from error
    first, last = period.months()
    fresh = {"span": span, "first": first, "last": last, "created_at": now}
    Plan.objects.get_or_create(unit=unit, code=code, defaults=fresh)
    found: Plan = Plan.objects.select_for_update().get(unit=unit, code=code)
    return found


def _entry(actor: Actor, entry: PlanEntry, now: datetime) -> PlanEntry:
    """The entry as it stands, its plan locked."""
    unit = entry.plan.unit
    authorize(actor, policies.write_week, unit, seen_by=policies.read_week)
    plan = _locked(unit, entry.plan.code, now)
    row = PlanEntry.objects.filter(pk=entry.pk).first()
    if row is None:
        raise Conflict(_("Somebody took this entry out meanwhile."))
    row.plan = plan
    return row


def _added(rows: list[PlanEntry], plan: Plan, reason: str, actor: Actor, now: datetime) -> None:
    said = reason_given(reason, _OWED) if plan.is_issued else ""
    for row in rows:
        row.mark = Mark.ADDED if said else Mark.NONE
        row.save(force_insert=True)
        if said:
            mark_change(plan, PlanChange(entry=row, kind=Mark.ADDED, reason=said), actor, now)


def _fields(plan: Plan, new: NewPlanEntry) -> dict[str, Any]:
    if new.due is not None and not plan.first <= new.due <= plan.last:
        said = _("This day lies outside the plan: %(first)s – %(last)s.")
        words = str(said) % {"first": f"{plan.first:%d/%m/%Y}", "last": f"{plan.last:%d/%m/%Y}"}
        raise Invalid(words, problems=(("due", words),))
    return {name: v.strip() if isinstance(v, str) else v for name, v in asdict(new).items()}

"""A leader declares a scenario: its tasks go out at once, with deadlines counted from that day; and closes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.queries.calendar import work_calendar
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import ENDED, AskKind, TaskStepKind
from ..models import Declaration, Scenario, ScenarioTask, TaskOrder
from ..queries.meant import addressing_from
from .create_tasks import SUBJECT
from .give_to_many import Statement
from .order_tasks import ORIGIN, fan_out_order, leads_of
from .prepare_scenario import locked_scenario
from .write_asks import close_asks

# What is not ended is dropped, each with its own step: the history of 20,000 tasks in one statement.
_DROP = """
WITH dropped AS (
  UPDATE tasks_task t SET state = 'dropped', ended_at = %s, rests_until = NULL, wish = '', wish_deadline = NULL,
         wish_rests_until = NULL, wished_on = NULL
    FROM tasks_taskorder o
   WHERE o.declaration_id = %s AND t.origin_type = %s AND t.origin_id = o.id AND t.state <> ALL(%s)
  RETURNING t.id
), step AS (
  INSERT INTO tasks_taskstep (task_id, step, at, unit_id, user_id, reason)
  SELECT id, %s, %s, %s, %s, %s FROM dropped)
SELECT coalesce(array_agg(id), '{}') FROM dropped
"""


@usecase("tasks.declare_scenario")
def declare_scenario(
    *, actor: Actor, scenario: Scenario, reason: str, rehearsal: bool, now: datetime
) -> Declaration:
    """Send its tasks out, each due so many working days after today. Locks the scenario.

    `reason` is what has happened. A rehearsal's tasks say so, are never late and are closed together. Raises Invalid
    without a reason or when a task means nobody, Conflict when it is declared already or retired.
    """
    authorize(actor, policies.declare_scenario, scenario, seen_by=policies.see_scenario)
    row = locked_scenario(scenario)
    if not reason.strip():
        problem = ("reason", str(_("It is empty.")))
        raise Invalid(_("Say what has happened."), problems=(problem,))
    declaration = Declaration.objects.create(
        scenario=row,
        rehearsal=rehearsal,
        reason=reason.strip(),
        declared_at=now,
        declared_by_id=actor.user_id,
    )
    prepared = list(row.prepared.all())
    due = deadlines([p.days for p in prepared], clock.local_day(now))
    given = [_send(declaration, task, due[task.days], now) for task in prepared]
    record(
        actor=actor, code=events.DECLARED, subject=declaration, unit_id=row.unit_id, rehearsal=rehearsal,
        tasks=len(given), units=sum(given),
    )  # fmt: skip
    return declaration


@usecase("tasks.close_declaration")
def close_declaration(*, actor: Actor, declaration: Declaration, outcome: str, now: datetime) -> Declaration:
    """It is over: what of its tasks is not ended is dropped, with the outcome as the reason. Locks the declaration.

    Raises Invalid without an outcome, Conflict when it was closed meanwhile.
    """
    authorize(actor, policies.declare_scenario, declaration.scenario, seen_by=policies.see_scenario)
    row: Declaration = Declaration.objects.select_for_update(of=("self",)).select_related("scenario").get(
        pk=declaration.pk
    )  # fmt: skip
    if row.closed_at is not None:
        raise Conflict(_("It was closed meanwhile."))
    said = outcome.strip()
    if not said:
        raise Invalid(_("Say how it ended."), problems=(("outcome", str(_("It is empty."))),))
    row.closed_at, row.outcome = now, said
    row.save(update_fields=["closed_at", "outcome"])
    dropped = _drop(row, actor, said, now)
    record(
        actor=actor, code=events.DECLARATION_CLOSED, subject=row, unit_id=row.scenario.unit_id, dropped=len(dropped)
    )  # fmt: skip
    return row


def deadlines(days: list[int], today: date) -> dict[int, date]:
    """The day on which each number of working days after `today` ends. One query."""
    calendar = work_calendar(today, today + timedelta(days=2 * max(days, default=0) + 60))
    return {n: calendar.add_working_days(today, n) for n in set(days)}


def _send(declaration: Declaration, task: ScenarioTask, due: date, now: datetime) -> int:
    """One task to all it means; returns to how many. Raises Invalid when that is nobody."""
    unit = declaration.scenario.unit
    order = TaskOrder(
        unit=unit, title=task.title, measure=task.measure, deadline=due, declaration=declaration,
        position=task.position, addressing=task.addressing, created_at=now,
    )  # fmt: skip
    order.save(force_insert=True)
    called = _("Rehearsal: %(task)s") % {"task": task.title} if declaration.rehearsal else task.title
    order.given = fan_out_order(order=order, leads=_leads(order, now), now=now, called=called)
    if not order.given:
        raise Invalid(_("“%(task)s” means nobody today. Change the scenario."), task=task.title)
    order.save(update_fields=["given"])
    return order.given


def _leads(order: TaskOrder, now: datetime) -> Statement:
    if not order.addressing:
        return "SELECT %s::bigint", [order.unit_id]
    addressing = addressing_from(order.addressing)
    return leads_of(order.unit, addressing, clock.local_day(now))


def _drop(declaration: Declaration, actor: Actor, reason: str, now: datetime) -> list[int]:
    """Drop what is not ended and ask for it no more; returns the ids."""
    with connection.cursor() as cursor:
        values: list[Any] = [now, declaration.pk, ORIGIN, [s.value for s in ENDED], TaskStepKind.DROPPED.value, now,
                  declaration.scenario.unit_id, actor.user_id, reason]  # fmt: skip
        cursor.execute(_DROP, values)
        ids: list[int] = (cursor.fetchone() or ([],))[0]
    for kind in (AskKind.TASK, AskKind.CONFIRM_TASK, AskKind.ANSWER_WISH):
        close_asks(kind=kind, subject_type=SUBJECT, subject_ids=ids, now=now, done=False)
    return ids

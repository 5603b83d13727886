"""Prepare a scenario: when it is declared, and which tasks go out then. Retire one that no longer holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.giving import PreparedTask
from ..models import Declaration, Scenario, ScenarioTask


@usecase("tasks.prepare_scenario")
def prepare_scenario(
    *, actor: Actor, unit: Unit, title: str, trigger: str, tasks: Sequence[PreparedTask], now: datetime, note: str = ""
) -> Scenario:  # fmt: skip
    """Write a new scenario of `unit`. Raises Invalid without title, trigger or task."""
    authorize(actor, policies.give, unit)
    row = Scenario(unit=unit, created_at=now)
    _write(row, title, trigger, note, tasks)
    record(actor=actor, code=events.SCENARIO_WRITTEN, subject=row, unit_id=unit.pk, tasks=len(tasks))
    return row


@usecase("tasks.change_scenario")
def change_scenario(
    *, actor: Actor, scenario: Scenario, title: str, trigger: str, tasks: Sequence[PreparedTask], note: str = ""
) -> Scenario:  # fmt: skip
    """Write it anew; what was declared earlier stays as it went out. Locks the scenario.

    Raises Invalid as `prepare_scenario`, Conflict while it is declared or once it is retired.
    """
    authorize(actor, policies.prepare_scenario, scenario, seen_by=policies.see_scenario)
    row = locked_scenario(scenario)
    _write(row, title, trigger, note, tasks)
    record(actor=actor, code=events.SCENARIO_WRITTEN, subject=row, unit_id=row.unit_id, tasks=len(tasks))
    return row


@usecase("tasks.retire_scenario")
def retire_scenario(*, actor: Actor, scenario: Scenario, now: datetime) -> Scenario:
    """It is not declared any more. Locks the scenario. Raises Conflict while it is declared."""
    authorize(actor, policies.prepare_scenario, scenario, seen_by=policies.see_scenario)
    if Scenario.objects.filter(pk=scenario.pk, retired_at__isnull=False).exists():
        nothing_changed()
        return scenario
    row = locked_scenario(scenario)
    row.retired_at = now
    row.save(update_fields=["retired_at"])
    record(actor=actor, code=events.SCENARIO_RETIRED, subject=row, unit_id=row.unit_id)
    return row


def locked_scenario(scenario: Scenario) -> Scenario:
    """The scenario, locked. Raises Conflict while it is declared or once it is retired."""
    row: Scenario = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if row.retired_at is not None:
        raise Conflict(_("This scenario is retired. Prepare a new one."))
    if Declaration.objects.filter(scenario=row, closed_at=None).exists():
        raise Conflict(_("This scenario is declared. Close it first."))
    return row


def _write(row: Scenario, title: str, trigger: str, note: str, tasks: Sequence[PreparedTask]) -> None:
    empty = str(_("It is empty."))
    problems = [(name, empty) for name, said in (("title", title), ("trigger", trigger)) if not said.strip()]
    if not tasks:
        problems.append(("task_1", str(_("Write at least one task."))))
    if problems:
        raise Invalid(
            _("A scenario says when it is declared and what is done then."), problems=tuple(problems)
        )
    row.title, row.trigger, row.note = title.strip(), trigger.strip(), note.strip()
    row.save()
    row.prepared.all().delete()
    ScenarioTask.objects.bulk_create(
        ScenarioTask(
            scenario=row, position=place, title=t.title.strip(), measure=t.measure.strip(), days=t.days,
            addressing={} if t.addressing is None else asdict(t.addressing),
        )
        for place, t in enumerate(tasks, 1)
    )  # fmt: skip

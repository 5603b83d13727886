"""Take a whole report at once from another program, and the plan of a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.indicators.models import YearPlan
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..models import FormVersion, Report
from ..queries.definitions import definition_of
from ..queries.values import load_report
from .write_version import Entries, editable_version, fill_version


@usecase("reporting.enter_report")
def enter_report(*, actor: Actor, report: Report, entries: Entries, now: datetime) -> Report:
    """Replace the draft by `entries`. Locks the report's row. Raises Conflict when it is not open for editing."""
    authorize(actor, policies.write_report, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    version = editable_version(locked, now)
    fill_version(locked, version, entries, None)
    locked.revision += 1
    locked.updated_at = now
    locked.save(update_fields=["revision", "updated_at"])
    record(
        actor=actor, code=events.ENTERED, subject=locked, unit_id=locked.expectation.unit_id, version=version.number
    )  # fmt: skip
    return locked


@usecase("reporting.set_year_plan")
def set_year_plan(
    *,
    actor: Actor,
    unit: Unit,
    form_version: FormVersion,
    year: int,
    values: Mapping[str, Decimal],
    now: datetime,
) -> YearPlan:
    """Set a unit's plan of the year by cell code. The same plan again changes nothing."""
    authorize(actor, policies.plan_year, unit)
    array = [values.get(cell.code) for cell in definition_of(form_version).cells]
    row, made = YearPlan.objects.get_or_create(
        cell_set_id=form_version.cell_set_id, year=year, unit=unit, defaults={"values": array}
    )
    if not made and list(row.values) == array:
        nothing_changed()
        return row
    row.values = array
    row.save(update_fields=["values"])
    record(actor=actor, code=events.PLANNED, subject=row, unit_id=unit.pk, year=year, cells=len(values))
    return row

"""Let everybody read a unit's issued weeks, or no longer."""

from __future__ import annotations

from datetime import datetime

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..models import PublicSchedule


@usecase("tasks.open_schedule")
def open_schedule(*, actor: Actor, unit: Unit, now: datetime) -> PublicSchedule:
    """Entries marked public in issued weeks are read without signing in from now on. A second call changes nothing."""
    authorize(actor, policies.issue_week, unit, seen_by=policies.read_week)
    row, new = PublicSchedule.objects.get_or_create(unit=unit, defaults={"opened_at": now})
    if new:
        record(actor=actor, code=events.SCHEDULE_OPENED, subject=row, unit_id=unit.pk)
    else:
        nothing_changed()
    return row


@usecase("tasks.close_schedule")
def close_schedule(*, actor: Actor, unit: Unit) -> None:
    """Nobody reads them without signing in any more; which entries are public is kept.

    A second call changes nothing.
    """
    authorize(actor, policies.issue_week, unit, seen_by=policies.read_week)
    row = PublicSchedule.objects.select_for_update().filter(unit=unit).first()
    if row is None:
        nothing_changed()
        return
    record(actor=actor, code=events.SCHEDULE_CLOSED, subject=row, unit_id=unit.pk)
    row.delete()

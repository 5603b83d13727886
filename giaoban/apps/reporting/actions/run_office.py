"""How a unit works inside: with a leader who agrees, or as an office of one."""

from __future__ import annotations

from datetime import datetime

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..models import Office


@usecase("reporting.switch_steps")
def switch_steps(*, actor: Actor, unit: Unit, steps_off: bool, now: datetime) -> Office:
    """Switch the steps between officer and leader off or on for a unit. The same again changes nothing."""
    authorize(actor, policies.run_office, unit)
    office, made = Office.objects.get_or_create(unit=unit, defaults={"steps_off": steps_off})
    if not made and office.steps_off == steps_off:
        nothing_changed()
        return office
    office.steps_off = steps_off
    office.save(update_fields=["steps_off"])
    record(actor=actor, code=events.STEPS_SWITCHED, subject=office, unit_id=unit.pk, steps_off=steps_off)
    return office

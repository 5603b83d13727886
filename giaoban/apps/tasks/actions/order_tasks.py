"""Give the same task to all units that are meant, each its own: nobody is missed, nobody gets it twice."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.giving import NewOrder, TaskForMany
from ..models import TaskOrder
from ..queries.meant import meant
from .create_tasks import check_deadline, check_frame
from .give_to_many import Statement, ask_for_order, give_to_many

ORIGIN = "tasks.TaskOrder"


@usecase("tasks.order_tasks")
def order_tasks(*, actor: Actor, unit: Unit, order: NewOrder, now: datetime) -> TaskOrder:
    """`unit` gives the task to everybody below it whom the order means, and asks them at once. What was given from
    the same page already changes nothing and is returned.

    Raises Invalid when nobody is meant, for a deadline that has passed and for another unit's programme.
    """
    authorize(actor, policies.give, unit)
    today = clock.local_day(now)
    if (given := _given(unit, order)) is not None:
        nothing_changed()
        return given
    check_deadline(order.deadline, today)
    check_frame(unit, order.programme_id, None)
    row, new = _written(unit, order, now)
    if not new:
        nothing_changed()
        return row
    row.given = fan_out_order(order=row, leads=leads_of(unit, order.addressing, today), now=now)
    if not row.given:
        raise Invalid(_("Nobody is meant by this. Choose at least one unit below your own."))
    row.save(update_fields=["given"])
    record(
        actor=actor, code=events.ORDERED, subject=row, unit_id=unit.pk, units=row.given,
        deadline=str(row.deadline),
    )  # fmt: skip
    return row


def _given(unit: Unit, order: NewOrder) -> TaskOrder | None:
    """What was given from the page on which the order was prepared."""
    rows = TaskOrder.objects.filter(unit=unit, key=order.mark)
    return rows.first() if order.key else None


def _written(unit: Unit, order: NewOrder, now: datetime) -> tuple[TaskOrder, bool]:
    """The order, and whether it is new: of two presses at once the second meets what the first gave."""
    row = TaskOrder(
        unit=unit, title=order.title.strip(), aim=order.aim.strip(), measure=order.measure.strip(),
        indicator_id=order.indicator_id, target=order.target, deadline=order.deadline, is_key=order.is_key,
        programme_id=order.programme_id, checklist=[item.strip() for item in order.checklist],
        addressing=asdict(order.addressing), key=order.mark, created_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if (given := _given(unit, order)) is None:
            raise
        return given, False
    return row, True


def fan_out_order(*, order: TaskOrder, leads: Statement, now: datetime, called: str = "") -> int:
    """A task of the order for each of `leads` and an ask for it (as `called`, else its title); returns how many.

    Inside the use case that orders it. Two statements, whatever the number of units.
    """
    task = TaskForMany(
        order.title, order.deadline, ORIGIN, order.pk, order.measure, order.position, order.aim, order.is_key,
        order.programme_id, order.indicator_id, order.target, order.rehearsal,
        tuple(order.checklist),
    )  # fmt: skip
    given = give_to_many(tasks=[(task, leads)], giver_id=order.unit_id, now=now)
    ask_for_order(origin_type=ORIGIN, origin_id=order.pk, title=called or order.title, now=now)
    return given


def leads_of(unit: Unit, addressing: Addressing, today: date) -> Statement:
    """The units meant below `unit`, as a statement that gives their ids. Raises Invalid naming who is not known."""
    return meant(unit, addressing, today).order_by().values("pk").query.sql_with_params()

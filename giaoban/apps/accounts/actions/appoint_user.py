"""Give a user a post in a unit, or end it."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import Post
from ..models import Appointment, User
from ..queries import place


@usecase("accounts.appoint_user")
def appoint_user(
    *, actor: Actor, user: User, unit: Unit, post: Post, start: date, end: date | None = None
) -> Appointment:
    """Appoint `user` to `post` in `unit` from `start` to `end` (exclusive). The same appointment twice is one.

    For administrators of the unit or of one above it, as the lines stand on `start`. Raises Invalid for an end that
    is not after the start.
    """
    authorize(actor, policies.appoint, place(unit.pk, start))
    check_days(start, end)
    same = Appointment.objects.filter(user=user, unit=unit, post=post, valid__overlap=DateRange(start, end))
    found: Appointment | None = same.first()
    if found is not None:
        nothing_changed()
        return found
    row = Appointment.objects.create(user=user, unit=unit, post=post, valid=DateRange(start, end))
    record(actor=actor, code=events.APPOINTED, subject=row, unit_id=unit.pk, user=user.pk, post=post)
    return row


@usecase("accounts.end_appointment")
def end_appointment(*, actor: Actor, appointment: Appointment, end: date) -> Appointment:
    """End an appointment on `end` (its first day without). Raises Conflict when it had not begun by then, and for
    one's own: nobody shuts the door behind the last administrator unseen.
    """
    authorize(actor, policies.appoint, place(appointment.unit_id, end))
    if actor.user_id == appointment.user_id:
        raise Conflict(_("This is your own post. Another administrator ends it."))
    row: Appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if row.valid.lower is not None and end <= row.valid.lower:
        raise Conflict(_("The appointment begins on %(day)s; it cannot end before."), day=row.valid.lower)
    row.valid = DateRange(row.valid.lower, end)
    row.save(update_fields=["valid"])
    record(actor=actor, code=events.APPOINTMENT_ENDED, subject=row, unit_id=row.unit_id, end=end.isoformat())
    return row


def check_days(start: date, end: date | None) -> None:
    """Raises Invalid for a post that would end before it begins."""
    if end is not None and end <= start:
        said = _("The post ends before it begins.")
        raise Invalid(said, problems=(("end", said),))

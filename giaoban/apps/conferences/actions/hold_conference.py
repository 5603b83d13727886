"""Open a conference, and close it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.tasks.actions.write_asks import close_asks
from giaoban.apps.tasks.enums import AskKind
from giaoban.kit.access import Actor, authorize
from giaoban.kit.clock import local_day
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import ConferenceState, PaperState
from ..models import Conference, Paper
from ..queries import SUBJECT
from .plan_conference import locked


@usecase("conferences.open_conference")
def open_conference(*, actor: Actor, conference: Conference, now: datetime) -> Conference:
    """Declare it open. Locks the conference. Raises Conflict when it was closed, or is planned for another day."""
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    if row.state == ConferenceState.OPEN:
        nothing_changed()
        return row
    if row.state == ConferenceState.CLOSED:
        raise Conflict(_("This conference is closed. Plan another one."))
    if local_day(now) < local_day(row.starts_at):
        raise Conflict(_("This conference is planned for a later day. Change its time if it is held now."))
    row.state, row.opened_at = ConferenceState.OPEN, now
    row.save(update_fields=["state", "opened_at"])
    record(actor=actor, code=events.OPENED, subject=row, unit_id=row.unit_id)
    return row


@usecase("conferences.close_conference")
def close_conference(*, actor: Actor, conference: Conference, now: datetime) -> Conference:
    """Declare it closed. Locks the conference. Raises Conflict when it was never opened."""
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    if row.state == ConferenceState.CLOSED:
        nothing_changed()
        return row
    close(row, now)
    record(actor=actor, code=events.CLOSED, subject=row, unit_id=row.unit_id)
    return row


def close(row: Conference, now: datetime) -> None:
    """Close a locked conference; nobody is asked to take part any more. Raises Conflict before it was opened."""
    if row.state == ConferenceState.PLANNED:
        raise Conflict(_("This conference has not been opened yet."))
    row.state, row.closed_at = ConferenceState.CLOSED, now
    row.save(update_fields=["state", "closed_at"])
    Paper.objects.filter(conference=row, state=PaperState.HANDED_IN).update(state=PaperState.GIVEN)
    close_asks(kind=AskKind.ATTEND, subject_type=SUBJECT, subject_ids=[row.pk], now=now, done=False)

"""The agenda as it runs: one item after the other, with the secretary's notes."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.live.actions.mark_topic import mark_moved
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import FLOOR_TOPIC, QUEUE_TOPIC, ConferenceState
from ..models import AgendaItem, Conference
from .plan_conference import locked


def in_session(conference: Conference) -> Conference:
    """The conference, locked. Raises Conflict unless it is in session."""
    row = locked(conference)
    if row.state != ConferenceState.OPEN:
        raise Conflict(_("The conference is not in session. Open it first."))
    return row


def screens_moved(conference_id: int) -> None:
    """Everybody's screen, and the screens of whoever runs the conference."""
    mark_moved(FLOOR_TOPIC, conference_id)
    mark_moved(QUEUE_TOPIC, conference_id)


@usecase("conferences.begin_item")
def begin_item(*, actor: Actor, item: AgendaItem, now: datetime) -> AgendaItem:
    """Take up an item; the one before it ends at the same moment. One that ended may be taken up again.

    Locks the conference. Raises Conflict unless it is in session.
    """
    authorize(actor, policies.run, item.conference, seen_by=policies.see)
    conference = in_session(item.conference)
    row = AgendaItem.objects.get(pk=item.pk)
    if row.started_at is not None and row.ended_at is None:
        nothing_changed()
        return row
    _end_running(conference, now)
    row.started_at, row.ended_at = row.started_at or now, None
    row.save(update_fields=["started_at", "ended_at"])
    screens_moved(conference.pk)
    record(actor=actor, code=events.ITEM_BEGUN, subject=row, unit_id=conference.unit_id)
    return row


@usecase("conferences.end_item")
def end_item(*, actor: Actor, item: AgendaItem, now: datetime) -> AgendaItem:
    """The item is through. Locks the conference. Raises Conflict unless it is in session."""
    authorize(actor, policies.run, item.conference, seen_by=policies.see)
    conference = in_session(item.conference)
    row = AgendaItem.objects.get(pk=item.pk)
    if row.started_at is None or row.ended_at is not None:
        nothing_changed()
        return row
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    screens_moved(conference.pk)
    record(actor=actor, code=events.ITEM_ENDED, subject=row, unit_id=conference.unit_id)
    return row


@usecase("conferences.note_item")
def note_item(*, actor: Actor, item: AgendaItem, note: str, seen: str) -> AgendaItem:
    """The secretary's note on an item, for the minutes. Locks the conference.

    `seen` is the note as the writer saw it. Raises Conflict when somebody else wrote meanwhile: nothing is lost, both
    texts are on the page then. Raises Conflict once the conclusions are confirmed.
    """
    authorize(actor, policies.run, item.conference, seen_by=policies.see)
    conference = locked(item.conference)
    row = AgendaItem.objects.get(pk=item.pk)
    told = note.strip()
    if row.note == told:
        nothing_changed()
        return row
    if row.note != seen.strip():
        raise Conflict(
            _("Somebody else wrote this note meanwhile. Your text is kept below: put both together.")
        )
    row.note = told
    row.save(update_fields=["note"])
    record(actor=actor, code=events.ITEM_NOTED, subject=row, unit_id=conference.unit_id, length=len(told))
    return row


def _end_running(conference: Conference, now: datetime) -> None:
    AgendaItem.objects.filter(conference=conference, started_at__isnull=False, ended_at=None).update(
        ended_at=now
    )

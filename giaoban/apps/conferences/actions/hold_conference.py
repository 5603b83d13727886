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
from ..enums import ConferenceState, MatterOutcome, PaperState, TurnState
from ..models import AgendaItem, Conference, Matter, Paper, Turn
from ..queries import SUBJECT
from .give_floor import turns_for_papers
from .plan_conference import locked
from .run_agenda import screens_moved


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
    turns_for_papers(row, now)
    screens_moved(row.pk)
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
    _end_floor(row, now)
    close_asks(kind=AskKind.ATTEND, subject_type=SUBJECT, subject_ids=[row.pk], now=now, done=False)


def _end_floor(row: Conference, now: datetime) -> None:
    """Whoever speaks has spoken, whoever waits is not called, the running item ends, an open matter is off the table.

    Papers of which nobody kept a turn count as given: a conference that was not run here is only opened and closed.
    """
    turns = Turn.objects.filter(conference=row)
    run_here = turns.filter(started_at__isnull=False).exists()
    turns.filter(state=TurnState.SPEAKING).update(state=TurnState.SPOKEN, ended_at=now)
    given = turns.filter(state=TurnState.SPOKEN, paper__isnull=False).values("paper_id")
    papers = Paper.objects.filter(conference=row)
    held = papers.filter(pk__in=given) if run_here else papers.filter(state=PaperState.HANDED_IN)
    held.update(state=PaperState.GIVEN)
    turns.filter(state=TurnState.WAITING).update(state=TurnState.PASSED_OVER)
    running = AgendaItem.objects.filter(conference=row, started_at__isnull=False, ended_at=None)
    running.update(ended_at=now)
    matters = Matter.objects.filter(conference=row, closed_at=None)
    matters.update(closed_at=now, outcome=MatterOutcome.WITHDRAWN)
    screens_moved(row.pk)

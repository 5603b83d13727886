"""Who speaks: give the floor, end a turn, add one, move it, pass it over, close the list."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.live.actions.mark_topic import mark_by_and_by, mark_moved
from giaoban.apps.org.queries.units import names_of_units
from giaoban.kit.access import Actor, authorize
from giaoban.kit.clock import local_day
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.floor import moved
from ..enums import PLACE_TOPIC, PaperState, TurnKind, TurnState
from ..models import AgendaItem, Conference, Paper, Site, Turn
from .run_agenda import in_session, screens_moved

LONGEST = 120
"""Minutes of one turn."""


def turns_for_papers(conference: Conference, now: datetime) -> None:
    """A turn for each paper of a locked conference that has none yet, in the order of the papers."""
    papers = Paper.objects.filter(conference=conference, turn=None).select_related("unit")
    sites = {site.unit_id: site for site in conference.sites.filter(unit_id__in=papers.values("unit_id"))}
    units = [paper.unit_id for paper in papers if paper.unit_id not in sites]
    names = names_of_units(units, local_day(conference.starts_at)) if units else {}
    Turn.objects.bulk_create(
        _of_paper(paper, sites.get(paper.unit_id), names.get(paper.unit_id, ""), now) for paper in papers
    )


def _of_paper(paper: Paper, site: Site | None, name: str, now: datetime) -> Turn:
    """Called by its site, or by what its unit was called on the day."""
    return Turn(
        conference_id=paper.conference_id, kind=TurnKind.PAPER, paper=paper, site=site, about=paper.title,
        who=site.name if site else name, position=paper.position, minutes=paper.minutes, asked_at=now,
    )  # fmt: skip


@usecase("conferences.give_floor")
def give_floor(*, actor: Actor, turn: Turn, now: datetime) -> Turn:
    """`turn` speaks from now on; whoever spoke ends. Locks the conference.

    Raises Conflict unless it is in session, and for a turn that is over.
    """
    authorize(actor, policies.run, turn.conference, seen_by=policies.see)
    conference = in_session(turn.conference)
    row = Turn.objects.get(pk=turn.pk)
    if row.state == TurnState.SPEAKING:
        nothing_changed()
        return row
    if row.state != TurnState.WAITING:
        raise Conflict(_("This turn is over. Add another one if the floor is given again."))
    for spoke in Turn.objects.filter(conference=conference, state=TurnState.SPEAKING):
        _end(spoke, now)
    running = AgendaItem.objects.filter(conference=conference, started_at__isnull=False, ended_at=None)
    row.state, row.started_at, row.item = TurnState.SPEAKING, now, running.first()
    row.save(update_fields=["state", "started_at", "item"])
    _told(row)
    record(actor=actor, code=events.FLOOR_GIVEN, subject=row, unit_id=conference.unit_id)
    return row


@usecase("conferences.end_turn")
def end_turn(*, actor: Actor, turn: Turn, now: datetime) -> Turn:
    """Whoever speaks has spoken; a paper is given. Locks the conference."""
    authorize(actor, policies.run, turn.conference, seen_by=policies.see)
    conference = in_session(turn.conference)
    row = Turn.objects.get(pk=turn.pk)
    if row.state != TurnState.SPEAKING:
        nothing_changed()
        return row
    _end(row, now)
    _told(row)
    record(actor=actor, code=events.FLOOR_ENDED, subject=row, unit_id=conference.unit_id)
    return row


@usecase("conferences.add_turn")
def add_turn(
    *, actor: Actor, conference: Conference, who: str, about: str = "", minutes: int = 5, now: datetime
) -> Turn:
    """A hand that was seen in the hall, or told by telephone; it stands last. Locks the conference.

    Also when the list is closed: the chair decides. Raises Invalid without a name or for minutes outside 1 to 120.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = in_session(conference)
    if not who.strip() or not 1 <= minutes <= LONGEST:
        problem = ("who", str(_("Say who: a post, a unit or a site; and 1 to 120 minutes.")))
        raise Invalid(_("This turn says too little."), problems=(problem,))
    turn = Turn.objects.create(
        conference=row, kind=TurnKind.HAND, who=who.strip()[:200], about=about.strip()[:300], minutes=minutes,
        position=next_position(row), asked_at=now,
    )  # fmt: skip
    _told(turn)
    record(actor=actor, code=events.TURN_ADDED, subject=turn, unit_id=row.unit_id, minutes=minutes)
    return turn


@usecase("conferences.move_turn")
def move_turn(*, actor: Actor, turn: Turn, by: int) -> Turn:
    """One place earlier (-1) or later (1) among those that wait, within its own kind. Locks the conference."""
    authorize(actor, policies.run, turn.conference, seen_by=policies.see)
    conference = in_session(turn.conference)
    waiting = list(Turn.objects.filter(conference=conference, state=TurnState.WAITING))
    if by not in (-1, 1) or turn.pk not in {row.pk for row in waiting}:
        nothing_changed()
        return turn
    order = moved(waiting, turn.pk, by)
    for place, row in enumerate(order, 1):
        row.position = place
    Turn.objects.bulk_update(order, ["position"])
    screens_moved(conference.pk)
    record(actor=actor, code=events.TURN_MOVED, subject=turn, unit_id=conference.unit_id, by=by)
    return Turn.objects.get(pk=turn.pk)


@usecase("conferences.pass_over")
def pass_over(*, actor: Actor, turn: Turn) -> Turn:
    """The turn is not called; who asked may write instead. Locks the conference."""
    authorize(actor, policies.run, turn.conference, seen_by=policies.see)
    conference = in_session(turn.conference)
    row = Turn.objects.get(pk=turn.pk)
    if row.state != TurnState.WAITING:
        nothing_changed()
        return row
    row.state = TurnState.PASSED_OVER
    row.save(update_fields=["state"])
    _told(row)
    record(actor=actor, code=events.TURN_PASSED_OVER, subject=row, unit_id=conference.unit_id)
    return row


@usecase("conferences.note_turn")
def note_turn(*, actor: Actor, turn: Turn, note: str, minutes: int) -> Turn:
    """What was said, for the minutes; and how long the turn may be. Locks the conference. Raises Invalid."""
    authorize(actor, policies.run, turn.conference, seen_by=policies.see)
    if not 1 <= minutes <= LONGEST:
        raise Invalid(_("A turn has 1 to 120 minutes."), problems=(("minutes", str(_("1 to 120."))),))
    conference = in_session(turn.conference)
    row = Turn.objects.get(pk=turn.pk)
    row.note, row.minutes = note.strip(), minutes
    row.save(update_fields=["note", "minutes"])
    screens_moved(conference.pk)
    record(actor=actor, code=events.TURN_NOTED, subject=row, unit_id=conference.unit_id, minutes=minutes)
    return row


@usecase("conferences.close_list")
def close_list(*, actor: Actor, conference: Conference, closed: bool, now: datetime) -> Conference:
    """Nobody else may ask to speak (`closed`), or they may again. Locks the conference."""
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = in_session(conference)
    if (row.list_closed_at is not None) == closed:
        nothing_changed()
        return row
    row.list_closed_at = now if closed else None
    row.save(update_fields=["list_closed_at"])
    screens_moved(row.pk)
    code = events.LIST_CLOSED if closed else events.LIST_OPENED
    record(actor=actor, code=code, subject=row, unit_id=row.unit_id)
    return row


def next_position(conference: Conference) -> int:
    """The place behind everybody who waits or has spoken."""
    return (Turn.objects.filter(conference=conference).aggregate(last=Max("position"))["last"] or 0) + 1


def _end(turn: Turn, now: datetime) -> None:
    turn.state, turn.ended_at = TurnState.SPOKEN, now
    turn.save(update_fields=["state", "ended_at"])
    if turn.paper_id is not None:
        Paper.objects.filter(pk=turn.paper_id).update(state=PaperState.GIVEN)


def _told(turn: Turn) -> None:
    """Everybody's screen, that of the site or delegate whose turn it is, and those whose number changes by it."""
    screens_moved(turn.conference_id)
    if turn.delegate_id is not None:
        mark_moved(PLACE_TOPIC, f"d{turn.delegate_id}")
    if turn.site_id is not None:
        mark_moved(PLACE_TOPIC, f"s{turn.site_id}")
    waiting = Turn.objects.filter(
        conference=turn.conference_id, kind=TurnKind.HAND, state=TurnState.WAITING
    ).values_list("site_id", "delegate_id")
    mark_by_and_by(PLACE_TOPIC, [f"d{delegate}" if delegate else f"s{site}" for site, delegate in waiting])

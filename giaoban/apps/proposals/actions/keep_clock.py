"""The clock of each addressee. Plain functions: inside the use case that moves a proposal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from giaoban.apps.org.queries.calendar import work_calendar
from giaoban.kit import clock

from ..enums import Step
from ..models import Proposal, Turn


def first_turns(proposals: Collection[Proposal]) -> None:
    """Whoever takes a proposal up has the first turn, from its raising."""
    Turn.objects.bulk_create(
        Turn(proposal=row, unit_id=row.holder_id, began_at=row.raised_at) for row in proposals
    )


def begin_turn(proposal: Proposal, *, due: date | None, now: datetime) -> None:
    """It lies with its addressee from now on. The turn before must have ended."""
    Turn.objects.create(
        proposal=proposal,
        unit_id=proposal.addressee_unit_id,
        organisation_id=proposal.addressee_organisation_id,
        began_at=now,
        due=due,
    )


def end_turns(proposal_ids: Collection[int], step: Step, now: datetime) -> None:
    """The open turn of each ends with `step`; one that was raised after `now` (clocks differ) lasted no time."""
    for turn in Turn.objects.filter(proposal__in=list(proposal_ids), ended_at=None):
        turn.ended_at, turn.ended_by = max(now, turn.began_at), step
        turn.save(update_fields=["ended_at", "ended_by"])


def resume_turn(proposal: Proposal, now: datetime) -> date | None:
    """Whoever had it when it was merged has it again; returns by when they owe the answer (never a day that passed)."""
    last = Turn.objects.filter(proposal=proposal).order_by("-pk")[0]
    late = last.due is not None and last.due < clock.local_day(now)
    due = due_again(proposal, now) if late else last.due
    Turn.objects.create(
        proposal=proposal, unit_id=last.unit_id, organisation_id=last.organisation_id, began_at=now, due=due
    )
    return due


def due_again(proposal: Proposal, now: datetime) -> date | None:
    """By when an addressee whose answer was contested owes the next: as many working days as last time.

    None when no day was set last time.
    """
    last = Turn.objects.filter(proposal=proposal).order_by("-pk").first()
    if last is None or last.due is None:
        return None
    today, began = clock.local_day(now), clock.local_day(last.began_at)
    calendar = work_calendar(min(began, today), max(last.due, today) + timedelta(days=366))
    return calendar.add_working_days(today, max(1, calendar.working_days_between(began, last.due)))

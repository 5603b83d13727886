"""Answer a proposal: accepted, explained, or passed on."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import Outcome, Step
from ..models import Proposal, Raising
from .forward_proposal import address, not_past
from .keep_clock import begin_turn, end_turns
from .take_step import locked, note, step_to, tell


@usecase("proposals.answer_proposal")
def answer_proposal(
    *,
    actor: Actor,
    proposal: Proposal,
    outcome: Outcome,
    text: str,
    to: Unit | Organisation | None = None,
    due: date | None = None,
    now: datetime,
) -> Proposal:
    """The addressee answers in words; of an outside body, the holder writes down the answer that came.

    Accepted and explained wait for the raisers to say whether that settles it. Passed on names the next
    addressee in `to`, who should answer by `due`, and stays open. Locks the proposal. Raises Invalid (no words, a day
    that has passed), Conflict (answered).
    """
    (row,) = locked([proposal.pk])
    authorize(actor, policies.answer, row, seen_by=policies.see)
    step = Step(outcome.value)
    answering = row.addressee_unit_id or row.holder_id
    row.state = step_to(row, step, text)
    if step is Step.PASSED_ON:
        if to is None:
            raise Invalid(_("Name the body it is passed on to."), problems=(("to", str(_("It is empty."))),))
        row.due = not_past(due, now)
        address(row, to)
    else:
        row.answered_at = now
        Raising.objects.filter(proposal=row).update(settled=None)
    row.save(
        update_fields=["state", "addressee_unit", "addressee_organisation", "due", "answered_at", "seen_by"]
    )
    end_turns([row.pk], step, now)
    if step is Step.PASSED_ON:
        begin_turn(row, due=due, now=now)
    note(row, step, actor=actor, unit_id=answering, now=now, text=text)
    record(actor=actor, code=events.ANSWERED, subject=row, unit_id=answering, outcome=outcome.value)
    tell([row], now)
    return row

"""A raiser says whether the answer settles the matter."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.states import after_confirmation
from ..enums import Step
from ..models import Proposal, Raising
from .keep_clock import begin_turn, due_again
from .take_step import locked, note, step_to, tell


@usecase("proposals.confirm_answer")
def confirm_answer(*, actor: Actor, raising: Raising, now: datetime) -> Proposal:
    """The raiser is content. When all raisers are, the proposal is confirmed. Locks the proposal."""
    authorize(actor, policies.confirm, raising, seen_by=policies.see_raising)
    return _said(actor, raising, Step.CONFIRMED, "", now)


@usecase("proposals.note_answer")
def note_answer(*, actor: Actor, raising: Raising, text: str, now: datetime) -> Proposal:
    """The raiser has understood the answer, and says with the reason that the matter is not settled. Nobody owes an
    answer again; once all raisers have spoken, the proposal is closed as not settled.

    Locks the proposal. Raises Invalid without a reason, Conflict when there is no answer.
    """
    authorize(actor, policies.confirm, raising, seen_by=policies.see_raising)
    return _said(actor, raising, Step.NOTED, text, now)


def _said(actor: Actor, raising: Raising, step: Step, text: str, now: datetime) -> Proposal:
    """What one raiser says of the answer, and the state once all have."""
    (row,) = locked([raising.proposal_id])
    if step is Step.NOTED:
        step_to(row, step, text)
    Raising.objects.filter(unit_id=raising.unit_id, proposal=row).update(settled=step is Step.CONFIRMED)
    said = Raising.objects.filter(proposal=row).values_list("settled", flat=True)
    reached = after_confirmation(row.state, said)
    if reached is None:
        raise Conflict(_("There is no answer to confirm yet, or it was confirmed already."))
    row.state = reached
    row.save(update_fields=["state"])
    note(row, step, actor=actor, unit_id=raising.unit_id, now=now, text=text)
    code = events.CONFIRMED if step is Step.CONFIRMED else events.NOTED
    record(actor=actor, code=code, subject=row, unit_id=raising.unit_id, state=reached)
    tell([row], now)
    return row


@usecase("proposals.contest_answer")
def contest_answer(*, actor: Actor, raising: Raising, text: str, now: datetime) -> Proposal:
    """The raiser says, with the reason, that it is not settled: the same addressee owes an answer again, with as many
    working days for it as before. Also later, of one that was closed as not settled.

    Locks the proposal. Raises Invalid without a reason, Conflict when there is no answer.
    """
    authorize(actor, policies.confirm, raising, seen_by=policies.see_raising)
    (row,) = locked([raising.proposal_id])
    row.state = step_to(row, Step.CONTESTED, text)
    row.answered_at = None
    if row.addressee_unit_id is None and row.addressee_organisation_id is None:
        row.addressee_unit_id = row.holder_id
    row.due = due_again(row, now)
    row.save(update_fields=["state", "answered_at", "addressee_unit", "due"])
    begin_turn(row, due=row.due, now=now)
    Raising.objects.filter(unit_id=raising.unit_id, proposal=row).update(settled=False)
    note(row, Step.CONTESTED, actor=actor, unit_id=raising.unit_id, now=now, text=text)
    record(actor=actor, code=events.CONTESTED, subject=row, unit_id=raising.unit_id)
    tell([row], now)
    return row

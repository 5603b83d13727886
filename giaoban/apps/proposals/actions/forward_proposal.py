"""Send a proposal to whoever should answer it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import State, Step
from ..models import Proposal
from .keep_clock import begin_turn, end_turns
from .take_step import locked, note, step_to, tell


def address(proposal: Proposal, to: Unit | Organisation) -> None:
    """Set the addressee, who may read the proposal from now on (not saved)."""
    proposal.addressee_unit = to if isinstance(to, Unit) else None
    proposal.addressee_organisation = to if isinstance(to, Organisation) else None
    if isinstance(to, Unit):
        proposal.seen_by = sorted({*proposal.seen_by, to.pk})


def not_past(due: date | None, now: datetime) -> date | None:
    """`due` as it is. Raises Invalid for a day that has passed."""
    if due is not None and due < clock.local_day(now):
        said = _("The day of answer has passed; choose a later one.")
        raise Invalid(said, problems=(("due", str(said)),))
    return due


@usecase("proposals.forward_proposal")
def forward_proposal(
    *,
    actor: Actor,
    proposal: Proposal,
    to: Unit | Organisation,
    due: date | None,
    text: str = "",
    now: datetime,
) -> Proposal:
    """The holder sends it to a unit, or to an outside body, to be answered by `due`. Locks the proposal.

    Raises Conflict when it waits for that addressee's answer already: the day that was set stays.
    """
    authorize(actor, policies.handle, proposal, seen_by=policies.see)
    (row,) = locked([proposal.pk])
    if row.state == State.FORWARDED and to in (row.addressee_unit, row.addressee_organisation):
        raise Conflict(_("It lies with %(name)s already. Nothing was sent a second time."), name=str(to))
    row.state = step_to(row, Step.FORWARDED, text)
    row.due = not_past(due, now)
    address(row, to)
    row.save(update_fields=["state", "addressee_unit", "addressee_organisation", "due", "seen_by"])
    end_turns([row.pk], Step.FORWARDED, now)
    begin_turn(row, due=due, now=now)
    note(row, Step.FORWARDED, actor=actor, unit_id=row.holder_id, now=now, text=text)
    record(
        actor=actor, code=events.FORWARDED, subject=row, unit_id=row.holder_id, to=to.pk, due=str(due or "")
    )
    tell([row], now)
    return row

"""Take back a proposal that nobody has acted on."""

from __future__ import annotations

from datetime import datetime

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.raising import BY_HAND
from ..enums import Step
from ..models import Proposal, Raising
from .keep_clock import end_turns
from .take_step import note, tell, untouched


@usecase("proposals.withdraw_proposal")
def withdraw_proposal(*, actor: Actor, raising: Raising, text: str, now: datetime) -> Proposal:
    """Its raiser asks no more, with the reason; it stays in sight as withdrawn. Locks the proposal.

    What was raised by hand may be raised again in the same words; a text that is handed over again does not raise it.
    Raises Invalid without a reason, Conflict once it was forwarded, answered or merged.
    """
    authorize(actor, policies.change, raising, seen_by=policies.see_raising)
    row = untouched(raising, Step.WITHDRAWN, text)
    row.save(update_fields=["state"])
    end_turns([row.pk], Step.WITHDRAWN, now)
    Raising.objects.filter(pk=raising.pk, source_type=BY_HAND).update(digest=f"withdrawn {raising.pk}")
    note(row, Step.WITHDRAWN, actor=actor, unit_id=raising.unit_id, now=now, text=text)
    record(actor=actor, code=events.WITHDRAWN, subject=row, unit_id=raising.unit_id)
    tell([row], now)
    return row

"""Put the words of a proposal right that nobody has acted on."""

from __future__ import annotations

from datetime import datetime

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.raising import Words
from ..enums import Kind, Step
from ..models import Proposal, Raising
from .take_step import note, tell, untouched


@usecase("proposals.correct_proposal")
def correct_proposal(*, actor: Actor, raising: Raising, words: Words, now: datetime) -> Proposal:
    """Its raiser says it in other words; what it said before stays in its history, the passage it came from as it is.
    Locks the proposal. The same words change nothing.

    Raises Conflict once it was forwarded, answered or merged.
    """
    authorize(actor, policies.change, raising, seen_by=policies.see_raising)
    row = untouched(raising, Step.CORRECTED)
    changed = words.instead_of(row.words)
    if not changed:
        nothing_changed()
        return row
    before = [_said(row, name) for name in changed]
    for name, text in changed.items():
        setattr(row, name, text)
    row.fold_words()
    row.save(update_fields=[*changed, "folded"])
    text = "\n".join(filter(None, before))
    note(row, Step.CORRECTED, actor=actor, unit_id=raising.unit_id, now=now, text=text)
    record(actor=actor, code=events.CORRECTED, subject=row, unit_id=raising.unit_id, fields=sorted(changed))
    tell([row], now)
    return row


def _said(row: Proposal, name: str) -> str:
    return str(Kind(row.kind).label) if name == "kind" else str(getattr(row, name))

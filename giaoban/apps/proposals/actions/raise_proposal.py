"""Raise proposals: one by hand, or all that a report or a speech holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from giaoban.apps.audit.actions.record_line import line_for, record_many
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.raising import NewProposal
from ..enums import State, Step
from ..models import Proposal, ProposalStep, Raising
from ..queries import readers_above
from .keep_clock import first_turns
from .take_step import tell


def raise_proposals(*, actor: Actor, proposals: Sequence[NewProposal], now: datetime) -> list[Proposal]:
    """Write each as a proposal of its own, inside the use case of whoever found them; returns the new ones.

    What was raised before in the same words in the same place is left as it is, so a text may be handed over
    again. Same asks of several units are merged later, by a person.
    """
    fresh = _unknown(proposals)
    if not fresh:
        return []
    above = readers_above({p.unit_id for p in fresh}, clock.local_day(now))
    rows = [_row(p, above[p.unit_id], now) for p in fresh]
    Proposal.objects.bulk_create(rows, batch_size=1000)
    first_turns(rows)
    Raising.objects.bulk_create([_raising(p, row, now) for p, row in zip(fresh, rows, strict=True)])
    ProposalStep.objects.bulk_create(
        ProposalStep(proposal=row, step=Step.RAISED, at=now, unit_id=p.unit_id, user_id=actor.user_id)
        for p, row in zip(fresh, rows, strict=True)
    )
    record_many(
        lines=[
            line_for(
                actor, events.RAISED, row, p.unit_id, {"source": p.source_type, "source_id": p.source_id}
            )
            for p, row in zip(fresh, rows, strict=True)
        ]
    )
    tell(rows, now)
    return rows


@usecase("proposals.raise_proposal")
def raise_proposal(*, actor: Actor, unit: Unit, proposal: NewProposal, now: datetime) -> Proposal:
    """Raise one for `unit`. The same words in the same place give the proposal that is there already."""
    authorize(actor, policies.raise_one, unit)
    if proposal.unit_id != unit.pk:
        raise ValueError("the proposal names another unit")
    made = raise_proposals(actor=actor, proposals=[proposal], now=now)
    if made:
        return made[0]
    nothing_changed()
    return Proposal.objects.get(raisings__unit=unit, raisings__digest=proposal.digest)


def _unknown(proposals: Sequence[NewProposal]) -> list[NewProposal]:
    """Those not raised yet, each once."""
    by_key = {_key(p): p for p in proposals}
    known = Raising.objects.filter(digest__in=[p.digest for p in proposals]).values_list(
        "unit_id", "source_type", "source_id", "source_code", "digest"
    )
    for key in known:
        by_key.pop(key, None)
    return list(by_key.values())


def _key(p: NewProposal) -> tuple[int, str, int, str, str]:
    return p.unit_id, p.source_type, p.source_id, p.source_code, p.digest


def _row(p: NewProposal, above: frozenset[int], now: datetime) -> Proposal:
    row = Proposal(
        kind=p.kind,
        state=State.RAISED,
        difficulty=p.difficulty.strip(),
        remedy=p.remedy.strip(),
        about=p.about.strip(),
        about_document_id=p.about_document_id,
        holder_id=p.holder_id,
        addressee_unit_id=p.addressee_unit_id,
        addressee_organisation_id=p.addressee_organisation_id,
        period_id=p.period_id,
        raised_at=now,
        seen_by=sorted({*above, p.holder_id}),
    )
    row.fold_words()
    return row


def _raising(p: NewProposal, row: Proposal, now: datetime) -> Raising:
    return Raising(
        proposal=row,
        first_proposal=row,
        unit_id=p.unit_id,
        source_type=p.source_type,
        source_id=p.source_id,
        source_code=p.source_code,
        source_url=p.source_url,
        passage=p.passage,
        digest=p.digest,
        at=now,
    )

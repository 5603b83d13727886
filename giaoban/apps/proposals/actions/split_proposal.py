"""Undo a merge: one proposal speaks for itself again."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.states import SENT_ON
from ..enums import CARRIED_OVER, State, Step
from ..models import Proposal, Raising, Turn
from ..queries import readers_above
from .keep_clock import resume_turn
from .take_step import locked, note, owe_words, tell


@usecase("proposals.split_proposal")
def split_proposal(*, actor: Actor, proposal: Proposal, text: str, now: datetime) -> Proposal:
    """Take `proposal` out of the one it was merged into, with the reason: its raising goes with it, and it lies again
    with whoever had it before. Others that were merged stay.

    Locks both. Raises Invalid without a reason, Conflict when it is not merged or the joint one is answered.
    """
    authorize(actor, policies.handle, proposal, seen_by=policies.see)
    owe_words(text)
    joint_id = Proposal.objects.values_list("merged_into", flat=True).get(pk=proposal.pk)
    rows = {p.pk: p for p in locked({proposal.pk, joint_id or proposal.pk})}
    row = rows[proposal.pk]
    joint = rows.get(row.merged_into_id or 0)
    if joint is None:
        raise Conflict(_("This proposal is not part of another one any more. Reload the page."))
    if joint.state not in CARRIED_OVER:
        raise Conflict(_("The joint proposal is answered already; nothing can be taken out of it."))
    sent = row.steps.filter(step__in=SENT_ON).exists()
    row.state, row.merged_into = State.FORWARDED if sent else State.RAISED, None
    row.due = resume_turn(row, now)
    Raising.objects.filter(proposal=joint, first_proposal=row).update(proposal=row, settled=None)
    row.save(update_fields=["state", "merged_into", "due"])
    for each, said in ((joint, f"{row.headline}\n{text}"), (row, text)):
        _speak_for_own(each)
        note(each, Step.SPLIT, actor=actor, unit_id=joint.holder_id, now=now, text=said)
    record(actor=actor, code=events.SPLIT, subject=joint, unit_id=joint.holder_id, other=row.pk)
    tell([joint, row], now)
    return row


def _speak_for_own(row: Proposal) -> None:
    """Readers and first day of `row` by the raisings it has now: what came by a merge goes with it."""
    merged = Proposal.objects.filter(merged_into=row).values_list("seen_by", flat=True)
    own = Raising.objects.filter(first_proposal=row).values_list("unit_id", "at")
    above = [readers_above([unit_id], clock.local_day(at))[unit_id] for unit_id, at in own]
    addressed = Turn.objects.filter(proposal=row).exclude(unit=None).values_list("unit_id", flat=True)
    row.seen_by = sorted({row.holder_id, *addressed}.union(*merged, *above))
    row.raised_at = min(Raising.objects.filter(proposal=row).values_list("at", flat=True))
    row.save(update_fields=["seen_by", "raised_at"])

"""Merge proposals that ask the same; every raiser is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import CARRIED_OVER, State, Step
from ..models import Proposal, Raising
from .keep_clock import end_turns
from .take_step import locked, note, tell


@usecase("proposals.merge_proposals")
def merge_proposals(*, actor: Actor, into: Proposal, others: Sequence[Proposal], now: datetime) -> Proposal:
    """Move the raisings of `others` to `into`, which then speaks for all ("raised by 12 units").

    All are locked in id order. Raises Invalid for another holder, Conflict when one is answered or merged.
    """
    authorize(actor, policies.handle, into, seen_by=policies.see)
    rows = {p.pk: p for p in locked({into.pk, *(p.pk for p in others)})}
    kept = rows.pop(into.pk)
    if not rows:
        nothing_changed()
        return kept
    for other in rows.values():
        if other.holder_id != kept.holder_id:
            raise Invalid(_("Only proposals of the same holder can be merged."))
    for row in (kept, *rows.values()):
        if row.state not in CARRIED_OVER:
            raise Conflict(_("“%(text)s” is answered or merged already; leave it out."), text=row.headline)
    Raising.objects.filter(proposal__in=rows).update(proposal=kept)
    Proposal.objects.filter(pk__in=rows).update(state=State.MERGED, merged_into=kept)
    end_turns(rows, Step.MERGED, now)
    Proposal.objects.filter(merged_into__in=rows).update(merged_into=kept)
    kept.seen_by = sorted({*kept.seen_by, *(u for row in rows.values() for u in row.seen_by)})
    kept.raised_at = min(kept.raised_at, *(row.raised_at for row in rows.values()))
    kept.save(update_fields=["seen_by", "raised_at"])
    for row in rows.values():
        note(row, Step.MERGED, actor=actor, unit_id=kept.holder_id, now=now, text=kept.headline)
    others_say = "\n".join(row.headline for row in rows.values())
    note(kept, Step.MERGED, actor=actor, unit_id=kept.holder_id, now=now, text=others_say)
    record(actor=actor, code=events.MERGED, subject=kept, unit_id=kept.holder_id, others=sorted(rows))
    tell([kept, *rows.values()], now)
    return kept

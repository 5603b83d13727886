"""What every step of a proposal shares: the lock, the state, the history, the word to the room of asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.kit import events
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, Invalid

from ..domain.states import OWES_WORDS, after
from ..enums import State, Step
from ..events import ProposalsMoved
from ..models import Proposal, ProposalStep, Raising


def locked(ids: Collection[int]) -> list[Proposal]:
    """The proposals, locked in id order."""
    return list(Proposal.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update())


def step_to(proposal: Proposal, step: Step, text: str) -> State:
    """The state that `step` leads to. Raises Conflict (step not open), Invalid (words are owed)."""
    reached = after(step, proposal.state)
    if reached is None:
        raise Conflict(
            _("This proposal is “%(state)s”; that step is not open any more. Reload the page."),
            state=State(proposal.state).label,
        )
    if step in OWES_WORDS:
        owe_words(text)
    return State(reached)


def untouched(raising: Raising, step: Step, text: str = "") -> Proposal:
    """The proposal of `raising`, locked, in the state that `step` of its raiser leads to (not saved). Raises Conflict
    once it was forwarded, answered or merged, or others were merged into it; Invalid (words are owed).
    """
    (row,) = locked([raising.proposal_id])
    row.state = step_to(row, step, text)
    if Raising.objects.filter(proposal=row).exclude(pk=raising.pk).exists():
        raise Conflict(
            _("Others were merged into this proposal; it speaks for all of them now. Reload the page.")
        )
    return row


def owe_words(text: str) -> None:
    """Raises Invalid when nothing is written."""
    if not text.strip():
        raise Invalid(_("Write the answer or the reason."), problems=(("text", str(_("It is empty."))),))


def note(
    proposal: Proposal, step: Step, *, actor: Actor, unit_id: int | None, now: datetime, text: str = ""
) -> None:
    """Write the step into the history."""
    ProposalStep.objects.create(
        proposal=proposal,
        step=step,
        at=now,
        unit_id=unit_id,
        user_id=actor.user_id,
        text=text.strip(),
        to=proposal.addressee[:200] if step in (Step.FORWARDED, Step.PASSED_ON) else "",
    )


def tell(proposals: Iterable[Proposal], now: datetime) -> None:
    """Have the asks follow (they are a floor above), in the same transaction."""
    events.publish(ProposalsMoved(tuple(p.pk for p in proposals), now))

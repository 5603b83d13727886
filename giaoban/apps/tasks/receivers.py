"""What proposals tell: the asks of whoever answers, and of whoever confirms, follow at once."""

from __future__ import annotations

from giaoban.apps.proposals.events import ProposalsMoved
from giaoban.kit.events import receives

from .actions.follow_proposals import follow_proposals


@receives(ProposalsMoved)
def follow(event: ProposalsMoved) -> None:
    """In the transaction of the step."""
    follow_proposals(proposal_ids=event.proposal_ids, now=event.now)

"""Audit codes of proposals, and the event that higher rooms listen to."""

from dataclasses import dataclass
from datetime import datetime

RAISED = "proposals.raised"
CORRECTED = "proposals.corrected"
WITHDRAWN = "proposals.withdrawn"
MERGED = "proposals.merged"
SPLIT = "proposals.split"
FORWARDED = "proposals.forwarded"
ANSWERED = "proposals.answered"
CONFIRMED = "proposals.confirmed"
NOTED = "proposals.noted"
CONTESTED = "proposals.contested"


@dataclass(frozen=True, slots=True)
class ProposalsMoved:
    """The state, the addressee or the day of answer of these proposals changed at `now`."""

    proposal_ids: tuple[int, ...]
    now: datetime

"""Keep the asks of proposals true: the addressee answers, the raisers confirm."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from giaoban.apps.proposals.enums import State
from giaoban.apps.proposals.models import Proposal, Raising

from ..domain.asks import NewAsk
from ..enums import AskKind, AskState
from ..models import Ask
from .create_tasks import end_of
from .write_asks import close_asks, open_asks

SUBJECT = "proposals.Proposal"


def follow_proposals(*, proposal_ids: Collection[int], now: datetime) -> int:
    """Make the open asks of these proposals what their states say; returns how many were opened or closed.

    Idempotent; inside the use case that moved them.
    """
    rows = list(Proposal.objects.filter(pk__in=list(proposal_ids)).order_by("pk"))
    wanted = {(a.kind, a.subject_id, a.unit_id): a for a in _wanted(rows)}
    standing = set(
        Ask.objects.filter(
            state=AskState.OPEN, subject_type=SUBJECT, subject_id__in=[p.pk for p in rows]
        ).values_list("kind", "subject_id", "unit_id")
    )
    closed = 0
    for kind, proposal_id, unit_id in sorted(standing - set(wanted)):
        closed += close_asks(
            kind=kind, subject_type=SUBJECT, subject_ids=[proposal_id], unit_ids=[unit_id], now=now
        )
    opened = open_asks(asks=[a for key, a in wanted.items() if key not in standing], now=now)
    return opened + closed


def _wanted(rows: list[Proposal]) -> list[NewAsk]:
    answered = [p.pk for p in rows if p.state == State.ANSWERED]
    unsaid = Raising.objects.filter(proposal__in=answered, settled=None).values_list("proposal_id", "unit_id")
    by_id = {p.pk: p for p in rows}
    asks = [_ask(by_id[p], AskKind.CONFIRM_ANSWER, unit) for p, unit in set(unsaid)]
    for p in rows:
        if p.state == State.FORWARDED:
            asks.append(_ask(p, AskKind.ANSWER_PROPOSAL, p.addressee_unit_id or p.holder_id))
    return asks


def _ask(proposal: Proposal, kind: AskKind, unit_id: int) -> NewAsk:
    due = end_of(proposal.due) if proposal.due and kind is AskKind.ANSWER_PROPOSAL else None
    url = reverse("proposals:proposal", args=[proposal.pk])
    return NewAsk(kind, unit_id, proposal.headline, due, url, SUBJECT, proposal.pk)

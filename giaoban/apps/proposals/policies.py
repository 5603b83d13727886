"""Who may see, change, forward, merge, answer and confirm proposals."""

from __future__ import annotations

from giaoban.apps.accounts.enums import WORKING_POSTS, Post
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, Policy

from .models import Proposal, Raising

_SPECIALISTS = (Post.OFFICER, Post.LEADER)


def _may_answer(actor: Actor, proposal: Proposal) -> bool:
    """The addressee itself; for an outside body, the holder writes down the answer that came."""
    answering = proposal.addressee_unit_id or proposal.holder_id
    return actor.holds(answering, _SPECIALISTS)


def may_raise(actor: Actor) -> bool:
    """May the actor raise proposals for the unit whose hat is worn? (For buttons; the step asks again.)"""
    return actor.holds(actor.worn, WORKING_POSTS)


see: Policy[Proposal] = Policy(
    "proposals.see",
    may=lambda actor, row: not actor.unit_ids.isdisjoint(row.seen_by),
    rows=lambda actor, rows: rows.filter(seen_by__overlap=sorted(actor.unit_ids)),
)
raise_one: Policy[Unit] = Policy(
    "proposals.raise", may=lambda actor, unit: actor.holds(unit.pk, WORKING_POSTS)
)
read_own: Policy[Unit] = Policy("proposals.read_own", may=lambda actor, unit: actor.holds(unit.pk))
handle: Policy[Proposal] = Policy(
    "proposals.handle",
    may=lambda actor, row: actor.holds(row.holder_id, _SPECIALISTS),
    rows=lambda actor, rows: rows.filter(holder_id__in=actor.units_as(_SPECIALISTS)),
)
answer: Policy[Proposal] = Policy("proposals.answer", may=_may_answer)
see_raising: Policy[Raising] = Policy(
    "proposals.see_raising", may=lambda actor, row: see.may(actor, row.proposal)
)
change: Policy[Raising] = Policy(
    "proposals.change", may=lambda actor, row: actor.holds(row.unit_id, WORKING_POSTS)
)
confirm: Policy[Raising] = Policy(
    "proposals.confirm", may=lambda actor, row: actor.holds(row.unit_id, _SPECIALISTS)
)

"""Who may see asks."""

from __future__ import annotations

from django.db.models import Q

from giaoban.apps.accounts.enums import Post
from giaoban.kit.access import Actor, Policy

from .models import Ask


def _asked(actor: Actor) -> Q:
    """Asks of the actor's units: those for any post, and those for a post that the actor holds there."""
    found = Q(post="", unit_id__in=actor.unit_ids)
    for post in Post.values:
        if units := actor.units_as((post,)):
            found |= Q(post=post, unit_id__in=units)
    return found


see_ask: Policy[Ask] = Policy(
    "tasks.see_ask",
    may=lambda actor, ask: actor.holds(ask.unit_id, (ask.post,) if ask.post else ()),
    rows=lambda actor, rows: rows.filter(_asked(actor)),
)

"""Who may see and change reminders: each user their own."""

from __future__ import annotations

from giaoban.apps.accounts.models import User
from giaoban.kit.access import Actor, Policy

from .models import Channel, Sending

have_channels: Policy[User] = Policy(
    "notify.have_channels", may=lambda actor, user: actor.user_id is not None and actor.user_id == user.pk
)
own_channel: Policy[Channel] = Policy(
    "notify.own_channel",
    may=lambda actor, row: actor.user_id is not None and actor.user_id == row.user_id,
    rows=lambda actor, rows: rows.filter(user_id=actor.user_id or 0),
)
send: Policy[Sending] = Policy("notify.send", may=lambda actor, _row: False)


def is_signed_in(actor: Actor) -> bool:
    """Has a user behind it that could have reminders."""
    return actor.user_id is not None

"""Who may see and change the network."""

from __future__ import annotations

from typing import Any

from giaoban.kit.access import Actor, Policy


def _signed_in(actor: Actor, _thing: Any = None) -> bool:
    return actor.kind == "user"


see_network: Policy[Any] = Policy(
    "org.see_network", may=_signed_in, rows=lambda actor, rows: rows if _signed_in(actor) else rows.none()
)
load_network: Policy[Any] = Policy("org.load_network", may=lambda _actor, _plan: False)

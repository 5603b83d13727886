"""Who writes, publishes and withdraws news, and who keeps the public page."""

from __future__ import annotations

from giaoban.apps.documents.models import Document
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, Policy

from .enums import KEEPERS, PUBLISHERS, WRITERS
from .models import NewsItem


def may_write(actor: Actor) -> bool:
    """May the actor write for the unit whose hat is worn? (For buttons; the step asks again.)"""
    return actor.holds(actor.worn, WRITERS)


def may_keep(actor: Actor) -> bool:
    """May the actor keep the page of the unit whose hat is worn? (For buttons; the step asks again.)"""
    return actor.holds(actor.worn, KEEPERS)


see_item: Policy[NewsItem] = Policy(
    "portal.see_item",
    may=lambda actor, item: actor.holds(item.unit_id),
    rows=lambda actor, rows: rows.filter(page__unit_id__in=actor.unit_ids),
)
write_item: Policy[Unit] = Policy("portal.write_item", may=lambda actor, unit: actor.holds(unit.pk, WRITERS))
change_draft: Policy[NewsItem] = Policy(
    "portal.change_draft", may=lambda actor, item: actor.holds(item.unit_id, WRITERS)
)
publish_item: Policy[NewsItem] = Policy(
    "portal.publish_item", may=lambda actor, item: actor.holds(item.unit_id, PUBLISHERS)
)
keep_page: Policy[Unit] = Policy("portal.keep_page", may=lambda actor, unit: actor.holds(unit.pk, KEEPERS))
show_document: Policy[Document] = Policy(
    "portal.show_document", may=lambda actor, row: actor.holds(row.unit_id, PUBLISHERS)
)

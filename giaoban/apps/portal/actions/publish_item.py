"""Publish news, and withdraw it with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents.domain.template import open_places
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import ItemState
from ..models import NewsItem
from .renew_pages import renew_pages
from .write_item import locked


@usecase("portal.publish_item")
def publish_item(*, actor: Actor, item: NewsItem, now: datetime) -> NewsItem:
    """Everybody reads it from now on. Locks it. A second call changes nothing.

    Raises Conflict while the unit's page is closed or when it was withdrawn, Invalid without lead or body, or
    while something stands in brackets.
    """
    authorize(actor, policies.publish_item, item, seen_by=policies.see_item)
    row = locked(item)
    if row.state == ItemState.PUBLISHED:
        nothing_changed()
        return row
    if row.state == ItemState.WITHDRAWN:
        raise Conflict(_("This item was withdrawn; write a new one."))
    if not row.page.is_open:
        raise Conflict(
            _("The unit's public page is closed. Its leader opens it in the settings of the page.")
        )
    empty = tuple((name, _("It is empty.")) for name in ("lead", "body") if not getattr(row, name))
    if empty:
        raise Invalid(_("An item is published with its lead and its text."), problems=empty)
    if places := open_places(f"{row.title}\n{row.lead}\n{row.body}"):
        raise Invalid(
            _("Fill in what still stands in brackets: %(places)s. Words that belong there take round ones."),
            places="; ".join(places[:3]),
        )
    row.state, row.published_at = ItemState.PUBLISHED, now
    row.save(update_fields=["state", "published_at"])
    record(actor=actor, code=events.ITEM_PUBLISHED, subject=row, unit_id=row.unit_id)
    renew_pages(now)
    return row


@usecase("portal.withdraw_item")
def withdraw_item(*, actor: Actor, item: NewsItem, reason: str, now: datetime) -> NewsItem:
    """Nobody reads it any more; its address says that it was withdrawn, and why. Locks it.

    Raises Invalid without a reason, Conflict for a draft. A second call changes nothing.
    """
    authorize(actor, policies.publish_item, item, seen_by=policies.see_item)
    row, why = locked(item), " ".join(reason.split())
    if row.state == ItemState.WITHDRAWN:
        nothing_changed()
        return row
    if row.state == ItemState.DRAFT:
        raise Conflict(_("A draft is not public; discard it instead."))
    if not why:
        raise Invalid(
            _("Say why it is withdrawn."), problems=(("reason", _("Readers see it at the item's address.")),)
        )
    row.state, row.withdrawn_at, row.withdrawal_reason = ItemState.WITHDRAWN, now, why
    row.save(update_fields=["state", "withdrawn_at", "withdrawal_reason"])
    record(actor=actor, code=events.ITEM_WITHDRAWN, subject=row, unit_id=row.unit_id)
    renew_pages(now)
    return row

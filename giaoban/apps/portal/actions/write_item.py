"""Write news, change a draft, correct what is published, discard what never was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.writing import NewsText, changed, changed_under
from ..enums import ItemState
from ..models import FormerText, NewsItem
from ..queries.categories import category_codes
from .keep_page import page_for
from .renew_pages import renew_pages

LONGEST_TITLE, LONGEST_BODY = 300, 60_000


class ChangedMeanwhile(Conflict):
    """Another editor saved first; `fields` are the ones that are not what this editor's page was opened with."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(_("Somebody else saved this item while you had it open."))
        self.fields = fields


@usecase("portal.write_item")
def write_item(*, actor: Actor, unit: Unit, text: NewsText, now: datetime) -> NewsItem:
    """A new draft of the unit's. Raises Invalid."""
    authorize(actor, policies.write_item, unit)
    written = sound(text)
    row = NewsItem(page=page_for(unit), created_at=now, updated_at=now, created_by_id=actor.user_id)
    row.take(written)
    row.save()
    record(actor=actor, code=events.ITEM_WRITTEN, subject=row, unit_id=unit.pk)
    return row


@usecase("portal.change_item")
def change_item(
    *,
    actor: Actor,
    item: NewsItem,
    text: NewsText,
    opened_with: Mapping[str, str],
    note: str = "",
    now: datetime,
) -> NewsItem:
    """Write a draft anew, or correct what is published: `note` then says what was corrected, and what was said
    before is kept. Locks the item.

    `opened_with`: the marks of the text that the editor's page was opened with. Raises ChangedMeanwhile, Conflict
    (withdrawn), Invalid.
    """
    draft = item.state == ItemState.DRAFT
    authorize(
        actor, policies.change_draft if draft else policies.publish_item, item, seen_by=policies.see_item
    )
    row = locked(item)
    if row.state == ItemState.WITHDRAWN:
        raise Conflict(_("This item was withdrawn; write a new one."))
    if (row.state == ItemState.DRAFT) != draft:
        raise Conflict(_("This item was published meanwhile; correct it from its page."))
    if under := changed_under(opened_with, row.text):
        raise ChangedMeanwhile(under)
    before, written = row.text, sound(text)
    fields = changed(before, written)
    if not fields:
        nothing_changed()
        return row
    if not draft:
        _keep_former(actor, row, fields, note, now)
    row.take(written)
    row.updated_at = now
    row.save()
    code = events.ITEM_CHANGED if draft else events.ITEM_CORRECTED
    record(actor=actor, code=code, subject=row, unit_id=row.unit_id, fields=list(fields))
    if not draft:
        renew_pages(now)
    return row


@usecase("portal.discard_item")
def discard_item(*, actor: Actor, item: NewsItem) -> None:
    """Take away a draft that was never published. Locks it. Raises Conflict for anything else."""
    authorize(actor, policies.change_draft, item, seen_by=policies.see_item)
    row = NewsItem.objects.select_for_update(of=("self",)).select_related("page").filter(pk=item.pk).first()
    if row is None:
        nothing_changed()
        return
    if row.state != ItemState.DRAFT:
        raise Conflict(_("This item was published; withdraw it with a reason instead."))
    record(actor=actor, code=events.ITEM_DISCARDED, subject=row, unit_id=row.unit_id)
    row.delete()


def locked(item: NewsItem) -> NewsItem:
    """The row as it is now, held until the transaction ends."""
    return NewsItem.objects.select_for_update(of=("self",)).select_related("page__unit").get(pk=item.pk)


def sound(text: NewsText) -> NewsText:
    """As it is kept. Raises Invalid: no title, too long, an unknown category."""
    found, problems = text.tidied(), []
    if not found.title:
        problems.append(("title", _("It is empty.")))
    if len(found.title) > LONGEST_TITLE:
        problems.append(("title", _("At most 300 letters.")))
    if len(found.body) > LONGEST_BODY:
        problems.append(("body", _("At most 60,000 letters; make two items of it.")))
    if found.category not in category_codes():
        problems.append(("category", _("Choose one of the categories.")))
    if problems:
        raise Invalid(_("The item cannot be kept like this."), problems=tuple(problems))
    return found


def _keep_former(actor: Actor, row: NewsItem, fields: tuple[str, ...], note: str, now: datetime) -> None:
    """What everybody could read until now. A change of `shared` alone changes no word."""
    if fields == ("shared",):
        return
    said = " ".join(note.split())[:300]
    if not said:
        problem = ("note", _("Readers see it beside the item."))
        raise Invalid(_("Say what was corrected."), problems=(problem,))
    FormerText.objects.create(
        item=row, title=row.title, lead=row.lead, body=row.body, category=row.category, source=row.source,
        note=said, until=now, user_id=actor.user_id,
    )  # fmt: skip
    row.corrected_at = now

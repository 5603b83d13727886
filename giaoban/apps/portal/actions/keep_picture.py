"""Pictures of news: kept without EXIF data, shown no larger than a page needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import Upload, store_file, store_made
from giaoban.apps.files.enums import PICTURES, MediaType
from giaoban.apps.files.formats.pictures import preview_of, size_of
from giaoban.apps.files.models import StoredFile
from giaoban.apps.files.queries import read_bytes
from giaoban.kit.access import Actor, Policy, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.text import tidy_line
from ..enums import ItemState
from ..models import NewsItem, Picture
from .renew_pages import renew_pages
from .write_item import locked

MOST_PICTURES = 20
SHOWN, SMALL = 1280, 480
"""The longer side of what an item's page and a list show, in points."""


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture to be added: what can be seen (for whoever cannot), and the line under it."""

    upload: Upload
    file_name: str
    alt: str
    caption: str = ""


@usecase("portal.add_picture")
def add_picture(*, actor: Actor, item: NewsItem, picture: NewPicture, now: datetime) -> Picture:
    """Put a picture at the end of an item's. The same again changes its words only. Locks the item.

    Raises FileRefused; Invalid without a description or for too many; Conflict for a withdrawn item.
    """
    authorize(actor, _right(item), item, seen_by=policies.see_item)
    row, alt = _open(item), _described(picture.alt)
    kept = store_file(
        actor=actor,
        upload=picture.upload,
        name=picture.file_name,
        unit=row.page.unit,
        now=now,
        allowed=PICTURES,
    )
    found = Picture.objects.filter(item=row, file=kept).first()
    count = Picture.objects.filter(item=row).count()
    if found is None and count >= MOST_PICTURES:
        raise Invalid(_("At most %(n)s pictures go with one item."), n=MOST_PICTURES)
    if found is None:
        found = Picture(item=row, file=kept, position=count + 1)
        content = read_bytes(kept)
        found.shown, found.small = (_made(actor, kept, content, most, now) for most in (SHOWN, SMALL))
        found.width, found.height = size_of(read_bytes(found.shown))
    found.alt, found.caption = alt, tidy_line(picture.caption)[:300]
    found.save()
    record(
        actor=actor, code=events.PICTURE_ADDED, subject=row, unit_id=row.unit_id, picture=found.pk,
        sha256=kept.sha256,
    )  # fmt: skip
    _renew(row, now)
    return found


@usecase("portal.change_picture")
def change_picture(*, actor: Actor, picture: Picture, alt: str, caption: str, now: datetime) -> Picture:
    """Write its description and caption anew. Raises Invalid without a description, Conflict (withdrawn)."""
    authorize(actor, _right(picture.item), picture.item, seen_by=policies.see_item)
    row, words = _open(picture.item), (_described(alt), tidy_line(caption)[:300])
    found = Picture.objects.select_for_update(of=("self",)).get(pk=picture.pk)
    if (found.alt, found.caption) == words:
        nothing_changed()
        return found
    found.alt, found.caption = words
    found.save(update_fields=["alt", "caption"])
    record(actor=actor, code=events.PICTURE_CHANGED, subject=row, unit_id=row.unit_id, picture=found.pk)
    _renew(row, now)
    return found


@usecase("portal.remove_picture")
def remove_picture(*, actor: Actor, picture: Picture, now: datetime) -> None:
    """Take it out of its item; the stored file stays. A second call changes nothing."""
    authorize(actor, _right(picture.item), picture.item, seen_by=policies.see_item)
    row = _open(picture.item)
    gone, _rows = Picture.objects.filter(pk=picture.pk).delete()
    if not gone:
        nothing_changed()
        return
    record(actor=actor, code=events.PICTURE_REMOVED, subject=row, unit_id=row.unit_id, picture=picture.pk)
    _renew(row, now)


def _right(item: NewsItem) -> Policy[NewsItem]:
    return policies.change_draft if item.state == ItemState.DRAFT else policies.publish_item


def _open(item: NewsItem) -> NewsItem:
    row = locked(item)
    if row.state == ItemState.WITHDRAWN:
        raise Conflict(_("This item was withdrawn; write a new one."))
    if (row.state == ItemState.DRAFT) != (item.state == ItemState.DRAFT):
        raise Conflict(_("This item was published meanwhile; correct it from its page."))
    return row


def _described(alt: str) -> str:
    words = tidy_line(alt)[:300]
    if not words:
        problem = ("alt", _("Whoever cannot see the picture hears it."))
        raise Invalid(_("Say what can be seen in the picture."), problems=(problem,))
    return words


def _made(actor: Actor, kept: StoredFile, content: bytes, most: int, now: datetime) -> StoredFile:
    name = f"{kept.sha256[:16]}-{most}.jpg"
    made = preview_of(content, most)
    return store_made(
        actor=actor, content=made, media_type=MediaType.JPEG, name=name, unit=kept.unit, now=now
    )


def _renew(row: NewsItem, now: datetime) -> None:
    if row.state == ItemState.PUBLISHED:
        renew_pages(now)

"""What programs read: Atom, the map of addresses, what robots may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.kit import clock
from giaoban.kit.errors import NotFound

from ...models import NewsItem
from ...queries import reading
from .answering import Shown, for_everybody
from .frame import place, public_address
from .reading import item_address

FEED_ITEMS, MAP_PART = 30, 5000
"""Items of a feed; addresses of one part of the map (items by their numbers)."""
ATOM, XML, TEXT = (
    "application/atom+xml; charset=utf-8",
    "application/xml; charset=utf-8",
    "text/plain; charset=utf-8",
)


@for_everybody
def feed(request: HttpRequest, code: str = "") -> Shown:
    """The newest items as Atom: title, lead, address."""
    page = reading.open_page(code) if code else None
    rows = list(reading.news(page, clock.local_day(clock.now()))[:FEED_ITEMS])
    context = {
        "name": page.name if page else _("News of the network"), "rows": _addressed(rows),
        "self": public_address(request.path), "home": public_address(place(page, "front")),
        "updated": max(filter(None, map(_last, rows)), default=reading.stamp().moved_at),
    }  # fmt: skip
    return Shown("portal/atom.xml", context, page, content_type=ATOM)


@for_everybody
def site_map(request: HttpRequest) -> Shown:
    """The parts of the map of addresses."""
    parts = range(1, reading.last_pk() // MAP_PART + 2)
    addresses = [public_address(reverse("portal:site_map_part", args=[n])) for n in parts]
    return Shown("portal/sitemap_index.xml", {"addresses": addresses}, content_type=XML)


@for_everybody
def site_map_part(request: HttpRequest, part: int) -> Shown:
    """Addresses of items by their numbers; the first part names the fronts too."""
    if not 1 <= part <= reading.last_pk() // MAP_PART + 1:
        raise NotFound()
    rows = reading.published().filter(pk__gt=(part - 1) * MAP_PART, pk__lte=part * MAP_PART).order_by("pk")
    fronts = [place(None, "front"), *(place(p, "front") for p in reading.open_pages())] if part == 1 else []
    context = {"fronts": [public_address(path) for path in fronts], "rows": _addressed(rows)}
    return Shown("portal/sitemap.xml", context, content_type=XML)


@for_everybody
def robots(request: HttpRequest) -> Shown:
    """News may be found; the rest is work."""
    context = {"map": public_address(reverse("portal:site_map")), "search": reverse("portal:search")}
    return Shown("portal/robots.txt", context, content_type=TEXT)


def _last(row: NewsItem) -> datetime | None:
    return row.corrected_at or row.published_at


def _addressed(rows: Iterable[NewsItem]) -> list[dict[str, Any]]:
    return [{"item": row, "address": public_address(item_address(row))} for row in rows]

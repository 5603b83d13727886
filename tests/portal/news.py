"""Makers for tests of the public page."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import caches
from PIL import Image

from giaoban.apps.accounts.enums import Post
from giaoban.apps.portal.actions.keep_page import PageFacts, keep_page
from giaoban.apps.portal.actions.publish_item import publish_item
from giaoban.apps.portal.actions.write_item import write_item
from giaoban.apps.portal.domain.writing import NewsText
from giaoban.apps.portal.models import NewsItem, PublicPage
from tests.network import SmallNetwork

NOW = datetime(2021, 7, 14, 2, tzinfo=UTC)  # 09:00 of 14 July 2021, local
BODY = "Đoạn một của bản tin.\n\n## Kết quả\n\n- Việc một\n- Việc hai\n\n> Lời phát biểu"


def forget_pages() -> None:
    """What this process keeps of public pages."""
    caches["pages"].clear()


def opened(net: SmallNetwork, unit: str = "front-p1", **facts: Any) -> PublicPage:
    """The unit's page, open."""
    given = {
        "name": f"Trang của {net.units[unit].name}",
        "editor": "Chánh Văn phòng",
        "is_open": True,
    } | facts
    leader = net.actor(unit, Post.LEADER)
    return keep_page(actor=leader, unit=net.units[unit], facts=PageFacts(**given), now=NOW)


def draft(
    net: SmallNetwork, unit: str = "front-p1", title: str = "Hội nghị ở Đà Nẵng", **text: Any
) -> NewsItem:
    """A draft of the unit's."""
    given = {"lead": "Mở đầu bản tin.", "body": BODY, "category": "hoi-nghi"} | text
    return write_item(
        actor=net.actor(unit),
        unit=net.units[unit],
        text=NewsText(title, **given),
        now=NOW - timedelta(hours=1),
    )


def published(
    net: SmallNetwork,
    unit: str = "front-p1",
    title: str = "Hội nghị ở Đà Nẵng",
    at: datetime = NOW,
    **text: Any,
) -> NewsItem:
    """A published item of the unit's; its page is open."""
    row = draft(net, unit, title, **text)
    return publish_item(actor=net.actor(unit, Post.LEADER), item=row, now=at)


def photo(colour: str = "green", size: tuple[int, int] = (1600, 900)) -> bytes:
    """A JPEG that says where and with what it was taken."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Hãng máy ảnh"
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return out.getvalue()

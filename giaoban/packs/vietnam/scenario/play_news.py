"""The public pages: three units open theirs; the two conferences are told, one from Lâm Đồng's site as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.models import Conference
from giaoban.apps.documents.domain.template import open_places
from giaoban.apps.portal.actions.draft_from_conference import draft_from_conference
from giaoban.apps.portal.actions.keep_page import PageFacts, keep_page
from giaoban.apps.portal.actions.publish_item import publish_item
from giaoban.apps.portal.actions.write_item import change_item
from giaoban.apps.portal.domain.writing import marks_of
from giaoban.apps.portal.enums import ItemState
from giaoban.apps.portal.models import NewsItem, PublicPage

from .stage import HANOI_TIME, Clock, Stage, script_of

Row = Mapping[str, Any]


def script() -> Mapping[str, Any]:
    """The act as data."""
    return script_of("news")


def played() -> bool:
    """Are all pages open and all items published?"""
    codes = [row["unit"] for row in script()["pages"]]
    pages = PublicPage.objects.filter(unit__code__in=codes, is_open=True).count() == len(codes)
    return pages and all(_item(row, ItemState.PUBLISHED) for row in script()["items"])


def play(stage: Stage) -> None:
    """A second time nothing is written twice."""
    clock = Clock(_moment(script()["opened"]))
    for row in script()["pages"]:
        facts = PageFacts(row["name"], row["editor"], is_open=True, **script()["facts"])
        stage.people([row["unit"]], [Post.OFFICER, Post.LEADER], clock())
        unit = stage.units[row["unit"]]
        keep_page(actor=stage.actor(unit.code, Post.LEADER), unit=unit, facts=facts, now=clock())
    for row in script()["items"]:
        _publish(stage, row)


def _publish(stage: Stage, row: Row) -> None:
    """The officer lets the conference draft it and takes out what stands in brackets; the leader publishes."""
    if _item(row, ItemState.PUBLISHED):
        return
    clock, officer, unit = (
        Clock(_moment(row["published"])),
        stage.actor(row["unit"]),
        stage.units[row["unit"]],
    )
    found = Conference.objects.get(title=row["conference"])
    item = _item(row, ItemState.DRAFT) or draft_from_conference(
        actor=officer, conference=found, unit=unit, now=clock()
    )
    body = "\n\n".join(part for part in item.body.split("\n\n") if not open_places(part))
    text = replace(item.text, body=body, shared=row["shared"])
    change_item(actor=officer, item=item, text=text, opened_with=marks_of(item.text), now=clock())
    publish_item(actor=stage.actor(unit.code, Post.LEADER), item=item, now=clock())


def _item(row: Row, state: ItemState) -> NewsItem | None:
    rows = NewsItem.objects.filter(
        page__unit__code=row["unit"], conference__title=row["conference"], state=state
    )
    return rows.select_related("page").first()


def _moment(written: Any) -> datetime:
    return datetime.fromisoformat(str(written)).replace(tzinfo=HANOI_TIME)

"""News from the first word to the withdrawal: posts, two editors at once, corrections, pictures."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.files.formats.sniffing import FileRefused
from giaoban.apps.files.queries import read_bytes
from giaoban.apps.portal.actions.keep_picture import NewPicture, add_picture, change_picture, remove_picture
from giaoban.apps.portal.actions.publish_item import publish_item, withdraw_item
from giaoban.apps.portal.actions.write_item import ChangedMeanwhile, change_item, discard_item
from giaoban.apps.portal.domain.writing import marks_of
from giaoban.apps.portal.enums import ItemState
from giaoban.apps.portal.models import FormerText, NewsItem, Picture
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.network import SmallNetwork

from .news import NOW, draft, opened, photo, published


def rewritten(
    net: SmallNetwork, item: NewsItem, post: Post = Post.LEADER, note: str = "", **to: Any
) -> NewsItem:
    return change_item(
        actor=net.actor("front-p1", post), item=item, text=replace(item.text, **to), opened_with=marks_of(item.text),
        note=note, now=NOW,
    )  # fmt: skip


def test_an_officer_writes_and_the_leader_or_the_clerk_publishes(net: SmallNetwork) -> None:
    opened(net)
    item = draft(net)
    with pytest.raises(Forbidden):
        publish_item(actor=net.actor("front-p1"), item=item, now=NOW)
    with pytest.raises(NotFound):
        publish_item(actor=net.actor("front-p2", Post.LEADER), item=item, now=NOW)
    assert publish_item(actor=net.actor("front-p1", Post.CLERK), item=item, now=NOW).published_at == NOW
    with pytest.raises(Forbidden):  # what is public, the officer does not touch any more
        rewritten(
            net, NewsItem.objects.select_related("page").get(pk=item.pk), Post.OFFICER, "x", lead="Khác"
        )
    publish_item(actor=net.actor("front-p1", Post.LEADER), item=item, now=NOW)
    codes = list(AuditLine.objects.filter(code__startswith="portal.item").values_list("code", flat=True))
    assert codes == ["portal.item_written", "portal.item_published"]


def test_nothing_is_published_on_a_closed_page_or_half_written(net: SmallNetwork) -> None:
    item, leader = draft(net), net.actor("front-p1", Post.LEADER)
    with pytest.raises(Conflict, match="closed"):
        publish_item(actor=leader, item=item, now=NOW)
    opened(net)
    for text, words in (
        ({"lead": ""}, "lead and its text"),
        ({"body": "Có [số đại biểu] đại biểu"}, "số đại biểu"),
    ):
        with pytest.raises(Invalid, match=words):
            publish_item(actor=leader, item=draft(net, **text), now=NOW)
    with pytest.raises(Invalid, match="an editor"):
        opened(net, "front-p2", editor="")


@pytest.mark.parametrize(
    ("text", "place"),
    [({"title": "  "}, "title"), ({"category": "khac"}, "category"), ({"body": "x" * 60_001}, "body")],
)
def test_what_cannot_be_kept_is_named(net: SmallNetwork, text: dict[str, str], place: str) -> None:
    with pytest.raises(Invalid) as told:
        draft(net, **text)
    assert [p for p, _sentence in told.value.problems] == [place]


def test_of_two_editors_the_second_is_told_what_changed(net: SmallNetwork) -> None:
    item = draft(net)
    rewritten(net, item, Post.OFFICER, lead="Một", source="Nguồn")
    with pytest.raises(ChangedMeanwhile) as told:
        rewritten(net, item, Post.CLERK, body="Hai")
    assert told.value.fields == ("lead", "source")
    item.refresh_from_db()
    assert (item.lead, "Hai" in item.body) == ("Một", False)
    assert rewritten(net, item, Post.CLERK, body="Hai").body == "Hai"


def test_a_correction_keeps_what_was_said_and_says_what_it_was(net: SmallNetwork) -> None:
    opened(net)
    item = published(net)
    with pytest.raises(Invalid) as told:
        rewritten(net, item, lead="Khác")
    assert [p for p, _s in told.value.problems] == ["note"]
    rewritten(net, item, shared=True)  # no word of it changed
    assert not FormerText.objects.exists()
    item.refresh_from_db()
    rewritten(net, item, note="Sửa mở đầu", title="Tên khác", lead="Khác")
    former = FormerText.objects.get()
    assert (former.title, former.lead, former.note) == ("Hội nghị ở Đà Nẵng", "Mở đầu bản tin.", "Sửa mở đầu")
    item.refresh_from_db()
    assert (item.slug, item.corrected_at) == ("ten-khac", NOW)


def test_withdrawn_with_a_reason_and_never_back(net: SmallNetwork) -> None:
    opened(net)
    item, clerk = published(net), net.actor("front-p1", Post.CLERK)
    with pytest.raises(Invalid):
        withdraw_item(actor=clerk, item=item, reason=" ", now=NOW)
    withdraw_item(actor=clerk, item=item, reason="Sai", now=NOW)
    withdraw_item(actor=clerk, item=item, reason="Lần hai", now=NOW)
    gone = NewsItem.objects.select_related("page").get()
    assert (gone.state, gone.withdrawal_reason) == (ItemState.WITHDRAWN, "Sai")
    for step in (
        lambda: publish_item(actor=clerk, item=gone, now=NOW),
        lambda: rewritten(net, gone, note="x", lead="y"),
        lambda: discard_item(actor=clerk, item=gone),
    ):
        with pytest.raises(Conflict):
            step()
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsItem.objects.update(withdrawal_reason="")


def test_a_draft_is_discarded_a_published_item_is_not(net: SmallNetwork) -> None:
    opened(net)
    item, officer = draft(net), net.actor("front-p1")
    discard_item(actor=officer, item=item)
    discard_item(actor=officer, item=item)
    assert not NewsItem.objects.exists()
    with pytest.raises(Conflict):
        discard_item(actor=officer, item=published(net))


def test_pictures_lose_where_they_were_taken_and_are_described(net: SmallNetwork) -> None:
    opened(net)
    item, leader = published(net), net.actor("front-p1", Post.LEADER)
    with pytest.raises(Invalid):
        add_picture(actor=leader, item=item, picture=NewPicture(photo(), "a.jpg", " "), now=NOW)
    with pytest.raises(FileRefused):
        add_picture(actor=leader, item=item, picture=NewPicture(b"%PDF-1.4", "a.jpg", "x"), now=NOW)
    new = NewPicture(photo(), "IMG_1.jpg", "Hội trường", "Toàn cảnh")
    row = add_picture(actor=leader, item=item, picture=new, now=NOW)
    assert add_picture(actor=leader, item=item, picture=new, now=NOW).pk == row.pk
    for file, longest in ((row.file, 1600), (row.shown, 1280), (row.small, 480)):
        with Image.open(io.BytesIO(read_bytes(file))) as kept:
            assert (max(kept.size), dict(kept.getexif())) == (longest, {})
    page = Client().get(f"/tin/{item.pk}/{item.slug}/").content.decode()
    assert 'alt="Hội trường" width="1280" height="720"' in page
    assert "Toàn cảnh" in page
    assert f'og:image" content="http://127.0.0.1:8000/tin/hinh/{row.pk}/vua.jpg"' in page
    shown = Client().get(f"/tin/hinh/{row.pk}/nho.jpg")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert not shown.cookies
    assert Client().get(f"/tin/hinh/{row.pk}/to.jpg").status_code == 404
    change_picture(actor=leader, picture=row, alt="Khác", caption="", now=NOW)
    assert 'alt="Khác"' in Client().get(f"/tin/{item.pk}/{item.slug}/").content.decode()
    remove_picture(actor=leader, picture=row, now=NOW)
    assert not Picture.objects.exists()
    assert Client().get(f"/tin/hinh/{row.pk}/nho.jpg").status_code == 404


def test_a_picture_of_a_draft_is_nobody_elses(net: SmallNetwork) -> None:
    opened(net)
    item = draft(net)
    row = add_picture(
        actor=net.actor("front-p1"), item=item, picture=NewPicture(photo(), "a.jpg", "x"), now=NOW
    )
    assert Client().get(f"/tin/hinh/{row.pk}/vua.jpg").status_code == 404

"""The editors' desk: from the settings of the page to the correction, as a browser does it."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from giaoban.apps.accounts.enums import Post
from giaoban.apps.portal.domain.writing import marks_of
from giaoban.apps.portal.models import NewsItem, Picture, PublicPage
from tests.network import SmallNetwork

from .news import draft, opened, photo, published

TEXT = {"title": "Tin mới", "lead": "Mở đầu", "body": "Thân", "category": "hoat-dong", "source": ""}


def browser(net: SmallNetwork, post: Post = Post.OFFICER, unit: str = "front-p1") -> Client:
    client = Client()
    client.force_login(net.user(unit, post), backend="giaoban.config.sessions.Backend")
    return client


def marked(item: NewsItem) -> str:
    return json.dumps(marks_of(item.text))


def test_from_an_empty_desk_to_a_public_item(net: SmallNetwork) -> None:
    officer, leader = browser(net), browser(net, Post.LEADER)
    assert "closed" in officer.get("/dang-tin/").content.decode()
    assert officer.get("/dang-tin/trang/").status_code == 403
    facts = {"name": "Trang Mặt trận", "editor": "", "is_open": "on", "from_above": "on"}
    refused = leader.post("/dang-tin/trang/", facts)
    assert refused.status_code == 422
    assert "Name the post" in refused.content.decode()
    assert leader.post("/dang-tin/trang/", facts | {"editor": "Chánh Văn phòng"}).status_code == 302
    assert PublicPage.objects.get().is_open
    assert officer.post("/dang-tin/moi/", TEXT | {"title": ""}).status_code == 422
    assert officer.post("/dang-tin/moi/", TEXT).status_code == 302
    item = NewsItem.objects.get()
    there = f"/dang-tin/{item.pk}/"
    shown = officer.get(there).content.decode()
    assert "Mở đầu" in shown
    assert f"{there}dang/" not in shown
    assert officer.get(f"{there}dang/").status_code == 403
    assert leader.post(f"{there}dang/").status_code == 302
    assert Client().get(f"/tin/{item.pk}/tin-moi/").status_code == 200
    assert "Tin mới" in officer.get("/dang-tin/?q=tin+moi&state=published").content.decode()


def test_the_second_editor_sees_both_versions_and_can_keep_the_own(net: SmallNetwork) -> None:
    item = draft(net)
    there, first = f"/dang-tin/{item.pk}/sua/", marked(item)
    mine = TEXT | {"lead": "Của tôi", "opened_with": first}
    assert (
        browser(net).post(there, TEXT | {"lead": "Của người khác", "opened_with": first}).status_code == 302
    )
    clerk = browser(net, Post.CLERK)
    both = clerk.post(there, mine)
    page = both.content.decode()
    assert both.status_code == 409
    for words in ("Của tôi", "Của người khác", "Saved meanwhile", "Lead"):
        assert words in page
    item.refresh_from_db()
    assert item.lead == "Của người khác"
    again = both.context["form"]["opened_with"].value()
    assert clerk.post(there, mine | {"opened_with": again}).status_code == 302
    item.refresh_from_db()
    assert item.lead == "Của tôi"
    for nonsense in ("", "x", "[1]", "{}"):
        assert clerk.post(there, mine | {"lead": "Khác", "opened_with": nonsense}).status_code == 409


def test_a_published_item_is_corrected_with_a_note_and_withdrawn_with_a_reason(net: SmallNetwork) -> None:
    opened(net)
    item, leader = published(net), browser(net, Post.LEADER)
    there, text = f"/dang-tin/{item.pk}/", TEXT | {"opened_with": marked(item)}
    assert "Readers see it" in leader.post(f"{there}sua/", text).content.decode()
    assert leader.post(f"{there}sua/", text | {"note": "Sửa tên"}).status_code == 302
    assert "Sửa tên" in leader.get(there).content.decode()
    assert browser(net).get(f"{there}sua/").status_code == 403
    assert leader.post(f"{there}rut/", {"reason": ""}).status_code == 422
    assert leader.post(f"{there}rut/", {"reason": "Sai"}).status_code == 302
    assert Client().get(f"/tin/{item.pk}/tin-moi/").status_code == 410
    assert f"{there}sua/" not in leader.get(there).content.decode()


def test_pictures_and_discarding(net: SmallNetwork) -> None:
    item, officer = draft(net), browser(net)
    there = f"/dang-tin/{item.pk}/"

    def send(content: bytes, **words: Any) -> int:
        file = SimpleUploadedFile("a.jpg", content)
        return officer.post(f"{there}hinh/", {"file": file, "alt": "Hội trường", **words}).status_code

    assert send(b"<html>") == 422
    assert send(photo(), alt="") == 422
    assert send(photo()) == 302
    picture = Picture.objects.get()
    assert officer.get(f"/dang-tin/hinh/{picture.pk}/")["Location"].startswith("/tep/")
    assert officer.post(f"/dang-tin/hinh/{picture.pk}/sua/", {"alt": "Khác"}).status_code == 302
    assert officer.post(f"/dang-tin/hinh/{picture.pk}/bo/").status_code == 302
    assert officer.post(f"{there}bo/").status_code == 302
    assert not NewsItem.objects.exists()


def test_another_unit_finds_nothing(net: SmallNetwork) -> None:
    item, other = draft(net), browser(net, Post.LEADER, "front-p2")
    for path in ("", "sua/", "dang/", "rut/", "bo/", "hinh/"):
        assert other.get(f"/dang-tin/{item.pk}/{path}").status_code == 404, path
    assert "Hội nghị ở Đà Nẵng" not in other.get("/dang-tin/").content.decode()

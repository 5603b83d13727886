"""Pages for everybody: what they show, what they never show, and how they are answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from giaoban.apps.accounts.enums import Post
from giaoban.apps.portal.actions.publish_item import withdraw_item
from giaoban.apps.portal.actions.write_item import change_item
from giaoban.apps.portal.domain.writing import NewsText, marks_of
from giaoban.apps.tasks.models import PublicSchedule
from tests.network import SmallNetwork

from .news import NOW, draft, opened, published

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def address(item: Any) -> str:
    return f"/tin/{item.pk}/{item.slug}/"


def test_an_item_is_read_by_everybody_with_its_structure(net: SmallNetwork) -> None:
    opened(net, licence="Số 1/GP-STTTT", contact="Số 2 đường A\nĐiện thoại 0", attribution="Ghi rõ nguồn")
    item = published(net, source="Văn phòng")
    page = Client().get(address(item)).content.decode()
    assert item.slug == "hoi-nghi-o-da-nang"
    for words in ("<h2>Kết quả</h2>", "<li>Việc một</li><li>Việc hai</li>", "<blockquote><p>Lời phát biểu</p>",
                  "Source: Văn phòng", "Số 1/GP-STTTT", "Số 2 đường A<br>", "Ghi rõ nguồn",
                  "Chánh Văn phòng"):  # fmt: skip
        assert words in page
    assert '<meta property="og:title" content="Hội nghị ở Đà Nẵng">' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{address(item)}">' in page
    assert f"{address(item)}in/" in page


def test_what_people_type_is_never_a_page(net: SmallNetwork) -> None:
    opened(net)
    item = published(net, title="<b>Tin</b>", lead="<script>x()</script>", body="## <i>a</i>\n\n<img src=x>")
    page = Client().get(address(item)).content.decode()
    assert "<script>x" not in page
    assert "<img src=x" not in page
    assert "&lt;b&gt;Tin&lt;/b&gt;" in page


def test_a_draft_a_closed_page_and_a_withdrawn_item(net: SmallNetwork) -> None:
    opened(net)
    item = published(net)
    assert Client().get(address(draft(net, title="Bản nháp"))).status_code == 404
    withdraw_item(actor=net.actor("front-p1", Post.CLERK), item=item, reason="Số liệu sai", now=NOW)
    gone = Client().get(address(item))
    assert (gone.status_code, gone["Cache-Control"]) == (410, "no-store")
    assert "Số liệu sai" in gone.content.decode()
    assert "Hội nghị ở Đà Nẵng" not in Client().get("/trang/front-p1/").content.decode()
    opened(net, is_open=False)
    assert Client().get(address(item)).status_code == 404
    assert Client().get("/trang/front-p1/").status_code == 404
    assert Client().get("/trang/front-p2/").status_code == 404


def test_a_withdrawn_item_is_gone_at_once_although_answers_are_kept(net: SmallNetwork) -> None:
    opened(net)
    item = published(net)
    assert Client().get(address(item)).status_code == 200
    withdraw_item(actor=net.actor("front-p1", Post.LEADER), item=item, reason="Rút", now=NOW)
    assert Client().get(address(item)).status_code == 410


def test_no_cookie_leaves_and_no_session_is_made(net: SmallNetwork) -> None:
    """Also for whoever is signed in, and whoever brings a language or a theme: the same bytes for everybody."""
    opened(net)
    item = published(net)
    PublicSchedule.objects.create(unit=net.units["front-p1"], opened_at=NOW)
    signed_in = Client()
    signed_in.force_login(net.user("front-p1"), backend="giaoban.config.sessions.Backend")
    before = Session.objects.count()
    signed_in.cookies["django_language"] = "en"
    stranger = Client()
    for path in ("/tin/", address(item), f"{address(item)}in/", "/trang/front-p1/", "/tin/tim/?q=hoi", "/tin/khong/",
                 "/tin/atom.xml", "/robots.txt", "/sitemap.xml", "/tin/muc/hoi-nghi/", "/trang/front-p1/van-ban/",
                 "/lich-tuan/front-p1/", "/favicon.ico"):  # fmt: skip
        one, other = stranger.get(path), signed_in.get(path)
        assert not one.cookies, path
        assert not other.cookies, path
        assert "cookie" not in one.get("Vary", "").lower(), path
        assert one.content == other.content, path
    assert Session.objects.count() == before


def test_the_language_stands_in_the_address_alone(net: SmallNetwork) -> None:
    opened(net)
    there = Client().get("/trang/front-p1/?lang=vi", headers={"Accept-Language": "en"})
    assert there["Content-Language"] == "vi"
    assert '<html lang="vi">' in there.content.decode()
    plain = Client().get("/trang/front-p1/", headers={"Accept-Language": "vi"})
    assert plain["Content-Language"] == "en"  # the language of this installation, in tests
    assert 'href="/trang/front-p1/muc/hoi-nghi/?lang=vi"' in there.content.decode()


def test_answers_are_kept_and_asked_again_by_tag(net: SmallNetwork, django_assert_num_queries: Any) -> None:
    opened(net)
    item = published(net)
    first = Client().get(address(item))
    assert first["Cache-Control"] == "public, max-age=60"
    assert first["Last-Modified"]
    with django_assert_num_queries(2):  # is it still good? – and one visit more
        again = Client().get(address(item), headers={"Accept-Encoding": "gzip"})
    assert again["Content-Encoding"] == "gzip"
    assert again["ETag"] == first["ETag"]
    same = Client().get(address(item), headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    change_item(
        actor=net.actor("front-p1", Post.LEADER), item=item, text=NewsText("Tên mới", "L", "B", "hoi-nghi"),
        opened_with=marks_of(item.text), note="Sửa tên", now=NOW,
    )  # fmt: skip
    moved = Client().get(address(item), headers={"If-None-Match": first["ETag"]})
    assert (moved.status_code, moved["Location"]) == (302, f"/tin/{item.pk}/ten-moi/")


def test_a_correction_is_seen_with_what_was_said_before(net: SmallNetwork) -> None:
    opened(net)
    item = published(net, body="Có 726 cửa hàng.")
    leader = net.actor("front-p1", Post.LEADER)
    to = NewsText(item.title, item.lead, "Có 727 cửa hàng.", "hoi-nghi")
    change_item(
        actor=leader, item=item, text=to, opened_with=marks_of(item.text), note="Sửa số cửa hàng",
        now=NOW + timedelta(minutes=42),
    )  # fmt: skip
    page = Client().get(address(item)).content.decode()
    assert "corrected at 14/07/2021 09:42" in page
    assert "Sửa số cửa hàng" in page
    assert "Có 726 cửa hàng." in page
    assert "Có 727 cửa hàng." in page


def test_lists_by_category_page_by_page(net: SmallNetwork) -> None:
    opened(net)
    for n in range(23):
        published(net, title=f"Tin số {n}", at=NOW + timedelta(minutes=n), category="an-sinh")
    first, second = (
        Client().get(f"/trang/front-p1/muc/an-sinh/{q}").content.decode() for q in ("", "?trang=2")
    )
    assert "Tin số 22" in first
    assert "Tin số 2<" not in first
    assert "?trang=2" in first
    assert "Tin số 2<" in second
    assert "?trang=3" not in second
    for path in ("muc/an-sinh/?trang=3", "muc/an-sinh/?trang=x", "muc/an-sinh/?trang=0", "muc/khac/"):
        assert Client().get(f"/trang/front-p1/{path}").status_code == 404, path
    assert "Nothing has been published" in Client().get("/trang/front-p1/muc/thi-dua/").content.decode()


def test_a_unit_shows_what_units_above_share_unless_it_does_not_want_to(net: SmallNetwork) -> None:
    opened(net, "front-p1")
    opened(net, "front-tw")
    opened(net, "front-p2")
    published(net, "front-tw", title="Tin chung", shared=True)
    published(net, "front-tw", title="Tin riêng")
    published(net, "front-p2", title="Tin tỉnh khác", shared=True)
    page = Client().get("/trang/front-p1/").content.decode()
    assert "Tin chung" in page
    assert "Tin riêng" not in page
    assert "Tin tỉnh khác" not in page
    opened(net, "front-p1", from_above=False)
    assert "Tin chung" not in Client().get("/trang/front-p1/").content.decode()
    network = Client().get("/tin/").content.decode()
    assert "Tin riêng" in network
    assert "Tin tỉnh khác" in network


def test_feed_and_map_of_addresses_are_sound_xml(net: SmallNetwork) -> None:
    opened(net)
    item = published(net, title="A & B <c>", lead="x < y")
    feed = Client().get("/trang/front-p1/atom.xml")
    root = ElementTree.fromstring(feed.content)
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert root.find(f"{ATOM}entry/{ATOM}title").text == "A & B <c>"  # type: ignore[union-attr]
    assert root.find(f"{ATOM}entry/{ATOM}id").text == f"http://127.0.0.1:8000{address(item)}"  # type: ignore[union-attr]
    index = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    places = [str(e.text) for e in index.iter(f"{MAP}loc")]
    assert places[0] == "http://127.0.0.1:8000/sitemap-1.xml"
    found = []
    for place in places:
        part = ElementTree.fromstring(Client().get(place.removeprefix("http://127.0.0.1:8000")).content)
        found += [e.text for e in part.iter(f"{MAP}loc")]
    assert f"http://127.0.0.1:8000{address(item)}" in found
    assert "http://127.0.0.1:8000/trang/front-p1/" in found
    assert f"/sitemap-{len(places)}.xml" in places[-1]
    assert Client().get(f"/sitemap-{len(places) + 1}.xml").status_code == 404
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in Client().get("/robots.txt").content.decode()


@pytest.mark.parametrize("path", ["/tin/", "/tin/1/x/", "/trang/front-p1/"])
def test_nothing_is_posted_here(net: SmallNetwork, path: str) -> None:
    assert Client().post(path).status_code == 405

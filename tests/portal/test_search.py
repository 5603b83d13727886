"""News is found without diacritics, by every word, with the passage; only what is public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from giaoban.apps.portal.queries.search import find, words_in
from tests.network import SmallNetwork

from .news import NOW, draft, opened, published

DAY = NOW.date()
LONG = "Câu mở đầu. " * 80 + "Cả nước có 726 cửa hàng nông sản an toàn. " + "Câu kết. " * 80


def text(pieces: object) -> str:
    return "".join(piece.text for piece in pieces)  # type: ignore[attr-defined]


@pytest.mark.parametrize("query", ["nong san", "Nông Sản", "726 cửa hàng", "an-toàn", "cua  hang AN TOAN"])
def test_words_are_found_wherever_they_stand(net: SmallNetwork, query: str) -> None:
    opened(net)
    item = published(net, title="Kết nối tiêu thụ", body=LONG)
    published(net, title="Tin khác")
    hits = find(None, query, DAY).rows
    assert [hit.item.pk for hit in hits] == [item.pk]
    assert "726 cửa hàng nông sản an toàn" in text(hits[0].passage)
    assert [p.text.lower() for p in hits[0].passage if p.found]
    assert len(text(hits[0].passage)) < 400


def test_every_word_must_be_there_as_a_whole_word(net: SmallNetwork) -> None:
    opened(net)
    published(net, title="Nghiêm túc")
    assert find(None, "nghi", DAY).rows == []
    assert find(None, "nghiem tuc", DAY).rows
    assert find(None, "nghiem khac", DAY).rows == []


@pytest.mark.parametrize("query", ["", "   ", "'", "a' | 'b", "!!&|()", "\\", ":*", "<script>", "x" * 500])
def test_nothing_typed_breaks_the_search(net: SmallNetwork, query: str) -> None:
    opened(net)
    published(net)
    assert Client().get("/tin/tim/", {"q": query}).status_code == 200
    assert len(words_in(query * 20)) <= 8


def test_only_what_is_public_and_of_this_page(net: SmallNetwork) -> None:
    opened(net)
    opened(net, "front-p2")
    mine = published(net, title="Lời riêng của ta")
    published(net, "front-p2", title="Lời riêng của họ")
    draft(net, title="Lời riêng chưa đăng")
    page = opened(net)
    assert [h.item.pk for h in find(page, "loi rieng", DAY).rows] == [mine.pk]
    assert len(find(None, "loi rieng", DAY).rows) == 2
    shown = Client().get("/trang/front-p1/tim/", {"q": "loi rieng"}).content.decode()
    assert "<mark>Lời</mark> <mark>riêng</mark> của ta" in shown
    assert "của họ" not in shown
    opened(net, is_open=False)
    assert len(find(None, "loi rieng", DAY).rows) == 1


def test_newest_first_page_by_page(net: SmallNetwork) -> None:
    opened(net)
    for n in range(12):
        published(net, title=f"Tin số {n}", at=NOW + timedelta(minutes=n))
    first, second = find(None, "tin so", DAY), find(None, "tin so", DAY, 2)
    assert first.rows[0].item.title == "Tin số 11"
    assert (len(first.rows), first.older, len(second.rows), second.older, second.newer) == (
        10,
        True,
        2,
        False,
        True,
    )
    shown = Client().get("/tin/tim/", {"q": "tin so"}).content.decode()
    assert "?q=tin%20so&amp;trang=2" in shown

"""Documents found by their words: whoever may read them, without diacritics, with the passage."""

from __future__ import annotations

import pytest

from giaoban.apps.documents.actions.edit_paragraph import edit_paragraph
from giaoban.apps.documents.enums import Audience, ContentState
from giaoban.apps.documents.models import Document, ParagraphText
from giaoban.apps.documents.queries.search import PASSAGES, find
from giaoban.apps.org.models import Unit
from giaoban.kit.text import fold
from tests.documents.drafts import NOW, draft, nth, person, shops, text
from tests.documents.register import registered
from tests.documents.test_register_pages import browser, page
from tests.tasks.network import actor_in, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Unit:
    return unit("Mặt trận Lâm Đồng")


def words(pieces: object) -> list[str]:
    return [piece.text for piece in pieces if piece.found]  # type: ignore[attr-defined]


def test_a_paragraph_is_found_without_diacritics_and_shown_with_its_place(office: Unit) -> None:
    writer = person(office, "nguoi-viet")
    content = draft(writer, office, text("Mở đầu"), text("Hỗ trợ bể chứa NƯỚC SẠCH cho ba xã"), shops())
    (hit,) = find(writer, "nuoc sach")
    assert (hit.content, hit.document) == (content, None)
    (passage,) = hit.passages
    assert words(passage.pieces) == ["NƯỚC", "SẠCH"]
    assert passage.uid == str(nth(content, 1).paragraph.uid)
    assert [h.content for h in find(writer, "726 cua hang")] == [content]  # across runs
    assert find(writer, "nước lũ") == []
    assert find(writer, "nuoc sac") == []  # whole words
    assert find(writer, "  ") == []


def test_what_was_edited_away_is_not_found(office: Unit) -> None:
    writer = person(office, "nguoi-viet")
    content = draft(writer, office, text("Hỗ trợ bể chứa"))
    old = nth(content, 0)
    edit_paragraph(actor=writer, paragraph=old.paragraph, seen=old.pk, text="Hỗ trợ máy lọc", now=NOW)
    assert find(writer, "bể chứa") == []
    assert len(find(writer, "máy lọc")) == 1


def test_the_column_is_what_searches_fold(office: Unit) -> None:
    said = "ĐẶNG  Thị Ỵ – “Quỹ”, số 12/NQ-HĐND; ƯỚC ĐẠT"
    content = draft(person(office, "nguoi-viet"), office, text(said))
    assert ParagraphText.objects.get(content=content).folded == fold(said)


def test_a_registered_document_by_its_line_and_only_for_whoever_may_read_it(office: Unit) -> None:
    row = registered(office)
    (hit,) = find(actor_in(office), "290 dan van bo chinh tri")
    assert hit.document == row
    assert words(hit.summary) == ["dân", "vận", "chính", "trị"]
    assert find(actor_in(unit("Nơi khác")), "290") == []


def test_a_document_with_its_text_is_one_hit(office: Unit) -> None:
    writer = person(office, "nguoi-viet")
    content = draft(writer, office, *(text(f"Khoản {n}: nước sạch") for n in range(5)))
    row = registered(office)
    Document.objects.filter(pk=row.pk).update(content=content)
    (hit,) = find(writer, "nước sạch")
    assert (hit.document, hit.content) == (row, None)
    assert (len(hit.passages), hit.more) == (PASSAGES, 5 - PASSAGES)


def test_the_text_of_anothers_document_is_found_once_it_is_issued(office: Unit) -> None:
    content = draft(person(office, "nguoi-viet"), office, text("Khoản một: nước sạch"))
    row, reader = registered(office), actor_in(unit("Nơi khác"))
    Document.objects.filter(pk=row.pk).update(content=content, audience=Audience.NETWORK)
    assert find(reader, "nước sạch") == []
    content.refresh_from_db()
    content.state, content.issued_at = ContentState.ISSUED, NOW
    content.save()
    (hit,) = find(reader, "nước sạch")
    assert (hit.document, hit.content, len(hit.passages)) == (row, None, 1)


def test_the_page_marks_escapes_and_says_when_nothing_is_there(office: Unit) -> None:
    client = browser(office)
    draft(actor_in(office), office, text("Nước <b>sạch</b>"))
    assert "Nước &lt;b&gt;<mark>sạch</mark>&lt;/b&gt;" in page(client, "search", q="sach")
    assert "Nothing found" in page(client, "search", q="không có")
    assert "Nothing found" not in page(client, "search")

"""The table of comments and answers: every comment once, in the text's order, with what became of it."""

from __future__ import annotations

import io

import docx
import pytest
from django.urls import reverse

from giaoban.apps.documents.actions.circulate_content import circulate_content
from giaoban.apps.documents.actions.comment_on_paragraph import answer_comment, comment_on_paragraph
from giaoban.apps.documents.actions.create_content import create_content
from giaoban.apps.documents.domain.answering import AnsweringError, answering_words
from giaoban.apps.documents.enums import Answer, ContentKind
from giaoban.apps.documents.formats.answers import load_answering_words
from giaoban.apps.documents.models import Content
from giaoban.apps.documents.queries.answers import answers_of
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.org.models import Unit
from tests.conferences.people import signed_in
from tests.documents.drafts import text
from tests.documents.register import NOW
from tests.tasks.network import actor_in, unit


def commented(home: Unit, other: Unit, silent: Unit) -> Content:
    row = create_content(
        actor=actor_in(home), unit=home, kind=ContentKind.PLAN, title="Kế hoạch quý III",
        paragraphs=[text("Đoạn một"), text("Đoạn hai")], now=NOW,
    )  # fmt: skip
    circulate_content(actor=actor_in(home), content=row, units=[other, silent], due_on=None, now=NOW)
    first, second = (t.paragraph for t in texts_of(row))
    comment_on_paragraph(actor=actor_in(other), unit=other, paragraph=second, body="Nêu rõ hạn", now=NOW)
    said = comment_on_paragraph(
        actor=actor_in(home), unit=home, paragraph=first, body="Bổ sung số liệu", now=NOW
    )
    answer_comment(actor=actor_in(home), comment=said, answer=Answer.PARTLY, body="Đã thêm bảng", now=NOW)
    row.refresh_from_db()
    return row


@pytest.mark.django_db
def test_every_comment_once_in_the_order_of_the_text() -> None:
    home, other, silent = unit("A"), unit("B"), unit("C")
    found = answers_of(commented(home, other, silent))
    assert [(s.about, s.unit, s.body, s.answer) for s in found.rows] == [
        ("Đoạn một", home.name, "Bổ sung số liệu", "partly"), ("Đoạn hai", other.name, "Nêu rõ hạn", ""),
    ]  # fmt: skip
    assert (found.asked, found.silent) == (2, (silent.name,))


@pytest.mark.django_db
def test_the_file() -> None:
    home, other, silent = unit("A"), unit("B"), unit("C")
    row = commented(home, other, silent)
    reader = signed_in(other)
    address = reverse("documents:answers", args=[row.pk, "docx"])
    assert address in reader.get(reverse("documents:content", args=[row.pk])).content.decode()
    made = docx.Document(io.BytesIO(reader.get(address).content))
    lines = "\n".join(p.text for p in made.paragraphs).replace("\xa0", " ")
    assert "tiếp thu một phần 1 ý kiến; chưa trả lời 1 ý kiến" in lines
    assert silent.name in lines
    cells = [[c.text for c in r.cells] for r in made.tables[-1].rows]
    assert cells[1][:2] == ["1", "Đoạn một"]
    assert cells[1][4] == "Tiếp thu một phần: Đã thêm bảng"
    assert cells[2][4] == "Chưa trả lời"
    assert reader.get(reverse("documents:answers", args=[row.pk, "pdf"])).content.startswith(b"%PDF")


@pytest.mark.django_db
def test_without_a_comment_there_is_no_table() -> None:
    home = unit("A")
    row = create_content(
        actor=actor_in(home), unit=home, kind=ContentKind.PLAN, title="x", paragraphs=[text("x")], now=NOW
    )
    assert signed_in(home).get(reverse("documents:answers", args=[row.pk, "docx"])).status_code == 404


def test_a_word_that_is_missing_or_unknown_is_named() -> None:
    words = load_answering_words()
    with pytest.raises(AnsweringError, match="closing"):
        answering_words({name: word for name, word in words.items() if name != "closing"})
    with pytest.raises(AnsweringError, match="zzz"):
        answering_words({**words, "zzz": "x"})

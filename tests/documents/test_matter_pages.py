"""Pages of matter files: from the document's page into a file, moved, closed, printed; other units see nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.strike_entry import strike_entry
from giaoban.apps.documents.enums import MatterState
from giaoban.apps.documents.models import MatterFile, MatterPaper
from giaoban.apps.documents.queries.matters import Filing, Suggestion, Why
from giaoban.apps.documents.web.views import filing
from tests.documents.register import NOW, registered
from tests.documents.test_matters import CLOSING, close, opened, put
from tests.documents.test_outgoing import begun, text_of_file
from tests.documents.test_register_pages import browser, page
from tests.tasks.network import actor_in, unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


def send(client: Client, name: str, pk: int, **data: Any) -> int:
    return client.post(reverse(f"documents:{name}", args=[pk]), data).status_code


def test_from_the_document_into_a_file_and_to_its_end() -> None:
    home = unit("A")
    clerk, leader = browser(home, Post.CLERK), browser(home, Post.LEADER)
    typed = {
        "year": "2021",
        "code": "01.VP",
        "title": "Hội nghị giao ban",
        "retention": "0",
        "keeper": "",
        "note": "",
    }
    new = reverse("documents:open_matter") + "?nam=2021"
    assert 'value="01"' in clerk.get(new).content.decode()
    assert clerk.post(new, typed | {"title": ""}).status_code == 422
    assert clerk.post(new, typed).status_code == 302
    twice = clerk.post(new, typed)
    assert twice.status_code == 409
    assert "give it another number" in twice.content.decode()
    assert "issuer" not in twice.content.decode()
    row = MatterFile.objects.get()
    assert row.retention_years is None
    papers = [registered(home, f"{n}-QĐ/TW") for n in (1, 2)]
    assert "01.VP" in page(clerk, "document", papers[0].pk, queries=30)
    for paper in papers:
        assert send(clerk, "put_document", paper.pk, file=row.pk) == 302
    assert send(clerk, "put_document", papers[0].pk, file="") == 422
    assert "place 2" in page(leader, "document", papers[1].pk, queries=30)
    second = MatterPaper.objects.get(document=papers[1])
    assert send(clerk, "move_paper", second.pk, to="1") == 302
    assert send(clerk, "move_paper", second.pk, to="x") == 422
    assert send(leader, "move_paper", second.pk, to="1") == 403
    assert send(clerk, "take_out", second.pk, reason="") == 422
    assert send(clerk, "take_out", second.pk, reason="Thuộc hồ sơ khác") == 302
    shown = page(clerk, "matter", row.pk, queries=20)
    assert "Thuộc hồ sơ khác" in shown
    closing = {"begins_on": "25/02/2010", "ends_on": "01/07/2021", "sheets": "3"}
    assert "25/02/2010" in clerk.get(reverse("documents:close_matter", args=[row.pk])).content.decode()
    assert send(clerk, "close_matter", row.pk, **(closing | {"ends_on": "01/01/2010"})) == 422
    assert send(clerk, "close_matter", row.pk, **closing) == 302
    assert send(clerk, "put_document", papers[1].pk, file=row.pk) == 409
    assert send(clerk, "continue_matter", row.pk) == 302
    later = MatterFile.objects.get(continues=row)
    assert later.year == 2022
    both = [Suggestion(file, Why.IN_CHARGE) for file in (row, later)]
    shown_as = [name for _pk, name in filing._choices(Filing((), both, ()))]
    assert ["2021" in shown_as[0], "2022" in shown_as[1]] == [True, True]
    assert send(clerk, "reopen_matter", row.pk, reason="Sót văn bản") == 302
    row.refresh_from_db()
    assert row.state == MatterState.OPEN
    assert "Sót văn bản" in page(clerk, "matter", row.pk, queries=20)


def test_a_draft_is_put_in_from_its_own_page() -> None:
    home = unit("A")
    officer, row, writing = browser(home), opened(home), begun(home)
    assert "01.VP" in page(officer, "outgoing", writing.pk, queries=30)
    assert send(officer, "put_content", writing.content_id, file=row.pk) == 302
    assert "Not issued yet" in page(officer, "matter", row.pk, queries=20)


def test_lists_by_year_and_those_to_be_examined() -> None:
    home = unit("A")
    old, this = opened(home, retention_years=5), opened(home, "02.VP", year=2022, title="Thi đua")
    close(old, CLOSING)
    leader = browser(home, Post.LEADER)
    assert "Hội nghị giao ban" in page(leader, "matters", nam="2021", queries=20)
    assert "Thi đua" in page(leader, "matters", nam="2022", queries=20)
    over = leader.get(reverse("documents:matters"), {"nam": "het-han"})
    assert this.title not in over.content.decode()
    assert leader.get(reverse("documents:matters"), {"nam": "²²²²"}).status_code == 200


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_printed_lists_say_what_they_must(kind: str) -> None:
    home = unit("A")
    row, paper = opened(home), registered(home)
    put(row, paper)
    opened(home, "02.VP", title="Thi đua", retention_years=None)
    clerk = browser(home, Post.CLERK)
    strike_entry(actor=actor_in(home, Post.CLERK), document=paper, reason="x", now=NOW)
    made = clerk.get(reverse("documents:matters_printed", args=[kind]) + "?nam=2021")
    text = " ".join(text_of_file(made.content, kind).split())
    assert "DANH MỤC HỒ SƠ" in text
    for said in ("10 năm", "Vĩnh viễn", "Thi đua", "2 hồ sơ, gồm: 1 hồ sơ bảo quản vĩnh viễn"):
        assert said in text
    assert "Số:" not in text
    made = clerk.get(reverse("documents:papers_printed", args=[row.pk, kind]))
    text = " ".join(text_of_file(made.content, kind).split())
    for said in (
        "MỤC LỤC VĂN BẢN",
        "290-QĐ/TW",
        "Đã gạch bỏ trong sổ",
        "hiện có 1 văn bản",
        "NGƯỜI LẬP HỒ SƠ",
    ):
        assert said in text


def test_as_workbooks() -> None:
    home = unit("A")
    row = opened(home, code="01/VP:[x]")
    put(row, registered(home))
    clerk = browser(home, Post.CLERK)
    for address in (
        reverse("documents:matters_printed", args=["xlsx"]) + "?nam=2021",
        reverse("documents:papers_printed", args=[row.pk, "xlsx"]),
    ):
        sheet = openpyxl.load_workbook(io.BytesIO(clerk.get(address).content)).active
        assert sheet is not None
        cells = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
        assert "01/VP:[x]" in " ".join(cells)
    assert clerk.get(reverse("documents:papers_printed", args=[row.pk, "exe"])).status_code == 404


def test_another_units_files_are_not_there() -> None:
    home, other = unit("A"), unit("B")
    row = opened(home)
    paper = put(row, registered(home))
    stranger = browser(other, Post.CLERK)
    for name, pk in (
        ("matter", row.pk),
        ("close_matter", row.pk),
        ("take_out", paper.pk),
        ("reopen_matter", row.pk),
    ):
        assert stranger.get(reverse(f"documents:{name}", args=[pk])).status_code == 404
    mine = registered(other, "9-QĐ/TW")
    assert send(stranger, "put_document", mine.pk, file=row.pk) == 404
    assert "Hội nghị giao ban" not in page(stranger, "matters", nam="2021", queries=20)

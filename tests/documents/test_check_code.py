"""The QR on issued papers: read back from PDF and DOCX in every layout, and left out where nobody could open it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from PIL import Image

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.issue_outgoing import issue_outgoing
from giaoban.apps.documents.actions.number_document import number_document, void_number
from giaoban.apps.documents.actions.pass_outgoing import agree_outgoing, put_outgoing
from giaoban.apps.documents.domain.paper import Check
from giaoban.apps.documents.formats.check_code import check_of, is_reachable
from giaoban.apps.documents.formats.layouts import layout_names, load_layout
from giaoban.apps.documents.formats.outgoing import outgoing_file
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.apps.documents.models import Outgoing, Seal
from giaoban.apps.files.models import StoredFile
from giaoban.apps.files.queries import read_bytes
from tests.documents.outgoing import NOW
from tests.documents.papers import sample
from tests.documents.test_outgoing import begun, text_of_file
from tests.tasks.network import actor_in, unit

SITE = "https://giaoban.example.vn"
CODE = "ABCDEFGHJK"


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.FILES_DIR, settings.PUBLIC_URL = tmp_path, SITE
    cache.clear()
    with translation.override("en"):
        yield


def pages(pdf: bytes) -> list[Image.Image]:
    return [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def read_in(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def numbered(home: Any) -> Outgoing:
    row = begun(home)
    put_outgoing(actor=actor_in(home), outgoing=row, now=NOW)
    agree_outgoing(actor=actor_in(home, Post.LEADER), outgoing=row, now=NOW)
    number_document(actor=actor_in(home, Post.CLERK), outgoing=row, now=NOW)
    return Outgoing.objects.select_related("document").get(pk=row.pk)


@pytest.mark.parametrize("code", layout_names())
class TestInEveryLayout:
    def test_the_pdf_carries_it_once_at_the_end_of_the_text_beside_the_letters(self, code: str) -> None:
        paper = sample(code, check=check_of(CODE))
        made = render_pdf(paper)
        read = [read_in(page) for page in pages(made)]
        assert [page for page in read if page] == [[f"{SITE}/kiem-tra/{CODE}/"]]
        at = next(n for n, found in enumerate(read) if found)
        words = pypdfium2.PdfDocument(made)[at].get_textpage().get_text_range().replace("\xa0", " ")
        assert "ABCDE FGHJK" in words
        assert "giaoban.example.vn/kiem-tra" in words
        assert paper.layout.words.recipients in words  # at the foot of the text, not on a page of annexes
        assert 0 < at < len(read) - 1

    def test_the_docx_carries_the_same(self, code: str) -> None:
        archive = zipfile.ZipFile(io.BytesIO(render_docx(sample(code, check=check_of(CODE)))))
        media = [n for n in archive.namelist() if n.startswith("word/media/")]
        read = [read_in(Image.open(io.BytesIO(archive.read(name))).convert("L")) for name in media]
        assert [f"{SITE}/kiem-tra/{CODE}/"] in read
        assert CODE[:5] in archive.read("word/document.xml").decode()

    def test_a_layout_may_do_without(self, code: str) -> None:
        layout = load_layout(code)
        plain = replace(layout, check=replace(layout.check, qr=False))
        made = render_pdf(sample(code, layout=plain, check=check_of(CODE), annexes=()))
        assert not any(read_in(page) for page in pages(made))
        assert "ABCDE" in text_of_file(made, "pdf")


@pytest.mark.parametrize(
    ("address", "reached"),
    [
        ("", False), ("http://127.0.0.1:8000", False), ("http://localhost", False), ("http://[::1]:8000", False),
        ("http://0.0.0.0:8000", False), ("giaoban.example.vn", False), ("ftp://giaoban.example.vn", False),
        ("http://192.168.1.5:8000", True), (SITE, True),
    ],
)  # fmt: skip
def test_an_address_that_nobody_else_can_open_is_not_printed(
    address: str, reached: bool, settings: Any
) -> None:
    settings.PUBLIC_URL = address
    assert is_reachable(address) is reached
    check = check_of(CODE)
    assert (bool(check.address), bool(check.asked_at)) == (reached, reached)
    if not reached:
        assert check == Check(CODE)
        made = render_pdf(sample("state", check=check, annexes=()))
        assert not any(read_in(page) for page in pages(made))
        assert "Mã kiểm tra: ABCDE" in text_of_file(made, "pdf")


@pytest.mark.django_db
class TestOnTheWay:
    def test_drafts_carry_none_and_what_is_signed_carries_what_the_seal_says(self) -> None:
        home = unit("A")
        row = begun(home)
        assert "Mã kiểm tra" not in text_of_file(outgoing_file(row, "pdf", day=NOW.date()), "pdf")
        row = numbered(home)
        printed = outgoing_file(row, "pdf", day=NOW.date())
        read = [found for page in pages(printed) for found in read_in(page)]
        assert read == [f"{SITE}/kiem-tra/{row.check_code}/"]
        assert Client().get(f"/kiem-tra/{row.check_code}/").status_code == 404  # not issued yet
        document = issue_outgoing(actor=actor_in(home, Post.CLERK), outgoing=row, now=NOW)
        seal = Seal.objects.get(document=document)
        assert seal.code == row.check_code
        sealed = read_bytes(seal.file)
        assert [found for page in pages(sealed) for found in read_in(page)] == read
        row.refresh_from_db()
        assert row.check_code[:5] in text_of_file(outgoing_file(row, "docx", day=NOW.date()), "docx")  # type: ignore[index]

    def test_a_spoilt_print_keeps_a_code_that_nothing_answers_to(self) -> None:
        home = unit("A")
        row = numbered(home)
        spoilt, clerk = row.check_code, actor_in(home, Post.CLERK)
        void_number(actor=clerk, outgoing=row, reason="In hỏng", now=NOW)
        number_document(actor=clerk, outgoing=row, now=NOW)
        issue_outgoing(actor=clerk, outgoing=row, now=NOW)
        assert Seal.objects.get().code != spoilt
        assert Client().get(f"/kiem-tra/{spoilt}/").status_code == 404

    def test_the_page_that_it_opens_says_what_when_and_which_post(self) -> None:
        home = unit("A")
        row = numbered(home)
        document = issue_outgoing(actor=actor_in(home, Post.CLERK), outgoing=row, now=NOW)
        address, sealed = f"/kiem-tra/{row.check_code}/", read_bytes(Seal.objects.get().file)
        shown = Client().get(address)
        assert shown.headers["X-Robots-Tag"] == "noindex"
        page = shown.content.decode()
        assert document.symbol in page
        assert Seal.objects.get().post in page
        before = StoredFile.objects.count()
        same = Client().post(address, {"file": SimpleUploadedFile("x.pdf", sealed)}).content.decode()
        other = Client().post(address, {"file": SimpleUploadedFile("x.pdf", sealed + b" ")}).content.decode()
        assert "exactly the one" in same
        assert "not the one" in other
        assert StoredFile.objects.count() == before

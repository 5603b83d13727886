"""Pages of outgoing documents: a clerk's day in the browser, books, sending, the public check page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pypdfium2
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.begin_outgoing import Details
from giaoban.apps.documents.actions.number_document import number_document, skip_number, void_number
from giaoban.apps.documents.domain.sealing import DigestSigner
from giaoban.apps.documents.enums import Direction, DocumentState, LinkKind, OutgoingState
from giaoban.apps.documents.formats.books import book_pdf, load_book_forms
from giaoban.apps.documents.models import Delivery, Document, NumberSeries, Outgoing, RegisterBook, Seal
from giaoban.apps.documents.queries.books import book_of
from giaoban.apps.documents.web.views.check import ASKED_A_MINUTE
from giaoban.apps.files.queries import read_bytes
from giaoban.kit import clock
from tests.documents.outgoing import NOW, agreed, kind
from tests.documents.register import registered
from tests.documents.test_outgoing import issued, letter, send
from tests.documents.test_register_pages import browser, page
from tests.tasks.network import actor_in, unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.FILES_DIR = tmp_path
    cache.clear()
    yield
    cache.clear()


def step(client: Client, row: Outgoing, code: str, **data: str) -> int:
    address = reverse("documents:step", args=[row.pk, code])
    assert client.get(address).status_code == 200
    return client.post(address, data).status_code


def test_from_the_choice_of_a_template_to_the_issued_document() -> None:
    home = unit("A")
    officer, leader, clerk = (browser(home, p) for p in (Post.OFFICER, Post.LEADER, Post.CLERK))
    of = letter()
    assert "cong_van" in page(officer, "choose")
    typed = {
        "f_noi_dung": "việc thử", "f_can_cu": "Kế hoạch 07", "f_de_nghi": "Gửi báo cáo.", "type": of.pk,
        "addressees": "Nơi một\nNơi hai", "urgency": "urgent", "signs": "head", "audience": "addressees",
    }  # fmt: skip
    bad = officer.post(reverse("documents:begin", args=["cong_van"]), typed | {"f_noi_dung": ""})
    assert bad.status_code == 422
    assert officer.post(reverse("documents:begin", args=["cong_van"]), typed).status_code == 302
    row = Outgoing.objects.get()
    assert (row.addressees, row.urgency, row.signs) == (["Nơi một", "Nơi hai"], "urgent", "head")
    for client, code, data in (
        (officer, "trinh", {}), (leader, "tra-lai", {"reason": "Rõ hơn"}), (officer, "trinh", {}),
        (leader, "dong-y", {}), (clerk, "lay-so", {}), (clerk, "bo-so", {"reason": "In hỏng"}),
        (clerk, "lay-so", {}), (clerk, "ban-hanh", {}),
    ):  # fmt: skip
        assert step(client, row, code, **data) == 302
    row.refresh_from_db()
    assert row.state == OutgoingState.ISSUED
    assert row.document is not None
    assert row.document.number == 2
    shown = page(officer, "outgoing", row.pk)
    assert "Rõ hơn" in shown
    assert "In hỏng" in shown
    assert row.document.symbol in page(officer, "outgoing_list")
    assert row.document.seal.sha256 in page(officer, "document", row.document.pk)
    assert officer.get(reverse("documents:paper", args=[row.pk, "docx"])).content[:2] == b"PK"


def test_a_reason_is_asked_for_and_a_step_that_is_not_there_is_not_found() -> None:
    home = unit("A")
    row = agreed(home)
    leader = browser(home, Post.LEADER)
    assert step(leader, row, "tra-lai") == 200
    assert Outgoing.objects.get().state == OutgoingState.AGREED
    assert leader.get(reverse("documents:step", args=[row.pk, "x"])).status_code == 404


def test_details_and_correction_in_the_browser() -> None:
    home = unit("A")
    old = issued(home)
    officer = browser(home, Post.OFFICER)
    shown = page(officer, "choose", **{"van-ban": old.pk, "kieu": "corrects"})
    assert old.symbol in shown
    typed = {
        "f_noi_dung": "đính chính", "type": letter().pk, "addressees": "", "urgency": "ordinary", "signs": "deputy",
        "audience": "addressees",
    }  # fmt: skip
    address = reverse("documents:begin", args=["cong_van"]) + f"?van-ban={old.pk}&kieu=corrects"
    assert officer.post(address, typed).status_code == 302
    row = Outgoing.objects.get(changes=old)
    assert row.change == LinkKind.CORRECTS
    changed = typed | {"summary": "đính chính lỗi in", "recipients": "Như trên"}
    assert officer.post(reverse("documents:details", args=[row.pk]), changed).status_code == 302
    row.refresh_from_db()
    assert (row.summary, row.recipients) == ("đính chính lỗi in", ["Như trên"])
    as_on_paper = typed | {"summary": "x", "recipients": "- Như trên;\n- Ban Tổ chức;\n- Lưu VP."}
    officer.post(reverse("documents:details", args=[row.pk]), as_on_paper)
    assert "Như trên; Ban Tổ chức; Lưu VP<" in page(officer, "outgoing", row.pk)


def test_series_skip_and_go_on() -> None:
    home = unit("A")
    clerk, of = browser(home, Post.CLERK), kind()
    assert clerk.post(reverse("documents:go_on"), {"kind": of.pk, "last": "57"}).status_code == 302
    assert clerk.post(reverse("documents:skip"), {"kind": of.pk, "reason": "Hỏng"}).status_code == 302
    assert clerk.post(reverse("documents:skip"), {"kind": of.pk, "reason": ""}).status_code == 422
    assert NumberSeries.objects.get().last == 58
    assert "ke_hoach" in page(clerk, "series")


def test_the_type_is_proposed_beside_the_form() -> None:
    home = unit("A")
    chosen = registered(home).type
    clerk = browser(home, Post.CLERK)
    asked = {"symbol": "213-QĐ/TW", "issuer_name": "Bộ Chính trị"}
    assert chosen.name in page(clerk, "proposed_type", **asked)
    assert chosen.name not in page(clerk, "proposed_type", symbol="213-KL/TW", issuer_name="Bộ Chính trị")
    assert reverse("documents:proposed_type") in page(clerk, "register")


class TestBooks:
    def test_skipped_numbers_stand_in_the_book_of_the_year(self) -> None:
        home = unit("A")
        clerk = actor_in(home, Post.CLERK)
        row = agreed(home)
        number_document(actor=clerk, outgoing=row, now=NOW)
        void_number(actor=clerk, outgoing=row, reason="In sai", now=NOW + timedelta(minutes=1))
        skip_number(actor=clerk, unit=home, kind=kind(), reason="Sổ giấy", now=NOW + timedelta(minutes=2))
        number_document(actor=clerk, outgoing=row, now=NOW + timedelta(minutes=3))
        book = book_of(home, Direction.OUTGOING, 2021, load_book_forms())
        assert [r[0][:2] for r in book.rows] == ["01", "02", "03"]
        assert [r[-1] for r in book.rows] == ["Bỏ số: In sai", "Bỏ số: Sổ giấy", "Chưa ban hành"]
        assert book_of(home, Direction.OUTGOING, 2022, load_book_forms()).rows == ()

    def test_page_workbook_and_pdf_say_the_same(self) -> None:
        home = unit("A")
        registered(home)
        clerk = browser(home, Post.CLERK)
        shown = page(clerk, "book", "den", nam="2021")
        columns = [column.title for column in load_book_forms().incoming.columns]
        assert len(columns) == 10
        for title in (*columns, "290-QĐ/TW", "Bộ Chính trị"):
            assert title in shown
        address = reverse("documents:book_file", args=["den", "xlsx"])
        sheet = openpyxl.load_workbook(io.BytesIO(clerk.get(address, {"nam": "2021"}).content)).active
        assert sheet is not None
        assert [c.value for c in sheet[3]] == columns
        assert sheet.cell(4, 4).value == "290-QĐ/TW"
        pdf = clerk.get(reverse("documents:book_file", args=["den", "pdf"]), {"nam": "2021"}).content
        text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
        assert "290-QĐ/TW" in text
        assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in text

    def test_the_book_opens_at_this_year_else_at_the_newest(self) -> None:
        home = unit("A")
        clerk, this = browser(home, Post.CLERK), clock.local_day(clock.now()).year
        for year in (2019, this + 1):
            RegisterBook.objects.create(unit=home, direction=Direction.INCOMING, year=year, last=1)
        address = reverse("documents:book", args=["den"])
        assert clerk.get(address).context["book"].year == this + 1
        RegisterBook.objects.create(unit=home, direction=Direction.INCOMING, year=this, last=1)
        assert clerk.get(address).context["book"].year == this
        assert clerk.get(address, {"nam": "2019"}).context["book"].year == 2019

    @pytest.mark.parametrize("way", ["di", "den"])
    def test_leaf_by_leaf_it_is_the_same_book(self, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
        home = unit("A")
        direction = Direction.OUTGOING if way == "di" else Direction.INCOMING
        for n in range(5):
            registered(home, f"{n + 1}-QĐ/TW", direction=direction)
        monkeypatch.setattr("giaoban.apps.documents.queries.books.LEAF", 2)
        clerk, address = browser(home, Post.CLERK), reverse("documents:book", args=[way])
        whole = book_of(home, direction, 2021, load_book_forms()).rows
        leaves = [clerk.get(address, {"nam": "2021", "to": str(n)}).context["book"] for n in (1, 2, 3)]
        assert len(whole) == 5
        assert sum((leaf.rows for leaf in leaves), ()) == whole
        for odd in ("", "0", "9", "x", "²"):
            assert clerk.get(address, {"nam": "2021", "to": odd}).context["book"].leaf == 3
        page = clerk.get(address, {"nam": "2021", "to": "2"}).content.decode()
        assert "to=1" in page
        assert "to=3" in page

    def test_the_same_book_gives_the_same_bytes_and_an_empty_one_prints(self) -> None:
        book = book_of(unit("A"), Direction.OUTGOING, 2021, load_book_forms())
        assert book_pdf(book) == book_pdf(book)

    def test_not_for_everybody(self) -> None:
        auditor = browser(unit("A"), Post.AUDITOR)
        assert auditor.get(reverse("documents:book", args=["di"])).status_code == 403
        assert browser(unit("B"), Post.CLERK).get(reverse("documents:book", args=["x"])).status_code == 404


class TestSending:
    def test_nothing_goes_out_before_the_list_was_seen(self) -> None:
        home, other = unit("A"), unit("Bình Minh")
        document = issued(home)
        clerk = browser(home, Post.CLERK)
        address = reverse("documents:send", args=[document.pk])
        shown = clerk.post(address, {"levels": ["1"], "preview": "1"}).content.decode()
        assert other.name in shown
        assert not Delivery.objects.exists()
        assert clerk.post(address, {"units": "không có", "preview": "1"}).status_code == 422
        assert clerk.post(address, {"levels": ["1"], "send": "1"}).status_code == 302
        assert Delivery.objects.get().unit == other
        assert other.name in page(clerk, "arrivals", document.pk)

    def test_a_day_in_the_past_is_told_at_its_field_before_anything_is_sent(self) -> None:
        home = unit("A")
        unit("B")
        address = reverse("documents:send", args=[issued(home).pk])
        clerk, answers = browser(home, Post.CLERK), []
        for step in ("preview", "send"):
            answer = clerk.post(address, {"levels": ["1"], "due_on": "01/01/2021", step: "1"})
            assert answer.status_code == 422
            assert "count" not in answer.context
            answers.append(answer.context["form"].errors["due_on"])
        assert answers[0] == answers[1]
        assert answers[0]
        assert not Delivery.objects.exists()

    def test_the_other_unit_reads_and_acknowledges(self) -> None:
        home, other = unit("A"), unit("B")
        document = issued(home)
        send(actor_in(home, Post.CLERK), document, by_hand=(other.code,))
        officer, row = browser(other), Delivery.objects.get()
        assert document.symbol in page(officer, "sent_to_us")
        assert reverse("documents:acknowledge", args=[row.pk]) in page(officer, "document", document.pk)
        for name in ("receive", "acknowledge"):
            assert officer.post(reverse(f"documents:{name}", args=[row.pk])).status_code == 302
        row.refresh_from_db()
        assert row.acknowledged_at is not None
        assert reverse("documents:acknowledge", args=[row.pk]) not in page(officer, "document", document.pk)


class TestCheckPage:
    def address(self, seal: Seal, name: str = "document_check") -> str:
        return reverse(name, args=[seal.code])

    def test_anybody_sees_number_date_and_state_and_no_text(self) -> None:
        home = unit("A")
        old = issued(home)
        seal = Seal.objects.get()
        shown = Client().get(self.address(seal)).content.decode()
        for told in (old.symbol, "06/07/2021", home.name, seal.sha256):
            assert told in shown
        assert "đăng ký tham luận" not in shown
        assert Client().get(self.address(seal, "document_check_file")).status_code == 404
        new = issued(home, now=NOW + timedelta(days=1), changes=old, change=LinkKind.RECALLS)
        shown = Client().get(self.address(seal)).content.decode()
        assert "Recalled" in shown
        assert new.symbol in shown

    def test_a_file_is_compared(self) -> None:
        issued(unit("A"))
        seal = Seal.objects.get()
        pdf = read_bytes(seal.file)
        for content, said in ((pdf, "exactly the one"), (pdf + b"\n", "not the one")):
            upload = SimpleUploadedFile("a.pdf", content)
            assert said in Client().post(self.address(seal), {"file": upload}).content.decode()

    def test_the_seal_of_a_clock_in_local_time_is_sound(self) -> None:
        issued(unit("A"), now=NOW.astimezone(timezone(timedelta(hours=7))) + timedelta(microseconds=1))
        seal = Seal.objects.get()
        upload = SimpleUploadedFile("a.pdf", read_bytes(seal.file))
        said = Client().post(self.address(seal), {"file": upload}).content.decode()
        assert "exactly the one" in said
        assert "seal does not fit" not in said

    def test_a_broken_seal_is_the_only_verdict(self) -> None:
        issued(unit("A"))
        seal = Seal.objects.get()
        with patch.object(DigestSigner, "verify", return_value=False):
            upload = SimpleUploadedFile("a.pdf", read_bytes(seal.file))
            said = Client().post(self.address(seal), {"file": upload}).content.decode()
        assert "seal does not fit" in said
        assert "exactly the one" not in said

    def test_a_public_text_is_handed_out(self) -> None:
        issued(unit("A"), details=Details("", public_text=True))
        seal = Seal.objects.get()
        response = Client().get(self.address(seal, "document_check_file"))
        assert b"".join(response.streaming_content) == read_bytes(seal.file)  # type: ignore[attr-defined]

    def test_codes_are_forgiving_unknown_ones_are_not_found_and_guessing_is_slow(self) -> None:
        issued(unit("A"))
        code = Seal.objects.get().code
        asked = Client().get(reverse("document_check_code"), {"code": f" {code.lower()} "})
        assert asked["Location"] == reverse("document_check", args=[code])
        answers = [Client().get("/kiem-tra/XXXXXXXXXX/").status_code for _n in range(ASKED_A_MINUTE + 1)]
        assert answers == [404] * ASKED_A_MINUTE + [429]

    def test_a_number_not_issued_yet_has_no_page(self) -> None:
        home = unit("A")
        number_document(actor=actor_in(home, Post.CLERK), outgoing=agreed(home), now=NOW)
        assert Document.objects.get().state == DocumentState.NUMBERED
        assert not Seal.objects.exists()

"""A commune's officer on a phone of 360 px: types, loses the line for half a minute, loses nothing, hands in."""

from __future__ import annotations

import io
import re
import time
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from giaoban.apps.reporting.models import DraftJournal
from tests.e2e.conftest import PHONE, Site
from tests.e2e.journey import look, month_of, person, saved, stored
from tests.reporting.conftest import Round

OFFLINE = 30
"""Seconds without a line."""
TYPED = {
    "Trị giá tiền, hàng hỗ trợ": ("3500000", "help_value"),
    "Cuộc họp, gặp gỡ Nhân dân": ("4", "people_meetings"),
    "Ý kiến, kiến nghị tiếp nhận": ("20", "opinions_received"),
    "Ý kiến, kiến nghị đã được trả lời": ("15", "opinions_answered"),
}
SIGNED = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Nơi nhận", "TM. BAN THƯỜNG TRỰC", "12 hộ gia đình", "20 ý kiến",
)  # fmt: skip
"""Header, foot, signature block and figures of the unit's own report."""
TEXT = "Vận động 12 suất quà cho hộ khó khăn, trao tận nhà trong tuần."


@pytest.fixture
def month(site: Site) -> Round:
    return month_of(site)


def cell(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=re.compile(re.escape(name)))


@pytest.mark.slow
def test_half_a_minute_without_a_line_loses_nothing(site: Site, browser: Browser, month: Round) -> None:
    with person(browser, site, month.net.user("front-c1"), PHONE) as page:
        page.goto("/")
        look(page, "phone-home")
        page.get_by_role("link", name=re.compile("Báo cáo nhanh tháng")).first.tap()
        look(page, "phone-report")
        page.get_by_role("link", name="Nhập số liệu").first.tap()
        look(page, "phone-entry")
        cell(page, "Hộ gia đình được hỗ trợ").fill("12")
        saved(page)
        type_without_a_line(page)
        page.context.set_offline(False)
        saved(page)
        stand = stored(month.report("front-c1"))
        assert stand["households_helped"] == 12
        assert {code: stand[code] for _typed, code in TYPED.values()} == {
            code: Decimal(typed) for typed, code in TYPED.values()
        }
        hand_in(page)
    report = month.report("front-c1")
    assert report.state == "handed_in"
    assert report.version is not None
    assert report.version.texts.get(code="highlights").body == TEXT


def type_without_a_line(page: Page) -> None:
    """Letter by letter as a thumb does, for the whole time."""
    page.context.set_offline(True)
    began = time.monotonic()
    for name, (typed, _code) in TYPED.items():
        cell(page, name).press_sequentially(typed, delay=150)
        page.wait_for_timeout(2000)
    expect(page.locator(".gb-save-state")).to_contain_text("giữ")
    look(page, "phone-offline")
    page.get_by_role("textbox", name=re.compile("Kết quả nổi bật")).press_sequentially(TEXT, delay=120)
    page.wait_for_timeout(max(0, OFFLINE - (time.monotonic() - began)) * 1000)
    expect(page.locator(".gb-save-state")).to_have_attribute("data-state", "offline")
    assert DraftJournal.objects.count() == 1  # nothing but the first figure has arrived


def hand_in(page: Page) -> None:
    """From the entry page on; then the unit's own report, to be signed."""
    expect(page.get_by_text("Đã đủ, không thiếu mục nào.")).to_be_visible()
    look(page, "phone-complete")
    page.get_by_role("button", name="Lưu và xem báo cáo").tap()
    page.wait_for_url(re.compile(r"/bao-cao/\d+/$"))
    look(page, "phone-before")
    page.get_by_role("button", name="Gửi báo cáo").tap()
    expect(page.get_by_text("Đã thực hiện: Đã gửi.")).to_be_visible()
    look(page, "phone-handed-in")
    with page.expect_download() as docx:
        page.get_by_role("link", name="Báo cáo dạng DOCX").tap()
    with page.expect_download() as pdf:
        page.get_by_role("link", name="Báo cáo dạng PDF").tap()
    for said in (docx_text(docx.value.path()), pdf_text(pdf.value.path())):
        folded = " ".join(said.split())
        for word in SIGNED:
            assert word in folded, word


def docx_text(path: Path) -> str:
    document = Document(io.BytesIO(path.read_bytes()))
    return "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))


def pdf_text(path: Path) -> str:
    pages = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)

"""A specialist returns a report, settles a doubt, receives, composes; then from a figure down to a workbook's cell."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.briefings.models import Briefing
from giaoban.apps.reporting.enums import DoubtState, ReportState
from giaoban.apps.reporting.models import Doubt
from tests.e2e.conftest import DESKTOP, PHONE, Site
from tests.e2e.journey import look, month_of, person, stored, work_off
from tests.reporting.conftest import Round
from tests.reporting.test_import import workbook

HOUSEHOLDS = re.compile("Hộ gia đình được hỗ trợ")
REASON = "Gấp 10 lần cùng kỳ: đề nghị đối chiếu danh sách."
AT_CELL = "Có thừa một chữ số 0 không?"
CHECKED = "Đã gọi điện cho xã: thêm hai thôn được hỗ trợ sau mưa lũ."


@pytest.fixture
def month(site: Site, settings: object) -> Round:
    settings.PUBLIC_URL = site.url  # type: ignore[attr-defined]
    return month_of(site, last_year={"front-c1": "60", "front-c2": "60"})


def test_from_a_doubted_figure_to_the_cell_behind_the_briefing(
    site: Site, browser: Browser, month: Round, tmp_path: Path
) -> None:
    book = tmp_path / "xa-hai.xlsx"
    book.write_bytes(workbook(month, "front-c2", households_helped=Decimal(480)))
    month.fill("front-c1", households_helped="600")
    with (
        person(browser, site, month.net.user("front-d1")) as specialist,
        person(browser, site, month.net.user("front-c1"), PHONE) as first,
        person(browser, site, month.net.user("front-c2")) as second,
        person(browser, site, month.net.user("front-d1", Post.LEADER)) as leader,
    ):
        explain_and_hand_in(first, month, "front-c1", "Số cộng dồn.")
        upload(second, month, book)
        explain_and_hand_in(second, month, "front-c2", "Thêm hai thôn bị mưa lũ.")
        return_it(specialist, month)
        correct_it(first, month)
        settle_it(specialist, month)
        receive_both(specialist, month)
        compose(specialist)
        issue(leader)
        down_to_the_cell(specialist)
    assert Briefing.objects.get().state == "issued"
    assert {month.report(c).state for c in ("front-c1", "front-c2")} == {ReportState.CONSOLIDATED}


def explain_and_hand_in(page: Page, month: Round, unit: str, why: str) -> None:
    """The form asks why the figure is so far from last year's; then the report goes out."""
    page.goto(f"/bao-cao/{month.report(unit).pk}/nhap/")
    page.get_by_role("textbox", name=re.compile("gấp")).fill(why)
    page.get_by_role("button", name="Lưu và xem báo cáo").click()
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_text("Đã thực hiện: Đã gửi.")).to_be_visible()


def upload(page: Page, month: Round, book: Path) -> None:
    page.goto(f"/bao-cao/dot/{month.collection.pk}/tai-len/")
    page.get_by_label("Tệp Excel hoặc ZIP").set_input_files(book)
    page.get_by_role("button", name="Tải lên", exact=True).click()
    work_off()
    expect(page.locator("#gb-main")).to_contain_text("Đã nhận1", timeout=15_000)
    look(page, "upload-taken-in")


def return_it(page: Page, month: Round) -> None:
    """From the list of what is asked to the doubt, and back goes the report with its reasons."""
    page.goto(f"/bao-cao/dot/{month.collection.pk}/tiep-nhan/")
    look(page, "inbox")
    page.get_by_role("link", name="Số liệu cần kiểm tra", exact=True).first.click()
    look(page, "doubts")
    page.get_by_role("row", name=re.compile("Mặt trận (Xã )?Một")).get_by_role("link").first.click()
    expect(page.locator("#gb-main")).to_contain_text("gấp 10 lần")
    look(page, "doubt")
    page.get_by_role("link", name=re.compile("^ ?Trả lại")).click()
    page.get_by_label("Lý do").fill(REASON)
    page.get_by_text("Ý kiến về từng số liệu, nội dung").click()
    page.get_by_label(HOUSEHOLDS).fill(AT_CELL)
    look(page, "return")
    page.get_by_role("button", name=re.compile("Trả lại")).click()
    expect(page.get_by_text("Đã thực hiện")).to_be_visible()
    assert month.report("front-c1").state == ReportState.RETURNED


def correct_it(page: Page, month: Round) -> None:
    """The unit reads the reason above the report and the question at its cell, and corrects the figure."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("Báo cáo nhanh tháng")).first.click()
    expect(page.locator("#gb-main")).to_contain_text(REASON)
    look(page, "returned")
    page.get_by_role("link", name="Nhập số liệu").first.click()
    expect(page.get_by_role("row", name=HOUSEHOLDS)).to_contain_text(AT_CELL)
    page.get_by_role("textbox", name=re.compile(r"^1\.1 Hộ gia đình được hỗ trợ")).fill("60")
    page.get_by_role("button", name="Lưu và xem báo cáo").click()
    look(page, "corrected")
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_text("Đã thực hiện: Đã gửi.")).to_be_visible()
    report = month.report("front-c1")
    assert (report.state, stored(report)["households_helped"]) == (ReportState.HANDED_IN, 60)


def settle_it(page: Page, month: Round) -> None:
    page.goto("/bao-cao/so-lieu-can-kiem-tra/")
    page.get_by_role("row", name=re.compile("Mặt trận (Xã )?Hai")).get_by_role("link").first.click()
    page.get_by_role("radio", name="Đã xác nhận đúng").check()
    page.get_by_label("Cách kiểm tra").fill(CHECKED)
    page.get_by_role("button", name="Lưu kết quả").click()
    expect(page.get_by_text("Kết quả kiểm tra được lưu cùng số liệu.")).to_be_visible()
    page.get_by_role("row", name=re.compile("Mặt trận (Xã )?Hai")).get_by_role("link").first.click()
    expect(page.locator("#gb-main")).to_contain_text(CHECKED)
    look(page, "doubt-settled")
    doubt = Doubt.objects.get(report=month.report("front-c2"))
    assert (doubt.state, doubt.note) == (DoubtState.CONFIRMED, CHECKED)


def receive_both(page: Page, month: Round) -> None:
    page.goto(f"/bao-cao/dot/{month.collection.pk}/tiep-nhan/")
    for left in (2, 1):
        buttons = page.get_by_role("button", name=re.compile("^ *Tiếp nhận –"))
        expect(buttons).to_have_count(left)
        buttons.first.click()
    expect(page.get_by_text("Không có báo cáo nào chờ tiếp nhận")).to_be_visible()
    look(page, "inbox-empty")


def compose(page: Page) -> None:
    page.goto("/giao-ban/")
    page.get_by_role("link", name="Lập báo cáo giao ban").click()
    page.get_by_label("Báo cáo của đợt").select_option(index=0)
    page.get_by_label("Thể thức văn bản").select_option("state")
    expect(page.locator("#standing")).to_contain_text("Đã tiếp nhận đủ 2 báo cáo")
    look(page, "compose")
    page.get_by_role("button", name="Lập báo cáo").click()
    look(page, "composing")
    work_off()
    expect(page.get_by_role("heading", name="Số liệu chính")).to_be_visible(timeout=30_000)
    look(page, "briefing-draft")


def issue(page: Page) -> None:
    """The leader opens it from the list, numbers and dates it."""
    page.goto("/giao-ban/")
    page.get_by_role("row").get_by_role("link").last.click()
    page.get_by_role("link", name="Ban hành").click()
    page.get_by_label(re.compile("^Số( bắt buộc)?$")).fill("5")
    page.get_by_label("Số, ký hiệu ghi trên văn bản").fill("05-BC/MTTQ")
    page.get_by_label("Ngày văn bản").fill(f"{date.today():%d/%m/%Y}")  # noqa: DTZ011
    look(page, "issue")
    page.get_by_role("button", name="Ban hành").click()
    expect(page.locator("#gb-main")).to_contain_text("05-BC/MTTQ")
    work_off()
    page.reload()
    look(page, "briefing-issued")


def down_to_the_cell(page: Page) -> None:
    """A figure of the briefing, its units, the unit's figure, the file: click by click."""
    page.goto("/giao-ban/")
    page.get_by_role("row").get_by_role("link").last.click()
    page.get_by_role("link", name="540").first.click()
    expect(page.locator("#gb-main")).to_contain_text("05-BC/MTTQ")
    row = page.get_by_role("row", name=re.compile("Mặt trận (Xã )?Hai"))
    expect(row).to_contain_text("480")
    expect(row).to_contain_text("xa-hai.xlsx")
    look(page, "figure-source")
    page.set_viewport_size(PHONE)
    look(page, "figure-source")
    page.set_viewport_size(DESKTOP)
    place = re.search(r"Số liệu!([A-Z]+\d+)", row.inner_text())
    assert place, row.inner_text()
    row.get_by_role("link").last.click()
    look(page, "unit-source")
    with page.expect_download() as file:
        page.get_by_role("link", name="xa-hai.xlsx").click()
    sheet = load_workbook(io.BytesIO(file.value.path().read_bytes()))["Số liệu"]
    assert sheet[place[1]].value == 480

"""Without JavaScript a commune's officer fills in and hands in; a refused entry keeps what was typed."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, Site
from tests.e2e.journey import look_without_script, month_of, person, stored
from tests.reporting.conftest import FIGURES

NAMES = {
    "households_helped": "Hộ gia đình được hỗ trợ",
    "help_value": "Trị giá tiền, hàng hỗ trợ",
    "people_meetings": "Cuộc họp, gặp gỡ Nhân dân",
    "opinions_received": "Ý kiến, kiến nghị tiếp nhận",
    "opinions_answered": "Ý kiến, kiến nghị đã được trả lời",
}


def fill(page: Page, code: str, typed: str) -> None:
    page.get_by_role("textbox", name=re.compile(NAMES[code])).fill(typed)


def test_a_report_is_handed_in_without_script(site: Site, browser: Browser) -> None:
    month = month_of(site)
    with person(browser, site, month.net.user("front-c1"), PHONE, script=False) as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile("Báo cáo nhanh tháng")).first.click()
        page.get_by_role("link", name="Nhập số liệu").first.click()
        for code, typed in FIGURES.items():
            fill(page, code, typed)
        fill(page, "help_value", "ba triệu")
        page.get_by_role("button", name="Lưu", exact=True).click()
        told = page.get_by_role("alert").filter(has_text="các ô còn lại đã lưu")
        expect(told.get_by_role("link", name=NAMES["help_value"])).to_be_visible()
        expect(page.get_by_role("textbox", name=re.compile(NAMES["help_value"]))).to_have_value("ba triệu")
        look_without_script(page, "no-script-refused")
        assert stored(month.report("front-c1"))["households_helped"] == 12
        fill(page, "help_value", "3.500.000")
        page.get_by_role("textbox", name=re.compile("Kết quả nổi bật")).fill("Trao 12 suất quà.")
        page.get_by_role("button", name="Lưu và xem báo cáo").click()
        look_without_script(page, "no-script-report")
        page.get_by_role("button", name="Gửi báo cáo").click()
        expect(page.get_by_text("Đã thực hiện: Đã gửi.")).to_be_visible()
    report = month.report("front-c1")
    assert report.state == "handed_in"
    assert stored(report) == {code: int(typed) for code, typed in FIGURES.items()}

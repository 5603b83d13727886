"""What is typed is what is kept: separators of one's own, and nothing else handed in than stands on the screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.reporting.enums import ReportState
from tests.e2e.conftest import PHONE, Site
from tests.e2e.journey import look, month_of, person, saved, stored
from tests.reporting.conftest import Round

HOUSEHOLDS = re.compile("Hộ gia đình được hỗ trợ")
CELL = "households_helped"


@pytest.fixture
def month(site: Site) -> Round:
    return month_of(site)


def enter(page: Page, month: Round) -> None:
    page.goto(f"/bao-cao/{month.report('front-c1').pk}/nhap/")


@pytest.mark.parametrize(
    ("keys", "shown", "kept"),
    [
        ("1234567", "1.234.567", 1_234_567),
        ("1.234.567", "1.234.567", 1_234_567),
        ("12.345.678,00", "12.345.678", 12_345_678),
        ("12,5", "12,5", None),
        ("1,5", "1,5", None),
        ("1.500.000,50", "1.500.000,50", None),
    ],
)
def test_no_key_moves_the_point(
    site: Site, browser: Browser, month: Round, keys: str, shown: str, kept: int | None
) -> None:
    with person(browser, site, month.net.user("front-c1"), PHONE) as page:
        enter(page, month)
        box = page.get_by_role("textbox", name=HOUSEHOLDS)
        box.press_sequentially(keys)
        line = page.locator(".gb-save-state")
        expect(line).to_have_attribute("data-state", "invalid" if kept is None else "saved", timeout=40_000)
        expect(box).to_have_value(re.compile(rf"^{re.escape(keys)}$|^{re.escape(shown)}$"))
        if kept is None:
            expect(page.locator(".gb-live-error")).to_contain_text("không phải số nguyên")
    assert stored(month.report("front-c1")).get(CELL) == kept if kept else True


def test_pasting_is_typing(site: Site, browser: Browser, month: Round) -> None:
    with person(browser, site, month.net.user("front-c1")) as page:
        enter(page, month)
        page.get_by_role("textbox", name=HOUSEHOLDS).focus()
        page.keyboard.insert_text("12,5")
        expect(page.locator(".gb-save-state")).to_have_attribute("data-state", "invalid", timeout=40_000)
        look(page, "typing-wrong")


def test_nothing_is_handed_in_that_is_not_on_the_screen(site: Site, browser: Browser, month: Round) -> None:
    month.fill("front-c1")
    with person(browser, site, month.net.user("front-c1")) as page:
        enter(page, month)
        expect(page.locator("[data-left]")).to_contain_text("Đã đủ")
        box = page.get_by_role("textbox", name=HOUSEHOLDS)
        box.fill("470 cuộc")
        page.get_by_role("button", name="Gửi báo cáo").click()
        expect(page.locator(".gb-save-state")).to_contain_text("Chưa gửi được")
        expect(box).to_be_focused()
        left = page.locator("[data-left]")
        expect(left).to_contain_text("cần sửa: 1")  # one truth: not "complete" beside a cell that was refused
        expect(left).not_to_contain_text("Đã đủ")
        assert month.report("front-c1").state == ReportState.DRAFTING
        box.fill("470")
        page.get_by_role("button", name="Gửi báo cáo").click()  # still unsent: it is sent first
        page.wait_for_url(re.compile(r"/bao-cao/\d+/$"))
    report = month.report("front-c1")
    assert report.state == ReportState.HANDED_IN
    assert stored(report)[CELL] == 470


def test_a_conflict_is_settled_before_handing_in(site: Site, browser: Browser, month: Round) -> None:
    month.fill("front-c1")
    with person(browser, site, month.net.user("front-c1")) as first:
        enter(first, month)
        second = first.context.new_page()
        enter(second, month)
        first.get_by_role("textbox", name=HOUSEHOLDS).fill("33")
        saved(first)
        second.get_by_role("textbox", name=HOUSEHOLDS).fill("44")
        group = second.get_by_role("group", name=HOUSEHOLDS)
        expect(group).to_be_visible()
        second.get_by_role("button", name="Gửi báo cáo").click()
        expect(second.locator(".gb-save-state")).to_contain_text("Chưa gửi được")
        assert month.report("front-c1").state == ReportState.DRAFTING
        group.get_by_role("button", name="Giữ của tôi").click()
        saved(second)
        second.get_by_role("button", name="Gửi báo cáo").click()
        second.wait_for_url(re.compile(r"/bao-cao/\d+/$"))
    assert stored(month.report("front-c1"))[CELL] == 44

"""A form posted while the line is cut: the page stays with its words, and it is sent once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import User
from giaoban.apps.documents.models import Document
from tests.documents.register import decision
from tests.documents.test_register_pages import browser as signed_in
from tests.e2e.conftest import Site
from tests.e2e.journey import look, person
from tests.tasks.network import unit

ENTERED = re.compile(r"/van-ban/\d+/$")
CUT = "Mất kết nối: chưa gửi đi."
SUMMARY = "Về việc phối hợp phòng, chống dịch"


@pytest.fixture
def desk(site: Site, browser: Browser) -> Iterator[Page]:
    """A clerk has typed a document and has not sent it."""
    decision()
    signed_in(unit("A"), Post.CLERK, "van.thu")
    with person(browser, site, User.objects.get(username="van.thu")) as page:
        page.goto("/van-ban/vao-so/")
        page.get_by_label("Loại văn bản").select_option(index=1)
        page.get_by_label("Cơ quan ban hành ghi trên văn bản").fill("Bộ Chính trị")
        page.get_by_label("Số, ký hiệu").fill("12-QĐ/TW")
        page.get_by_label("Ngày văn bản").fill("25/02/2021")
        page.get_by_label("Trích yếu").fill(SUMMARY)
        yield page


def sent(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Vào sổ").click()


def heard_long_ago(page: Page) -> None:
    """Somebody has typed for a while: the server was not heard of in the meantime."""
    page.locator("gb-line").evaluate("(line) => line.setAttribute('fresh', '0')")


def test_without_a_line_the_page_stays_and_sends_once_when_it_is_back(desk: Page) -> None:
    page = desk
    posted: list[str] = []
    page.on("request", lambda r: posted.append(r.url) if r.method == "POST" else None)
    page.context.set_offline(True)
    sent(page)
    expect(page.get_by_text(CUT)).to_be_visible()
    expect(page.get_by_label("Trích yếu")).to_have_value(SUMMARY)
    assert posted == []
    look(page, "mat-ket-noi")
    page.context.set_offline(False)
    expect(page.get_by_text("Đã có kết nối")).to_be_visible()
    assert posted == []  # nothing goes out by itself
    page.get_by_role("button", name="Gửi lại").dblclick()
    page.wait_for_url(ENTERED)
    assert Document.objects.filter(summary=SUMMARY).count() == 1
    assert len(posted) == 1


def test_pressed_twice_it_is_sent_once(desk: Page) -> None:
    page = desk
    posted: list[str] = []
    page.on("request", lambda r: posted.append(r.url) if r.method == "POST" else None)
    page.get_by_role("main").get_by_role("button", name="Vào sổ").dblclick()
    page.wait_for_url(ENTERED)
    assert len(posted) == 1


def test_after_going_back_the_words_stand_there_and_are_taken_once(desk: Page) -> None:
    page = desk
    sent(page)
    page.wait_for_url(ENTERED)
    page.go_back()
    for name, value in (("Trích yếu", SUMMARY), ("Ngày văn bản", "25/02/2021")):
        expect(page.get_by_label(name)).to_have_value(value)
    sent(page)
    expect(page.get_by_role("heading", name="Nội dung này đã có")).to_be_visible()
    assert Document.objects.filter(summary=SUMMARY).count() == 1


def test_a_server_that_does_not_answer_is_told_from_one_that_does(desk: Page) -> None:
    page = desk
    heard_long_ago(page)
    page.route("**/health", lambda route: route.abort())
    sent(page)
    expect(page.get_by_text(CUT)).to_be_visible()
    page.unroute("**/health")

    def ailing(route: Route) -> None:
        route.fulfill(status=503)

    page.route("**/health", ailing)  # somebody is there: the form's own answer says what is wrong
    page.get_by_role("button", name="Gửi lại").click()
    page.wait_for_url(ENTERED)
    assert Document.objects.count() == 1

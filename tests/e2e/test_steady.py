"""What renews itself gives way to the hand that is on it: a press is not lost when something moves between pressing and
letting go, the keyboard stays where it was, and what was opened stays open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, Route, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.actions.plan_conference import plan_conference
from giaoban.apps.conferences.domain.plan import NewItem
from giaoban.apps.conferences.enums import ConferenceForm, ConferenceKind
from tests.e2e.conftest import Site
from tests.e2e.journey import person
from tests.network import build_network

LEADER, CLOSE, CLOSED = "front-p1", "Đóng danh sách", "Đã đóng danh sách"


@pytest.fixture
def console(site: Site, browser: Browser) -> Iterator[Page]:
    """The console of a chair who has opened a conference of two items; its first item runs, is through, and the second
    runs."""
    net, now = build_network(), timezone.now()
    found = plan_conference(
        actor=net.actor(LEADER, Post.LEADER), unit=net.units[LEADER], kind=ConferenceKind.HALF_YEAR,
        form=ConferenceForm.HALL, place="Hội trường A", title="Hội nghị sơ kết", chair_post="Chủ tịch", now=now,
        starts_at=now + timedelta(seconds=1),
        agenda=[NewItem("Khai mạc", minutes=10), NewItem("Thảo luận", minutes=60)],
    )  # fmt: skip
    with person(browser, site, net.user(LEADER, Post.LEADER)) as page:
        page.goto(reverse("conferences:console", args=[found.pk]))
        page.get_by_role("button", name="Khai mạc hội nghị").click()
        for item in found.items.all():
            page.get_by_role("button", name="Chuyển sang mục này").click()
            expect(page.locator(".gb-turn-now")).to_contain_text(item.title)
        yield page


def renewed(page: Page) -> None:
    """Something moved, and what the server says now has come."""
    with page.expect_response(lambda answer: answer.request.method == "GET"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('gb:moved'))")
    page.wait_for_timeout(200)


def marked(page: Page) -> Locator:
    """What stands on the console now: whatever takes its place has no mark."""
    page.locator("#gb-console > :first-child").evaluate("part => part.dataset.mark = 'old'")
    return page.locator("#gb-console > [data-mark=old]")


def point_at(what: Locator) -> None:
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box
    what.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def kept_back(page: Page, address: str) -> list[Route]:
    """What is sent to an address from now on: it goes on when the test says so."""
    sent: list[Route] = []
    page.route(address, lambda route: sent.append(route))  # noqa: PLW0108 - it asks how many arguments we take
    return sent


def test_a_press_is_not_lost_when_something_moves_under_it(console: Page) -> None:
    point_at(console.get_by_role("button", name=CLOSE))
    console.mouse.down()
    renewed(console)
    console.mouse.up()
    expect(console.get_by_text(CLOSED)).to_be_visible()


def test_nor_is_the_press_of_a_key(console: Page) -> None:
    console.get_by_role("button", name=CLOSE).focus()
    console.keyboard.down(" ")
    renewed(console)
    console.keyboard.up(" ")
    expect(console.get_by_text(CLOSED)).to_be_visible()


def test_nor_one_by_the_answer_to_the_press_before(console: Page) -> None:
    sent = kept_back(console, "**/phat-bieu/dong/")
    console.get_by_role("button", name=CLOSE).click()
    point_at(console.get_by_role("button", name="Xong"))
    console.mouse.down()
    with console.expect_response(lambda answer: answer.status == HTTPStatus.OK):
        sent[0].continue_()
    console.wait_for_timeout(200)
    console.mouse.up()
    expect(console.get_by_role("button", name="Xong")).to_have_count(0)
    expect(console.get_by_text(CLOSED)).to_be_visible()


def test_an_answer_is_shown_although_something_moved_before_it(console: Page) -> None:
    sent = kept_back(console, "**/phat-bieu/dong/")
    console.get_by_role("button", name=CLOSE).click()
    renewed(console)
    sent[0].continue_()
    expect(console.get_by_text(CLOSED)).to_be_visible()


def test_what_moved_meanwhile_comes_when_the_hand_is_off(console: Page) -> None:
    old = marked(console)
    point_at(console.locator("#h-speakers"))
    console.mouse.down()
    renewed(console)
    expect(old).to_have_count(1)
    console.mouse.up()
    expect(old).to_have_count(0)


def test_a_press_elsewhere_holds_nothing_up(console: Page) -> None:
    old = marked(console)
    point_at(console.get_by_role("heading", level=1))
    console.mouse.down()
    renewed(console)
    expect(old).to_have_count(0)


def test_the_keyboard_and_what_was_opened_stay(console: Page) -> None:
    console.get_by_text("Mở lại mục này").click()
    button, old = console.get_by_role("button", name=CLOSE), marked(console)
    button.focus()
    renewed(console)
    expect(old).to_have_count(0)
    expect(button).to_be_focused()
    expect(console.locator("#gb-console details[open]")).to_have_count(1)


def test_where_the_button_is_gone_the_keyboard_stays_in_its_part(console: Page) -> None:
    console.get_by_role("button", name=CLOSE).focus()
    console.keyboard.press("Enter")
    expect(console.get_by_text(CLOSED)).to_be_visible()
    expect(console.locator("section[aria-labelledby=h-speakers]")).to_be_focused()

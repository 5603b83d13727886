"""A conference held in five browsers: chair, secretary, two sites over their links, the hall's screen. A hand raised at
a site stands before the chair by itself; one site is cut off and comes back; what is concluded becomes a task.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.plan_conference import plan_conference
from giaoban.apps.conferences.domain.plan import NewItem, NewSite
from giaoban.apps.conferences.enums import ConferenceForm, ConferenceKind, MatterOutcome, TurnState
from giaoban.apps.conferences.models import Conference, SiteCommand
from giaoban.apps.conferences.models import Site as Place
from giaoban.apps.tasks.models import Task
from tests.e2e.conftest import Site
from tests.e2e.journey import look, person
from tests.e2e.streams import Streams
from tests.e2e.test_place import device, link
from tests.network import SmallNetwork, build_network

TOP, ONE, TWO = "front-p1", "front-d1", "front-d2"
SOON = 15_000


@dataclass(frozen=True)
class Room:
    """The five browsers."""

    net: SmallNetwork
    found: Conference
    chair: Page
    secretary: Page
    one: Page
    two: Page
    hall: Page

    def at(self, name: str) -> str:
        return reverse(f"conferences:{name}", args=[self.found.pk])


@pytest.fixture
def room(streams: Streams, site: Site, browser: Browser) -> Iterator[Room]:
    net, now = build_network(), timezone.now()
    units, leader = [net.units[code] for code in (TOP, ONE, TWO)], net.actor(TOP, Post.LEADER)
    found = plan_conference(
        actor=leader, unit=units[0], kind=ConferenceKind.HALF_YEAR, form=ConferenceForm.ONLINE, place="Hội trường A",
        title="Hội nghị trực tuyến sơ kết", starts_at=now + timedelta(seconds=1), chair_post="Chủ tịch", now=now,
        agenda=[NewItem("Khai mạc", minutes=10), NewItem("Thảo luận", minutes=60)],
    )  # fmt: skip
    add_sites(
        actor=leader,
        conference=found,
        now=now,
        sites=[NewSite(u.name, u.pk, u.area_id, 30) for u in units[1:]],
    )
    links = [link(Place.objects.get(conference=found, unit=unit)) for unit in units[1:]]
    with ExitStack() as stack:
        chair = stack.enter_context(person(browser, site, net.user(TOP, Post.LEADER)))
        secretary = stack.enter_context(person(browser, site, net.user(TOP)))
        one, two = (stack.enter_context(device(browser, site)) for _link in links)
        hall = stack.enter_context(person(browser, site, net.user(TOP)))
        made = Room(net, found, chair, secretary, one, two, hall)
        chair.goto(made.at("console"))
        chair.get_by_role("button", name="Khai mạc hội nghị").click()
        secretary.goto(made.at("secretary"))
        hall.goto(made.at("hall"))
        for page, address in zip((one, two), links, strict=True):
            page.goto(address)
        yield made


def send(page: Page, field: str, words: str, button: str) -> None:
    page.fill(field, words)
    page.locator(f"form:has({field})").get_by_role("button", name=button).click()


def seconds(until: Callable[[], None]) -> float:
    begun = time.monotonic()
    until()
    return time.monotonic() - begun


def test_a_conference_in_five_browsers(room: Room, record_property: Callable[[str, object], None]) -> None:
    everybody_counts(room)
    record_property("hand_seconds", round(seconds(lambda: a_hand_is_raised(room)), 2))
    the_floor_is_given(room)
    one_is_cut_off_while_hands_are_counted(room)
    what_is_concluded_becomes_a_task(room)


def everybody_counts(room: Room) -> None:
    room.chair.get_by_role("button", name="Chuyển sang mục này").click()
    expect(room.hall.locator("gb-live")).to_contain_text("Khai mạc", timeout=SOON)
    for page, officers in ((room.one, "31"), (room.two, "20")):
        page.fill("#officers", officers)
        send(page, "#others", "0", "Gửi số người có mặt")
    expect(room.hall.locator("gb-live")).to_contain_text("2/2 điểm cầu, 51 đại biểu", timeout=SOON)
    look(room.hall, "day-hall")


def a_hand_is_raised(room: Room) -> None:
    send(room.one, "#about", "Nông sản ùn ứ", "Đăng ký phát biểu")
    expect(room.chair.locator("#gb-console")).to_contain_text("Nông sản ùn ứ", timeout=SOON)


def the_floor_is_given(room: Room) -> None:
    look(room.chair, "day-console")
    room.chair.get_by_role("button", name="Mời phát biểu").click()
    for page in (room.hall, room.one, room.secretary):
        expect(page.locator("gb-live").first).to_contain_text("Đang phát biểu", timeout=SOON)
    expect(room.hall.locator("gb-countdown").last).not_to_be_empty()
    room.secretary.locator("section[aria-labelledby=h-spoken]").get_by_role("link", name="Ghi chú").click()
    send(room.secretary, "[name=note]", "Đề nghị mở thêm điểm bán", "Nội dung phát biểu")
    expect(room.secretary.locator("#gb-console")).to_contain_text("Đề nghị mở thêm điểm bán")
    look(room.secretary, "day-secretary")
    room.chair.get_by_role("button", name="Đã phát biểu").click()
    expect(room.hall.locator("gb-live")).not_to_contain_text("Đang phát biểu", timeout=SOON)
    assert list(room.found.turns.values_list("state", flat=True)) == [TurnState.SPOKEN]


def one_is_cut_off_while_hands_are_counted(room: Room) -> None:
    room.two.context.set_offline(True)
    room.chair.check("[name=mode][value=hands]")
    room.chair.select_option("[name=rule]", "present_half")
    send(room.chair, "[name=text]", "Thông qua dự thảo kết luận", "Đưa ra xin ý kiến")
    expect(room.one.locator("section[data-mode=hands]")).to_be_visible(timeout=SOON)
    send(room.one, "#agree", "31", "Gửi số đếm")
    expect(room.chair.locator("#gb-console")).to_contain_text("Tán thành 31", timeout=SOON)
    room.two.fill("#comment", "Nhất trí với dự thảo")
    room.two.locator("form:has(#comment) button").click()
    room.two.context.set_offline(False)
    expect(room.two.locator("section[data-mode=hands]")).to_be_visible(timeout=60_000)
    send(room.two, "#agree", "19", "Gửi số đếm")
    expect(room.chair.locator("#gb-console")).to_contain_text("Tán thành 50", timeout=60_000)
    expect(room.secretary.locator("#gb-console")).to_contain_text("Nhất trí với dự thảo", timeout=SOON)
    room.chair.get_by_role("button", name="Chốt kết quả").click()
    expect(room.hall.locator("gb-live")).not_to_contain_text("Thông qua dự thảo", timeout=SOON)
    assert room.found.matters.get().outcome == MatterOutcome.ADOPTED
    assert SiteCommand.objects.filter(kind="comment").count() == 1


def what_is_concluded_becomes_a_task(room: Room) -> None:
    page = room.chair
    page.goto(room.at("conclusion"))
    page.fill("[name=text]", "Mở thêm điểm bán nông sản")
    page.locator("main form button.btn-primary").click()
    page.goto(room.at("put_task"))
    page.fill("[name=title]", "Mở mười điểm bán nông sản")
    page.select_option("[name=lead]", str(room.net.units[ONE].pk))
    page.fill("[name=deadline]", f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}")
    page.locator("main form button.btn-primary").click()
    page.goto(room.at("confirm"))
    page.locator("form.gb-confirm button").click()
    expect(page.locator("main")).to_contain_text("Mở mười điểm bán nông sản")
    task = Task.objects.get()
    assert (task.title, task.lead) == ("Mở mười điểm bán nông sản", room.net.units[ONE])
    expect(room.one.locator("gb-live").first).to_contain_text("Hội nghị đã bế mạc", timeout=SOON)

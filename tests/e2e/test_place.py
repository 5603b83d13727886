"""A site on a poor line, without an account: what is done while it is away is kept on the device, and sent once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import User
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.hold_conference import open_conference
from giaoban.apps.conferences.actions.plan_conference import plan_conference
from giaoban.apps.conferences.domain.links import Link
from giaoban.apps.conferences.domain.plan import NewSite
from giaoban.apps.conferences.enums import ConferenceForm, ConferenceKind
from giaoban.apps.conferences.models import AgendaItem, Conference, Delegate, Remark, SiteCommand, Turn
from giaoban.apps.conferences.models import Site as Place
from giaoban.apps.live.actions.publish_topics import publish
from tests.e2e.conftest import DESKTOP, PHONE, Site
from tests.e2e.journey import in_vietnamese, look, look_without_script, person
from tests.network import build_network

TOP, BELOW = "front-p1", "front-d1"


@pytest.fixture
def place(site: Site) -> Place:
    """A site of a conference in session that everybody may look on."""
    net, now = build_network(), timezone.now()
    top, below, chair = net.units[TOP], net.units[BELOW], net.actor(TOP, Post.LEADER)
    found = plan_conference(
        actor=chair, unit=top, kind=ConferenceKind.HALF_YEAR, form=ConferenceForm.ONLINE, place="Hội trường A",
        title="Hội nghị trực tuyến sơ kết công tác 6 tháng", starts_at=now + timedelta(seconds=1),
        chair_post="Chủ tịch", now=now,
    )  # fmt: skip
    sites = [NewSite(unit.name, unit.pk, unit.area_id, 30) for unit in (top, below)]
    add_sites(actor=chair, conference=found, sites=sites, now=now)
    open_conference(actor=chair, conference=found, now=now + timedelta(seconds=2))
    Conference.objects.filter(pk=found.pk).update(is_public=True)
    for n, title in enumerate(("Khai mạc", "Báo cáo tóm tắt kết quả 6 tháng đầu năm", "Thảo luận"), 1):
        begun = {"started_at": now, "ended_at": now if n < 2 else None} if n < 3 else {}
        AgendaItem.objects.create(
            conference=found, position=n, kind="report", title=title, minutes=15 * n, **begun
        )
    return Place.objects.get(conference=found, unit=below)


@contextmanager
def device(browser: Browser, site: Site, *, script: bool = True) -> Iterator[Page]:
    """A telephone that nobody is signed in on."""
    with browser.new_context(
        base_url=site.url,
        viewport=PHONE,
        locale="vi-VN",
        is_mobile=True,
        has_touch=True,
        java_script_enabled=script,
    ) as context:
        in_vietnamese(context, site.url)
        yield context.new_page()


def link(row: Place | Delegate) -> str:
    holder = "site" if isinstance(row, Place) else "delegate"
    return reverse("conferences:place", args=[Link(holder, row.pk, row.key).token])


def test_what_is_done_without_a_line_is_sent_once_when_it_is_back(
    site: Site, browser: Browser, place: Place
) -> None:
    with device(browser, site) as page:
        page.goto(link(place))
        look(page, "place")
        page.get_by_role("button", name="Đã kết nối").click()
        expect(page.locator("[data-queue]")).to_contain_text("đã nhận")
        page.context.set_offline(True)
        page.fill("#about", "Kinh nghiệm xây dựng khu dân cư")
        page.locator("form:has(#about) button").click()
        page.fill("#comment", "Tán thành dự thảo")
        page.locator("form:has(#comment) button").click()
        expect(page.locator("[data-line]")).to_contain_text("Mất kết nối, lệnh chờ gửi: 2")
        look_without_script(page, "place-offline")
        assert not Turn.objects.exists()
        page.context.set_offline(False)
        expect(page.locator("[data-line]")).to_have_text(
            re.compile("^(Đã|Đang) kết nối[^,]*$"), timeout=15000
        )
        expect(page.locator("[data-queue] .gb-room-done")).to_have_count(3)
    assert list(SiteCommand.objects.order_by("pk").values_list("kind", flat=True)) == [
        "here",
        "hand",
        "comment",
    ]
    assert Turn.objects.get().about == "Kinh nghiệm xây dựng khu dân cư"
    assert Remark.objects.get().text == "Tán thành dự thảo"


def test_an_answer_that_got_lost_is_asked_for_again_and_nothing_is_done_twice(
    site: Site, browser: Browser, place: Place
) -> None:
    with device(browser, site) as page:
        page.goto(link(place))
        lost = []

        def lose(route: object) -> None:
            """The command arrives; its answer does not."""
            if route.request.method == "POST" and not lost:  # type: ignore[attr-defined]
                lost.append(route.fetch())  # type: ignore[attr-defined]
                route.abort()  # type: ignore[attr-defined]
            else:
                route.continue_()  # type: ignore[attr-defined]

        page.route("**/hop/**", lose)
        page.locator("form:has(#about) button").click()
        expect(page.locator("[data-queue] .gb-room-done")).to_have_count(1, timeout=15000)
    assert lost
    assert (SiteCommand.objects.count(), Turn.objects.count()) == (1, 1)


def test_a_closed_tab_loses_nothing(site: Site, browser: Browser, place: Place) -> None:
    with device(browser, site) as page:
        page.goto(link(place))
        page.route(
            "**/hop/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
        )
        page.fill("#message", "Mất hình")
        page.locator("form:has(#message) button").click()
        expect(page.locator("[data-line]")).to_contain_text("lệnh chờ gửi: 1")
        again = page.context.new_page()
        page.close()
        again.goto(link(place))
        expect(again.locator("[data-queue] .gb-room-done")).to_have_count(1, timeout=15000)
    assert Remark.objects.get().text == "Mất hình"


def test_a_list_that_was_closed_meanwhile_is_said_and_the_words_are_kept(
    site: Site, browser: Browser, place: Place
) -> None:
    with device(browser, site) as page:
        page.goto(link(place))
        Conference.objects.update(list_closed_at=timezone.now())
        page.fill("#about", "Về nông thôn mới")
        page.locator("form:has(#about) button").click()
        expect(page.locator("[data-queue] .gb-room-late")).to_contain_text("Danh sách phát biểu đã khép lại")
        expect(page.locator("[data-queue] .gb-room-late")).to_contain_text("Về nông thôn mới")
    assert not Turn.objects.exists()


def test_without_script(site: Site, browser: Browser, place: Place) -> None:
    with device(browser, site, script=False) as page:
        page.goto(link(place))
        page.fill("#officers", "31")
        page.fill("#others", "4")
        page.locator("form:has(#officers) button").click()
        expect(page.locator(".gb-room-state")).to_contain_text("31")
        look_without_script(page, "place-no-script")
    place.refresh_from_db()
    assert (place.officers, place.others) == (31, 4)


def test_a_delegate_the_hall_and_everybody(site: Site, browser: Browser, place: Place) -> None:
    delegate = Delegate.objects.create(
        conference=place.conference, site=place, position=1, post="Chủ tịch Hội Nông dân", key="d" * 16
    )
    with device(browser, site) as page:
        page.goto(link(delegate))
        page.get_by_role("button", name="Tôi có mặt").click()
        expect(page.locator("[data-queue] .gb-room-done")).to_have_count(1)
        look(page, "delegate")
        page.goto(reverse("conferences:public", args=[place.conference_id]))
        look(page, "public")
        Place.objects.filter(pk=place.pk).update(key="n" * 16)
        page.goto(link(place))
        expect(page.locator("h1")).to_contain_text("không mở được gì")
        look(page, "link-gone")
    delegate.refresh_from_db()
    assert delegate.present_at is not None
    for n, who in enumerate(("Điểm cầu Lâm Đồng", "Điểm cầu Nghệ An", "Điểm cầu Cà Mau"), 1):
        speaks = {"state": "speaking", "started_at": timezone.now()} if n == 1 else {}
        Turn.objects.create(
            conference=place.conference, kind="hand", who=who, about="Vận động Nhân dân hiến đất làm đường", position=n,
            asked_at=timezone.now(), **speaks,
        )  # fmt: skip
    publish()
    user = User.objects.get(appointments__unit=place.conference.unit)
    with person(browser, site, user, DESKTOP) as hall:
        hall.goto(reverse("conferences:hall", args=[place.conference_id]))
        expect(hall.locator("gb-live")).to_contain_text("Điểm cầu Lâm Đồng")
        expect(hall.locator(".gb-floor-clock")).to_have_text(re.compile(r"^[45]:\d\d$"))
        look(hall, "hall")

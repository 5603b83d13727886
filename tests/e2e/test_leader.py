"""A leader on a tablet: what is late stands on the first screen; chased with one press, seen at the unit; more time
for one task, none for another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.directives.actions.send_directive import ask_everybody, send_directive
from giaoban.apps.directives.domain.order import Order
from giaoban.apps.directives.models import Directive
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.org.enums import Level
from giaoban.apps.tasks.actions.ask_change import ask_change
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.enums import Wish
from giaoban.apps.tasks.models import Task
from tests.directives.waves import SYSTEM
from tests.documents.register import registered
from tests.e2e.conftest import Site
from tests.e2e.journey import look, month_of, person
from tests.network import SmallNetwork

LEADER, BELOW = "front-p1", "front-d1"
TABLET = ViewportSize(width=1024, height=768)
LATE, MORE, NO_MORE = "Tổ chức lớp tập huấn", "Rà soát hộ khó khăn", "Báo cáo điểm nóng"
SOME_DAYS_AGO = timedelta(days=21)


@pytest.fixture
def net(site: Site) -> SmallNetwork:
    return month_of(site).net


def task_of(net: SmallNetwork, title: str, days: int) -> Task:
    """Given three weeks ago, due in so many days."""
    lead, giver = net.units[BELOW], net.units[LEADER]
    new = NewTask(title, lead.pk, giver.pk, timezone.localdate() + timedelta(days=days))
    return give_task(actor=net.actor(LEADER), unit=giver, task=new, now=timezone.now() - SOME_DAYS_AGO)


def wave_of(net: SmallNetwork) -> Directive:
    """To be disseminated by the districts a week ago; nobody has."""
    top, then = net.units[LEADER], timezone.now() - SOME_DAYS_AGO
    order = Order(Addressing(levels=(Level.DISTRICT,)), timezone.localdate() - timedelta(days=10))
    document = registered(top, "7-CT/TU", net.actor(LEADER, Post.CLERK))
    row = send_directive(actor=net.actor(LEADER), document=document, unit=top, order=order, now=then)
    ask_everybody(actor=SYSTEM, directive=row, now=then)
    return row


def wish_of(net: SmallNetwork, title: str) -> Task:
    task = task_of(net, title, 3)
    return ask_change(
        actor=net.actor(BELOW), task=task, wish=Wish.EXTEND, reason="Giãn cách xã hội",
        deadline=task.deadline + timedelta(days=7), rests_until=None, now=timezone.now(),
    )  # fmt: skip


def test_what_is_late_is_found_and_chased(site: Site, browser: Browser, net: SmallNetwork) -> None:
    wave, task = wave_of(net), task_of(net, LATE, -3)
    with person(browser, site, net.user(LEADER, Post.LEADER), TABLET) as page:
        page.goto("/lanh-dao/")
        look(page, "leader")
        for heading in ("Việc đang chờ ở cấp mình", "Đơn vị chưa báo cáo"):
            box = page.get_by_role("heading", name=heading).bounding_box()
            assert box
            assert box["y"] < TABLET["height"] - 100, heading
        page.get_by_role("link", name="Việc đã giao đơn vị khác, quá hạn").click()
        look(page, "leader-late-tasks")
        page.get_by_role("link", name=LATE).click()
        assert f"/nhiem-vu/{task.pk}/" in page.locator("gb-copy textarea").input_value()
        page.get_by_role("button", name="Đôn đốc", exact=True).click()
        expect(page.get_by_text("Đã thực hiện: Đã đôn đốc.")).to_be_visible()
        look(page, "leader-chased-task")
        the_wave_is_chased(page, wave, net)
    part = wave.disseminations.get(unit=net.units[BELOW])
    with person(browser, site, net.user(BELOW)) as page:
        page.goto(f"/trien-khai/don-vi/{part.pk}/")
        expect(page.locator(".gb-notice", has_text="đôn đốc").first).to_be_visible()
        look(page, "chased-unit")
        page.goto(f"/nhiem-vu/{task.pk}/")
        expect(page.get_by_text("Đã đôn đốc")).to_be_visible()


def the_wave_is_chased(page: Page, wave: Directive, net: SmallNetwork) -> None:
    page.goto(f"/trien-khai/{wave.pk}/")
    page.locator("details.gb-card summary").click()
    words = page.locator("gb-copy textarea").input_value()
    assert net.units[BELOW].name in words
    with page.expect_download() as letter:
        page.get_by_role("link", name="Công văn").click()
    assert letter.value.suggested_filename.endswith(".docx")
    look(page, "leader-wave")
    page.get_by_role("button", name="Ghi đôn đốc tại các đơn vị quá hạn").click()
    expect(page.get_by_text("Đã ghi đôn đốc tại 2 đơn vị quá hạn.")).to_be_visible()


def test_more_time_for_one_and_none_for_another(site: Site, browser: Browser, net: SmallNetwork) -> None:
    agreed, refused = wish_of(net, MORE), wish_of(net, NO_MORE)
    with person(browser, site, net.user(LEADER, Post.LEADER), TABLET) as page:
        page.goto("/")
        page.get_by_role("link", name=MORE).first.click()
        look(page, "leader-wish")
        page.get_by_role("link", name="Đồng ý với đề nghị").click()
        page.get_by_role("button", name="Đồng ý với đề nghị").click()
        expect(page.get_by_text("Đã thực hiện").first).to_be_visible()
        page.goto("/")
        page.get_by_role("link", name=NO_MORE).first.click()
        page.get_by_role("link", name="Không đồng ý").click()
        page.get_by_label("Lý do").fill("Việc này không thể chậm.")
        page.get_by_role("button", name="Không đồng ý").click()
        expect(page.get_by_text("Đã thực hiện").first).to_be_visible()
    was = agreed.deadline
    agreed.refresh_from_db()
    refused.refresh_from_db()
    assert (agreed.deadline - was, agreed.wish) == (timedelta(days=7), "")
    assert (refused.deadline, refused.wish) == (was, "")

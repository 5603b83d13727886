"""A week is written, issued, changed with a reason; Monday's page comes out of its tasks, is explained and frozen; an
obstacle becomes a proposal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.proposals.models import Raising
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.domain.week import monday_of
from giaoban.apps.tasks.models import MondayPage, WeekEntry
from tests.e2e.conftest import Site
from tests.e2e.journey import look, month_of, person
from tests.network import SmallNetwork

UNIT = "front-p1"
HELD = "Giao ban tuần với các tổ chức thành viên"
LATE = "Rà soát mô hình dân vận khéo"
WHY = "Hai huyện đang giãn cách, chưa gửi danh sách."
OBSTACLE = "Chưa có kinh phí in tài liệu quán triệt"


@pytest.fixture
def net(site: Site) -> SmallNetwork:
    net = month_of(site).net
    unit, today = net.units[UNIT], timezone.localdate()
    new = NewTask(LATE, unit.pk, unit.pk, monday_of(today) - timedelta(days=3))
    give_task(actor=net.actor(UNIT), unit=unit, task=new, now=timezone.now() - timedelta(days=30))
    return net


def test_from_a_schedule_to_a_proposal(site: Site, browser: Browser, net: SmallNetwork) -> None:
    monday = monday_of(timezone.localdate())
    week = f"/nhiem-vu/tuan/{net.units[UNIT].code}/{monday.isoformat()}/"
    with person(browser, site, net.user(UNIT)) as page:
        written(page, week)
    with person(browser, site, net.user(UNIT, Post.LEADER)) as page:
        issued(page, week)
    with person(browser, site, net.user(UNIT)) as page:
        changed(page, week)
        prepared(page, week)
    with person(browser, site, net.user(UNIT, Post.LEADER)) as page:
        frozen(page, week)
    assert MondayPage.objects.get(unit=net.units[UNIT]).frozen_at
    assert Raising.objects.get().unit == net.units[UNIT]


def written(page: Page, week: str) -> None:
    page.goto(week)
    page.get_by_role("link", name="Thêm mục").first.click()
    page.get_by_label("Nội dung").fill(HELD)
    page.get_by_label("Địa điểm").fill("Phòng họp 1")
    look(page, "week-entry")
    page.locator("form.gb-form button").click()
    expect(page.get_by_text(HELD)).to_be_visible()


def issued(page: Page, week: str) -> None:
    page.goto(week)
    page.get_by_role("link", name="Ban hành lịch tuần").click()
    page.get_by_role("main").get_by_role("button", name="Ban hành lịch tuần").click()
    expect(page.locator(".gb-lead")).to_contain_text("Đã ban hành")
    look(page, "week-issued")


def changed(page: Page, week: str) -> None:
    page.goto(week)
    page.locator(".gb-week-links a").first.click()
    page.get_by_label("Địa điểm").fill("Hội trường lớn")
    page.get_by_label("Lý do thay đổi lịch đã ban hành").fill("Thêm đại biểu")
    page.locator("form.gb-form button").click()
    entry = page.locator(".gb-week-entry")
    expect(entry).to_contain_text("Điều chỉnh")
    expect(entry).to_contain_text("Thêm đại biểu")
    look(page, "week-changed")
    assert WeekEntry.objects.get().place == "Hội trường lớn"


def prepared(page: Page, week: str) -> None:
    """The late task stands there by itself; why, and what stands in the way, are said."""
    page.goto(f"{week}giao-ban/")
    line = page.locator(".gb-monday > li", has_text=LATE).first
    line.get_by_placeholder("Vì sao chưa làm được?").fill(WHY)
    line.get_by_role("button", name="Lưu").click()
    page.locator(".gb-monday-form textarea, .gb-monday-form input[type=text]").fill(OBSTACLE)
    page.locator(".gb-monday-form button").click()
    expect(page.get_by_text(OBSTACLE)).to_be_visible()
    look(page, "monday-prepared")


def frozen(page: Page, week: str) -> None:
    page.goto(f"{week}giao-ban/")
    page.get_by_role("link", name="Chốt trang giao ban").click()
    page.get_by_role("main").get_by_role("button", name="Chốt trang giao ban").click()
    expect(page.locator(".gb-monday", has_text=WHY).first).to_be_visible()
    expect(page.get_by_placeholder("Vì sao chưa làm được?")).to_have_count(0)
    look(page, "monday-frozen")
    page.locator("li", has_text=OBSTACLE).get_by_role("button").click()
    expect(page.get_by_text(OBSTACLE).first).to_be_visible()
    look(page, "monday-proposal")

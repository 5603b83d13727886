"""Two people in one report change the same cell: each sees both values, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.reporting.models import DraftJournal
from tests.e2e.conftest import DESKTOP, PHONE, Site
from tests.e2e.journey import look, month_of, person, saved, stored
from tests.network import ALWAYS
from tests.reporting.conftest import Round

HOUSEHOLDS = re.compile("Hộ gia đình được hỗ trợ")
CELL = "own:households_helped"


@pytest.fixture
def month(site: Site) -> Round:
    return month_of(site)


def colleague(month: Round, unit: str) -> User:
    """A second officer of the unit."""
    user = User.objects.create(username="dong-nghiep", label="Chuyên viên thứ hai", created_at=timezone.now())
    Appointment.objects.create(user=user, unit=month.net.units[unit], post=Post.OFFICER, valid=ALWAYS)
    return user


def typed(month: Round) -> list[tuple[str | None, bool]]:
    """The journal of the cell: (what was typed, whether it was kept), in order."""
    rows = DraftJournal.objects.filter(report=month.report("front-c1"), cell=CELL).order_by("pk")
    return [(row.typed, row.kept) for row in rows]


def enter(page: Page, month: Round) -> None:
    page.goto(f"/bao-cao/{month.report('front-c1').pk}/nhap/")


def test_the_conflict_names_the_cell_and_both_values(site: Site, browser: Browser, month: Round) -> None:
    one, two = month.net.user("front-c1"), colleague(month, "front-c1")
    with person(browser, site, one) as first, person(browser, site, two, PHONE) as second:
        enter(first, month)
        enter(second, month)
        first.get_by_role("textbox", name=HOUSEHOLDS).fill("12")
        saved(first)
        second.get_by_role("textbox", name=HOUSEHOLDS).fill("34")
        told = second.locator(".gb-save-state")
        expect(told).to_contain_text("Ô này vừa được sửa ở nơi khác")
        expect(told.get_by_role("link", name=HOUSEHOLDS)).to_be_visible()
        choice = second.get_by_role("group", name=HOUSEHOLDS)
        expect(choice.get_by_role("button", name=re.compile("12"))).to_be_visible()
        expect(second.get_by_role("textbox", name=HOUSEHOLDS)).to_have_value("34")
        look(second, "conflict")
        assert stored(month.report("front-c1"))["households_helped"] == 12
        assert typed(month) == [("12", True), ("34", False)]
        choice.get_by_role("button", name="Giữ của tôi").tap()
        saved(second)
    assert stored(month.report("front-c1"))["households_helped"] == 34
    assert typed(month) == [("12", True), ("34", False), ("34", True)]


def test_a_second_tab_of_the_same_person_overwrites_nothing(
    site: Site, browser: Browser, month: Round
) -> None:
    with person(browser, site, month.net.user("front-c1")) as first:
        enter(first, month)
        second = first.context.new_page()
        enter(second, month)
        box = [tab.get_by_role("textbox", name=HOUSEHOLDS) for tab in (first, second)]
        box[0].fill("12")
        saved(first)
        box[0].fill("13")
        saved(first)
        box[1].fill("34")
        expect(second.locator(".gb-save-state")).to_contain_text("Ô này vừa được sửa ở nơi khác")
        assert stored(month.report("front-c1"))["households_helped"] == 13
        second.get_by_role("group", name=HOUSEHOLDS).get_by_role("button", name="Giữ của tôi").click()
        saved(second)
    assert stored(month.report("front-c1"))["households_helped"] == 34


def test_what_the_other_typed_can_be_taken(site: Site, browser: Browser, month: Round) -> None:
    one, two = month.net.user("front-c1"), colleague(month, "front-c1")
    with person(browser, site, one) as first, person(browser, site, two) as second:
        enter(first, month)
        enter(second, month)
        first.get_by_role("textbox", name=HOUSEHOLDS).fill("12")
        saved(first)
        second.get_by_role("textbox", name=HOUSEHOLDS).fill("34")
        second.get_by_role("group", name=HOUSEHOLDS).get_by_role("button", name=re.compile("12")).click()
        saved(second)
        expect(second.get_by_role("textbox", name=HOUSEHOLDS)).to_have_value("12")
    assert stored(month.report("front-c1"))["households_helped"] == 12
    assert typed(month) == [("12", True), ("34", False)]


def test_without_script_the_conflict_stands_above_the_form(
    site: Site, browser: Browser, month: Round
) -> None:
    one, two = month.net.user("front-c1"), colleague(month, "front-c1")
    with (
        person(browser, site, one, script=False) as first,
        person(browser, site, two, DESKTOP, script=False) as second,
    ):
        enter(first, month)
        enter(second, month)
        for page, value in ((first, "12"), (second, "34")):
            page.get_by_role("textbox", name=HOUSEHOLDS).fill(value)
            page.get_by_role("button", name="Lưu", exact=True).click()
        told = second.locator(".gb-conflict")
        expect(told).to_contain_text("Cùng ô đã được sửa ở hai nơi")
        row = told.get_by_role("row", name=HOUSEHOLDS)
        expect(row).to_contain_text("34")
        expect(row).to_contain_text("12")
        assert stored(month.report("front-c1"))["households_helped"] == 12
        second.get_by_role("button", name="Lưu", exact=True).click()
        expect(second.locator(".gb-conflict")).to_have_count(0)
    assert stored(month.report("front-c1"))["households_helped"] == 34
    assert typed(month) == [("12", True), ("34", False), ("34", True)]

"""What journeys share: people who are signed in, a month's collection, and a look at each page they visit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import User
from giaoban.apps.org.models import Organisation
from giaoban.apps.reporting.actions.open_collection import open_collection
from giaoban.apps.reporting.actions.publish_form import publish_form
from giaoban.apps.reporting.actions.run_office import switch_steps
from giaoban.apps.reporting.models import Report
from giaoban.apps.reporting.queries.definitions import definition_of
from giaoban.kit.jobs import run_pending
from giaoban.kit.periods import parse_period
from tests.e2e.conftest import DESKTOP, PHONE, Site
from tests.network import build_network
from tests.reporting.conftest import FORM, SYSTEM, Round

BACKEND = "giaoban.config.sessions.Backend"
LETTERHEAD = {
    "layout": "state",
    "all": {"authority": "TM. Ban Thường trực", "on_behalf": "KT. Chủ tịch", "post": "Phó Chủ tịch"},
}
SERIOUS = {"serious", "critical"}


def in_vietnamese(context: BrowserContext, url: str) -> None:
    """Tests speak English by default; the people of the journeys do not."""
    context.add_cookies([{"name": "django_language", "value": "vi", "url": url}])


@contextmanager
def person(
    browser: Browser, site: Site, user: User, viewport: ViewportSize = DESKTOP, *, script: bool = True
) -> Iterator[Page]:
    """A browser of somebody who is signed in, with a page open."""
    touch = viewport is PHONE
    client = Client()
    client.force_login(user, backend=BACKEND)
    with browser.new_context(
        base_url=site.url, viewport=viewport, locale="vi-VN", is_mobile=touch, has_touch=touch,
        java_script_enabled=script, accept_downloads=True,
    ) as context:  # fmt: skip
        in_vietnamese(context, site.url)
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}]
        )
        yield context.new_page()


def look(page: Page, name: str) -> None:
    """Nothing serious for axe, and what `look_without_script` asks."""
    look_without_script(page, name)
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    serious = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in SERIOUS]
    assert serious == [], f"{name}: {page.url}: {serious}"


def look_without_script(page: Page, name: str) -> None:
    """Nothing is wider than the screen. Kept as a picture if GIAOBAN_PICTURES names a folder."""
    assert page.viewport_size
    page.wait_for_timeout(300)  # a click has begun to lead on by then
    page.wait_for_load_state("networkidle")
    width, wide = page.viewport_size["width"], _content_width(page)
    if folder := os.environ.get("GIAOBAN_PICTURES"):
        page.screenshot(path=Path(folder, f"{name}-{width}.png"), full_page=True)
    assert wide <= width, f"{name} is too wide"


def _content_width(page: Page) -> int:
    """How wide the page is; on a slow machine a click leads on only now, so the next page is asked again."""
    try:
        found: int = page.evaluate("document.documentElement.scrollWidth")
    except Error:
        page.wait_for_load_state("networkidle")
        found = page.evaluate("document.documentElement.scrollWidth")
    return found


def month_of(site: Site, last_year: Mapping[str, str] | None = None) -> Round:
    """The small network asked for its short report of this month, due in three days. Communes are offices of one.

    `last_year`: households helped in the same month a year ago, by unit; received up to the district.
    """
    assert site.database
    net, now = build_network(), timezone.now()
    Organisation.objects.filter(code="MTTQ").update(letterhead=LETTERHEAD)
    version = publish_form(actor=SYSTEM, source=FORM.read_text(encoding="utf-8"), name=FORM.name, now=now)

    def asked(day: datetime) -> Round:
        collection = open_collection(
            actor=SYSTEM, form_version=version, calendar=parse_period(f"{day:%Y-M%m}"),
            period_name=f"Tháng {day:%m/%Y}", title=f"Báo cáo nhanh tháng {day:%m/%Y}",
            deadline=day + timedelta(days=3), now=day,
        )  # fmt: skip
        return Round(net, collection)

    if last_year:
        before = asked(now - timedelta(days=365))
        for unit, households in last_year.items():
            before.all_the_way(unit, households_helped=households)
    for code in ("front-c1", "front-c2", "front-c3", "front-c4"):
        switch_steps(actor=net.actor(code, Post.LEADER), unit=net.units[code], steps_off=True, now=now)
    month = asked(now)
    work_off()
    return month


def work_off() -> None:
    """What the jobs' process would do now. In a thread: Playwright keeps an event loop in this one."""

    def run() -> None:
        run_pending()
        connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(run).result()


def saved(page: Page) -> None:
    """The page says that everything typed stands in the database."""
    expect(page.locator(".gb-save-state")).to_have_attribute("data-state", "saved", timeout=40_000)


def stored(report: Report) -> dict[str, Decimal | None]:
    """The figures that stand in the database, by cell."""
    report.refresh_from_db()
    assert report.version is not None
    cells = definition_of(report.expectation.collection.form_version).cell_by_code
    return {code: report.version.own[cell.slot] for code, cell in cells.items()}

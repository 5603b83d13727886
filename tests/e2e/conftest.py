"""A browser and the real pages: `site` serves a fresh database, `page` looks at it.

Data that a journey needs is made through `site.database` (the test's own connections see it committed).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.databases import Clone
from tests.e2e import browser as browsers
from tests.e2e.streams import streams  # noqa: F401 - a fixture of the journeys

DESKTOP = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=360, height=740)


@dataclass(frozen=True)
class Site:
    """Where the pages answer, over which database."""

    url: str
    database: Clone


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "e2e":
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run; without one the tests fail with the remedy."""
    path = browsers.find()
    if path is None:
        pytest.fail(browsers.REMEDY, pytrace=False)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's synchronous interface keeps an event loop in this thread; the ORM is still used by one.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def site(fresh_db: Clone) -> Iterator[Site]:
    """The whole application on a free port, in a thread, over a database of the test's own."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait(30)
    if thread.error:
        raise thread.error
    try:
        yield Site(f"http://127.0.0.1:{thread.port}", fresh_db)
    finally:
        thread.terminate()
        connection.close()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A visitor of their own at 1,440 px, in Vietnamese; `browser.new_context(…)` gives more of them."""
    with browser.new_context(base_url=site.url, viewport=DESKTOP, locale="vi-VN") as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of another visitor, on a phone."""
    with browser.new_context(
        base_url=site.url,
        viewport=PHONE,
        locale="vi-VN",
        is_mobile=True,
        has_touch=True,
    ) as context:
        yield context.new_page()

"""The browser, the live site and its static files work together."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.conftest import Site


def test_first_page_has_its_styles_and_no_errors(site: Site, page: Page) -> None:
    problems: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.on("requestfailed", lambda r: problems.append(r.url))
    page.context.add_cookies([{"name": "django_language", "value": "vi", "url": site.url}])
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "vi"
    font = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Be Vietnam" in font
    assert problems == []

"""The gallery in a real browser: accessibility, a phone's width, both themes, and what the elements do."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

PAGES = ["", "table/", "form/", "entry/", "map/", "confirm/", "wrong/404/", "wrong/422/", "wrong/500/"]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The gallery on a free port, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.kit.ui.settings", "PYTHONPATH": os.getcwd()}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    for _attempt in range(100):
        try:
            urllib.request.urlopen(address, timeout=1).close()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(10)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    opened = context.new_page()
    opened.complaints = []
    opened.on("pageerror", lambda e: opened.complaints.append(str(e)))
    opened.on("console", lambda m: opened.complaints.append(m.text) if "Content Security" in m.text else None)
    yield opened
    assert opened.complaints == []
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_every_part_is_accessible_and_fits(page: Any, site: str, width: int, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    for name in PAGES:
        page.goto(site + name)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_sorting_swaps_the_table_keeps_the_filter_and_the_address(page: Any, site: str) -> None:
    page.goto(f"{site}table/?state=late")
    page.evaluate("window.same = true")
    page.click("text=Tiền hỗ trợ")
    page.wait_for_url("**sort=money**")
    assert "state=late" in page.url
    assert page.evaluate("window.same")
    assert page.get_attribute("th:has-text('Tiền hỗ trợ')", "aria-sort") == "ascending"
    page.fill("[name=q]", "lam dong")
    page.wait_for_url(re.compile("q=lam(%20|[+])dong"))
    assert "sort=money" in page.url
    page.wait_for_function(
        "[...document.querySelectorAll('tbody th')].every(e => /Lâm Đồng/.test(e.textContent))"
    )
    page.go_back()
    page.wait_for_url(lambda url: "q=lam" not in url)
    page.wait_for_selector("h1", timeout=5000)


def test_without_script_the_same_table_sorts_filters_and_the_menu_opens(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{site}table/")
    page.fill("[name=q]", "da nang")
    page.click("form.gb-filters button")
    assert "q=da+nang" in page.url
    assert page.locator("tbody tr").first.inner_text().find("Đà Nẵng") >= 0
    page.click(".gb-menu summary")
    assert page.locator(".gb-menu nav a").first.is_visible()
    context.close()


def test_digits_group_while_typing_and_the_caret_stays(page: Any, site: str) -> None:
    page.goto(f"{site}entry/")
    page.evaluate("document.documentElement.lang")
    field = page.locator("#id_shops")
    field.press_sequentially("1234567")
    grouped = field.input_value()
    assert grouped in ("1.234.567", "1,234,567")
    field.press("ArrowLeft")
    field.press("Backspace")
    assert field.input_value().replace(".", "").replace(",", "") == "123457"
    assert field.evaluate("e => e.value.slice(e.selectionStart)") == "7"


def test_a_column_from_excel_fills_the_cells_below(page: Any, site: str) -> None:
    page.goto(f"{site}entry/")
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text/plain', '12\\r\\n1830\\r\\n99\\r\\n');
        document.querySelector('#id_shops').dispatchEvent(
          new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    values = [page.input_value(f"#id_{name}") for name in ("shops", "tonnes", "money")]
    assert [v.replace(".", "").replace(",", "") for v in values] == ["12", "1830", "99"]


def test_typing_is_saved_by_itself(page: Any, site: str) -> None:
    page.goto(f"{site}entry/")
    page.fill("#id_shops", "12")
    page.wait_for_selector(".gb-save-state[data-state=saved]")
    assert "10:42" in page.inner_text(".gb-save-state")
    assert page.evaluate("localStorage.length") == 0


def test_a_dropped_line_loses_nothing_and_repeats_the_same_ids(page: Any, site: str) -> None:
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.post_data or "") if r.url.endswith("/save/") else None)
    page.goto(f"{site}entry/")
    page.context.set_offline(True)
    page.fill("#id_shops", "726")
    page.wait_for_selector(".gb-save-state[data-state=offline]")
    page.wait_for_function("Boolean(localStorage.getItem('gb-autosave:gallery'))")
    kept = page.evaluate("JSON.parse(localStorage.getItem('gb-autosave:gallery')).shops")
    assert kept["value"] == "726"
    page.context.set_offline(False)
    page.wait_for_selector(".gb-save-state[data-state=saved]")
    assert any(kept["id"] in body for body in sent)
    assert page.evaluate("localStorage.length") == 0


def test_a_closed_page_puts_back_what_was_typed(page: Any, site: str) -> None:
    page.goto(f"{site}entry/")
    page.route("**/save/", lambda route: route.abort())
    page.fill("#id_tonnes", "1830")
    page.wait_for_function("Boolean(localStorage.getItem('gb-autosave:gallery'))")
    page.goto(f"{site}confirm/")
    page.goto(f"{site}entry/")
    assert re.sub("[.,]", "", page.input_value("#id_tonnes")) == "1830"
    page.unroute("**/save/")
    page.wait_for_selector(".gb-save-state[data-state=saved]", timeout=15_000)


def test_a_conflict_shows_both_values_and_the_choice_is_saved(page: Any, site: str) -> None:
    page.goto(f"{site}entry/")
    page.fill("#id_shops", "409")
    page.wait_for_selector(".gb-save-state[data-state=conflict]")
    choices = page.locator(".gb-cell-choice button")
    assert choices.count() == 2
    assert "14" in choices.nth(1).inner_text()
    choices.nth(1).click()
    assert page.input_value("#id_shops") == "14"
    page.wait_for_selector(".gb-save-state[data-state=saved]")
    assert page.evaluate("localStorage.length") == 0


def test_a_refused_value_is_named_at_its_cell(page: Any, site: str) -> None:
    page.goto(f"{site}entry/")
    page.fill("#id_shops", "x")
    page.wait_for_selector(".gb-live-error")
    assert page.get_attribute("#id_shops", "aria-invalid") == "true"
    page.fill("#id_shops", "7")
    page.wait_for_selector(".gb-save-state[data-state=saved]")
    assert page.locator(".gb-live-error").count() == 0


def test_the_theme_changes_at_once_and_stays(page: Any, site: str) -> None:
    page.goto(site)
    with page.expect_response("**/giao-dien/"):
        page.click("button[name=theme][value=dark]")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    page.reload()
    assert page.get_attribute("html", "data-bs-theme") == "dark"


def test_an_error_of_a_fragment_is_told_at_the_top(page: Any, site: str) -> None:
    page.goto(f"{site}table/")
    page.evaluate("htmx.ajax('GET', '/wrong/409/', {target: '#rowtable'})")
    page.wait_for_selector("#gb-alerts .gb-error")
    assert page.locator("#rowtable tbody tr").count() == 25


def test_a_map_that_moves_keeps_the_readers_place(page: Any, site: str) -> None:
    page.goto(f"{site}map/")
    page.focus("#map-5")
    page.evaluate("document.querySelector('#map').setAttribute('hx-vals', '{}')")
    with page.expect_response("**/dots/*", timeout=10_000) as answer:
        pass
    assert answer.value.status == 200
    page.wait_for_function("document.querySelector('#map').getAttribute('hx-vals').includes('v')")
    assert page.locator("details[open] li").count() == 63
    assert page.evaluate("document.activeElement.id") == "map-5"


def test_a_wide_table_on_a_phone_shows_that_it_scrolls_and_keeps_its_first_column(
    page: Any, site: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}table/")
    page.evaluate("document.querySelector('.gb-table').className = 'gb-table gb-narrow-scroll'")
    box, first, last = (
        page.locator(s).first for s in (".gb-scroll", ".gb-grid tbody th", ".gb-grid tbody td:last-child")
    )
    assert box.evaluate("e => e.scrollWidth > e.clientWidth")
    assert "gradient" in box.evaluate("e => getComputedStyle(e).backgroundImage")
    at, beyond = first.bounding_box()["x"], last.bounding_box()["x"]
    assert beyond > 360
    box.evaluate("e => { e.scrollLeft = 10000 }")
    assert first.bounding_box()["x"] == at
    assert last.bounding_box()["x"] < 360
    assert first.evaluate("e => e.contains(document.elementFromPoint(30, e.getBoundingClientRect().y + 4))")


@pytest.mark.parametrize("name", ["", "table/", "form/", "wrong/422/"])
def test_a_word_without_blanks_does_not_push_the_page_wide(page: Any, site: str, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(site + name)
    page.evaluate(
        "for (const e of document.querySelectorAll('h1, h2, h3, p, li, dd, td, .gb-lead, .gb-crumbs span'))"
        " if (!e.children.length) e.textContent = 'https://x.example/' + 'vanban'.repeat(40)"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

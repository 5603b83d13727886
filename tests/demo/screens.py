"""Seven screens of the played demonstration: a picture each, and the words on it in man-hinh.json.

The words are compared, not the pixels: fonts and browsers differ. Each picture is bound to its words by its SHA-256,
so that neither can be renewed without the other.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.demo.samples import plain
from tests.e2e import browser as browsers

WORDS = "man-hinh.json"
BYTES_AT_MOST = 250_000
_DESKTOP, _PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=360, height=740)
_COLOURS = 128


@dataclass(frozen=True)
class Screen:
    """`role` is chosen on the start page ("": none is); `go` leads on from the page that it opens."""

    name: str
    role: str
    go: Callable[[Page], None]
    phone: bool = False


def _stay(page: Page) -> None: ...


def _step(label: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        bar = page.get_by_role("navigation", name="Một vòng công tác trong 7 bước")
        bar.get_by_role("link", name=label, exact=False).first.click()

    return go


def _progress(page: Page) -> None:
    page.goto("/bao-cao/")
    page.locator("main").get_by_role("link", name="6 tháng đầu năm 2021").first.click()


def _leader(page: Page) -> None:
    page.goto("/lanh-dao/")


def _register(page: Page) -> None:
    page.goto("/van-ban/")


SCREENS = (
    Screen("chon-mot-vai", "", _stay),
    Screen("viec-cua-can-bo-xa", "Cán bộ xã", _stay, phone=True),
    Screen("tien-do", "Chuyên viên tổng hợp", _progress),
    Screen("so-lieu-can-kiem-tra", "Chuyên viên tổng hợp", _step("Số liệu cần kiểm tra")),
    Screen("nguon-so-lieu", "Chuyên viên tổng hợp", _step("Bản giao ban")),
    Screen("trang-lanh-dao", "Lãnh đạo", _leader),
    Screen("van-ban-den-di", "Văn thư", _register),
)


@contextmanager
def shown(browser: Browser, address: str, screen: Screen) -> Iterator[Page]:
    """The screen as its person sees it, in Vietnamese."""
    with browser.new_context(
        base_url=address, viewport=_PHONE if screen.phone else _DESKTOP, locale="vi-VN"
    ) as context:
        context.add_cookies([{"name": "django_language", "value": "vi", "url": address}])
        page = context.new_page()
        page.goto("/")
        if screen.role:
            page.get_by_role("button", name=screen.role).click()
        screen.go(page)
        page.wait_for_load_state("networkidle")
        yield page


def words(page: Page) -> str:
    """What the page says in its main part."""
    return plain(page.locator("main").inner_text())


def keep(address: str, folder: Path) -> None:
    """Take all pictures and their words."""
    kept: dict[str, dict[str, str]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.find(), args=["--no-sandbox"])
        for screen in SCREENS:
            with shown(browser, address, screen) as page:
                picture = _small(page.screenshot())
                (folder / f"{screen.name}.png").write_bytes(picture)
                kept[screen.name] = {"sha256": hashlib.sha256(picture).hexdigest(), "words": words(page)}
        browser.close()
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    (folder / WORDS).write_text(text + "\n", encoding="utf-8")


def _small(png: bytes) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()

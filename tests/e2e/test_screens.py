"""The six screens of docs/mau are the pages of today. Needs GIAOBAN_PLAYED, as the walk does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.demo import samples, screens
from tests.demo.played import demonstration
from tests.demo.played.test_samples import REMEDY


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if not os.environ.get("GIAOBAN_PLAYED"):
        pytest.fail(demonstration.REMEDY, pytrace=False)
    with demonstration.opened() as played, played.serving() as (address, _seconds):
        yield address


@pytest.mark.parametrize("screen", screens.SCREENS, ids=lambda screen: str(screen.name))
def test_a_screen_says_what_its_picture_shows(browser: Browser, address: str, screen: screens.Screen) -> None:
    kept = json.loads((samples.FOLDER / screens.WORDS).read_text(encoding="utf-8"))
    with screens.shown(browser, address, screen) as page:
        assert screens.words(page) == kept[screen.name]["words"], REMEDY

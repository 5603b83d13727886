"""A hall whose screen is carried by nginx with nchan, as docs/ops/nchan.conf sets it up: it moves by itself, and comes
back after nginx was started anew with an empty memory. Skipped where nginx or nchan is not on the machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_the_house
from django.urls import reverse
from playwright.sync_api import Browser, expect

from bench import connect_nchan
from bench.halls import free_port
from giaoban.apps.accounts.enums import Post
from tests.databases import Clone
from tests.e2e.conftest import PHONE, Site
from tests.e2e.journey import person
from tests.e2e.test_live import AWAY, BELOW, LEADER, SAID, Online, Streams, count, online

__all__ = ["online"]  # the fixture
pytestmark = pytest.mark.skipif(
    not connect_nchan.program() or not connect_nchan.modules(), reason=connect_nchan.missing(1)
)


@pytest.fixture
def ports(
    fresh_db: Clone, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[int, int]]:
    """Where nginx answers and where it takes messages; the streams' process and the pages know both."""
    monkeypatch.setattr(connect_nchan, "folder", lambda: tmp_path)
    port, takes = free_port(), free_port()
    settings.STREAM_URL, settings.NCHAN = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{takes}"
    directives = of_the_house.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    listens = {"connect-src": ["'self'", settings.STREAM_URL]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives | listens}
    streams = Streams(free_port(), {
        "DATABASE_URL": fresh_db.url, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings",
        "GIAOBAN_SECRET_KEY": settings.SECRET_KEY, "GIAOBAN_NCHAN": settings.NCHAN,
    })  # fmt: skip
    streams.start()
    yield port, takes
    streams.stop()


def test_nginx_carries_the_screen(
    ports: tuple[int, int], site: Site, browser: Browser, online: Online
) -> None:
    net = online.net
    with (
        ExitStack() as carrier,
        person(browser, site, net.user(LEADER, Post.LEADER)) as hall,
        person(browser, site, net.user(BELOW), PHONE) as phone,
    ):
        carrier.enter_context(connect_nchan.nginx(*ports))
        hall.goto(reverse("conferences:sites", args=[online.conference.pk]))
        expect(hall.locator("gb-live")).to_have_attribute("data-stream", re.compile("/kenh/"))
        count(phone, online.place, 31)
        expect(hall.locator(SAID)).to_contain_text("1/2 điểm cầu, 31 đại biểu", timeout=5000)
        carrier.close()
        expect(hall.locator(AWAY)).to_be_visible()
        count(phone, online.place, 33)
        expect(hall.locator(SAID)).to_contain_text("31 đại biểu")  # what was shown stays
        carrier.enter_context(connect_nchan.nginx(*ports))
        expect(hall.locator(SAID)).to_contain_text("33 đại biểu", timeout=20000)
        expect(hall.locator(AWAY)).to_be_hidden()

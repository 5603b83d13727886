"""A browser without scripts over the small network, at a fixed moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from giaoban.apps.accounts.enums import Post
from giaoban.kit import clock
from tests.reporting.conftest import NOW, Round

BACKEND = "giaoban.config.sessions.Backend"
MOST_QUERIES = 15


@dataclass
class Reader:
    """Somebody with one post, signed in; pages in English, so that tests read the source's own words."""

    client: Client

    def get(self, url: str, **data: Any) -> Any:
        return self.client.get(url, data)

    def post(self, url: str, data: dict[str, Any] | None = None, **extra: Any) -> Any:
        return self.client.post(url, data or {}, **extra)

    def queries(self, url: str) -> int:
        """How many queries a page takes, the session and the actor included."""
        with CaptureQueriesContext(connection) as found:
            response = self.client.get(url)
            assert response.status_code == 200, url
        return len(found)


As = Callable[..., Reader]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


@pytest.fixture(autouse=True)
def the_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the moment at which views act; NOW unless a test says otherwise."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(NOW)
    return at


@pytest.fixture
def as_(month: Round) -> As:
    """`as_("front-c1")` is the officer of that unit, `as_("front-c1", Post.LEADER)` its leader."""

    def reader(unit: str, post: Post = Post.OFFICER) -> Reader:
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(month.net.user(unit, post), backend=BACKEND)
        return Reader(client)

    return reader


def text_of(response: Any) -> str:
    """What a reader sees: the page without its tags, blanks folded."""
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(body).split())


@contextmanager
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield

"""What is handed to nginx: every new payload, to the channels that are good; again when it has forgotten."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.live.actions.open_topic import open_topic
from giaoban.apps.live.actions.push_topics import Nginx, NotTaken
from giaoban.apps.live.domain.channels import channel_of, half_day, path_of
from giaoban.apps.live.models import LiveTopic

NOW = datetime(2021, 7, 13, 1, tzinfo=UTC)
HALF = half_day(NOW)
NAME, OTHER = "tests.counted/a/vi", "tests.counted/b/vi"


class Memory(ThreadingHTTPServer):
    """As nchan answers: the newest message of each channel; `status`: what it answers to every message instead."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.channels: dict[str, str] = {}
        self.taken: list[tuple[str, str]] = []
        self.status = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def of(self, name: str, half: int = HALF) -> str | None:
        return self.channels.get(channel_of(name, half))


class _Handler(BaseHTTPRequestHandler):
    server: Memory
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        message = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if not self.server.status:
            self.server.channels[self.path[1:]] = message
            self.server.taken.append((self.path[1:], message))
        self._say(self.server.status or 202)

    def do_GET(self) -> None:
        self._say(200 if self.path[1:] in self.server.channels else 404)

    def do_DELETE(self) -> None:
        self._say(404 if self.server.channels.pop(self.path[1:], None) is None else 200)

    def _say(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def memory() -> Iterator[Memory]:
    server = Memory()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def say(name: str, version: int, payload: str) -> None:
    """What the publisher would have stored."""
    LiveTopic.objects.update_or_create(
        name=name, defaults={"mark": name, "version": version, "payload": payload, "wanted_at": NOW}
    )


@pytest.mark.django_db
class TestPushing:
    def test_what_is_new_is_told_once_to_both_half_days(self, memory: Memory) -> None:
        say(NAME, 3, "<b>một</b>\nhai")
        nginx = Nginx(memory.url)
        assert nginx.push(NOW) == 2
        assert memory.of(NAME) == memory.of(NAME, HALF - 1) == "3\n<b>một</b>\nhai"
        assert nginx.push(NOW) == 0
        say(OTHER, 4, "bốn")
        say(NAME, 5, "năm")
        assert nginx.push(NOW) == 4
        assert (memory.of(NAME), memory.of(OTHER)) == ("5\nnăm", "4\nbốn")

    def test_nginx_away_hears_it_afterwards(self, memory: Memory) -> None:
        say(NAME, 3, "ba")
        nginx = Nginx(memory.url)
        nginx.push(NOW)
        memory.status = 503
        say(NAME, 4, "bốn")
        say(OTHER, 5, "năm")
        with pytest.raises(NotTaken):
            nginx.push(NOW)
        memory.status = 0
        told = len(memory.taken)
        assert nginx.push(NOW) == 4
        assert (memory.of(NAME), memory.of(OTHER)) == ("4\nbốn", "5\nnăm")
        assert len(memory.taken) == told + 4, "what it had is not told twice"

    def test_nobody_there(self) -> None:
        say(NAME, 3, "ba")
        with pytest.raises(NotTaken):
            Nginx("http://127.0.0.1:9").push(NOW)

    def test_one_that_was_started_anew_is_told_everything(self, memory: Memory) -> None:
        say(NAME, 3, "ba")
        say(OTHER, 4, "bốn")
        nginx = Nginx(memory.url)
        nginx.push(NOW)
        memory.channels.clear()
        assert nginx.push(NOW) == 4
        assert (memory.of(NAME), memory.of(OTHER, HALF - 1)) == ("3\nba", "4\nbốn")
        assert nginx.push(NOW) == 0

    def test_a_message_that_is_too_large_does_not_silence_the_others(self, memory: Memory) -> None:
        nginx = Nginx(memory.url)
        nginx.push(NOW)
        memory.status = 413
        say(NAME, 3, "x" * 2000)
        assert nginx.push(NOW) == 2
        memory.status = 0
        say(OTHER, 4, "bốn")
        assert nginx.push(NOW) == 2
        assert (memory.of(NAME), memory.of(OTHER)) == (None, "4\nbốn")

    def test_a_wrong_address_is_not_taken_for_an_answer(self, memory: Memory) -> None:
        memory.status = 404
        say(NAME, 3, "ba")
        with pytest.raises(NotTaken):
            Nginx(memory.url).push(NOW)

    def test_channels_end_after_the_next_half_day(self, memory: Memory) -> None:
        say(NAME, 3, "ba")
        nginx = Nginx(memory.url)
        nginx.push(NOW)
        assert nginx.push(NOW + timedelta(hours=12)) == 1, "only the new channel is told"
        assert memory.of(NAME, HALF + 1) == memory.of(NAME) == "3\nba"
        assert memory.of(NAME, HALF - 1) is None
        nginx.push(NOW + timedelta(hours=24))
        assert memory.of(NAME) is None

    def test_a_process_that_was_away_ends_what_should_have_ended(self, memory: Memory) -> None:
        say(NAME, 3, "ba")
        Nginx(memory.url).push(NOW)
        Nginx(memory.url).push(NOW + timedelta(hours=24))
        assert (memory.of(NAME), memory.of(NAME, HALF - 1)) == (None, None)
        assert memory.of(NAME, HALF + 2) == "3\nba"

    def test_pages_name_nginx_when_it_carries_the_screens(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("time.time", NOW.timestamp)
        assert open_topic("tests.counted", "a", NOW).stream.endswith("/song/")
        settings.NCHAN = "http://127.0.0.1:8003"
        shown = open_topic("tests.counted", "a", NOW)
        assert shown.stream == path_of(channel_of("tests.counted/a/en", HALF))
        assert "/kenh/" not in shown.poll


@given(st.text(), st.text(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_each_topic_and_half_day_has_a_channel_of_its_own(a: str, b: str, m: int, n: int) -> None:
    first, second = channel_of(a, m), channel_of(b, n)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", first)
    assert (first == second) == ((a, m) == (b, n))


def test_a_channel_depends_on_the_key(settings: Any) -> None:
    before = channel_of(NAME, HALF)
    settings.SECRET_KEY = "another" * 10
    assert channel_of(NAME, HALF) != before


def test_a_half_day_is_twelve_hours() -> None:
    midnight = datetime(2021, 7, 13, tzinfo=UTC)
    halves = [half_day(midnight + timedelta(hours=hours)) for hours in (0, 11.99, 12, 23.99, 24)]
    assert [half - halves[0] for half in halves] == [0, 0, 1, 1, 2]

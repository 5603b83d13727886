"""The streams' process over the database of a journey."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as of_the_house

from tests.databases import Clone


@dataclass
class Streams:
    """The streams' process over the database of the test, on a port of its own; stopped and started again at will."""

    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [
            sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--no-ws", "--log-level", "warning", "giaoban.config.asgi:application",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, env=os.environ | self.environment, start_new_session=True)
        assert _answers(f"{self.url}/health")

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)  # with the worker that holds the listeners
            self.process.wait(10)
            self.process = None


@pytest.fixture
def streams(fresh_db: Clone, settings: Any) -> Iterator[Streams]:
    """Running; the pages, which start after it, know its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Streams(port, {
        "DATABASE_URL": fresh_db.url, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings",
        "GIAOBAN_SECRET_KEY": settings.SECRET_KEY,
    })  # fmt: skip
    directives = of_the_house.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.STREAM_URL = made.url
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives | {"connect-src": ["'self'", made.url]}}
    made.start()
    yield made
    made.stop()


def _answers(url: str) -> bool:
    for _time in range(300):
        with suppress(OSError):
            return bool(urllib.request.urlopen(url, timeout=5).read().startswith(b"ok"))
        time.sleep(0.1)
    return False

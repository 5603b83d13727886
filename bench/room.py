"""What `presence` and `checkin` share: the conference on a clone, the streams, and their worker's processes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.acks import Answered
from bench.rows import folder
from giaoban.config import env


@dataclass(frozen=True, slots=True)
class Heard:
    """What the screens heard: events in all, and the last of each (all the same when they are one text)."""

    events: int
    last: tuple[str, ...]


def prepared(url: str, sites: int) -> Path:
    """A conference in session with so many sites; the links of their devices as a file."""
    file = folder() / "room.json"
    child = worker("prepare", str(file), str(sites), url=url)
    if child.wait(600):
        raise RuntimeError("the conference could not be made")
    return file


def warm(port: int, file: Path) -> None:
    """Each worker of the pages starts cold; what that costs is not counted."""
    for path in json.loads(file.read_text())["paths"][:40]:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60).close()


def worker(*arguments: str, url: str = "") -> subprocess.Popen[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings"}
    environment |= {"DATABASE_URL": url} if url else {}
    return subprocess.Popen(
        [sys.executable, "-m", "bench.room_worker", *arguments], cwd=env.ROOT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def answered(child: subprocess.Popen[str], seconds: float) -> tuple[Answered, list[str]]:
    """What a load measured, and what each client said last."""
    out, _errors = child.communicate(timeout=seconds)
    found: dict[str, Any] = json.loads(out)
    return Answered(tuple(sorted(found["took"])), found["failed"]), list(found.get("last", ()))


@contextlib.contextmanager
def screens(port: int, file: Path, count: int) -> Iterator[subprocess.Popen[str]]:
    """So many screens on the attendance of the conference, all of them connected."""
    child = worker("listen", str(port), json.loads(file.read_text())["stream"], str(count))
    try:
        assert child.stdout
        if child.stdout.readline().strip() != "ready":
            raise RuntimeError("the screens did not connect")
        yield child
    finally:
        child.kill()
        child.wait()


def heard(child: subprocess.Popen[str]) -> Heard:
    assert child.stdin
    assert child.stdout
    child.stdin.write("stop\n")
    child.stdin.flush()
    found = json.loads(child.stdout.readline())
    return Heard(found["events"], tuple(found["last"]))


@contextlib.contextmanager
def streams(url: str) -> Iterator[int]:
    """The streams' process as `giaoban serve` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "--host", "127.0.0.1", "--port", str(port), "--no-ws", "--interface", "asgi",
        "--workers", "1", "--backlog", "16384", "--log-level", "error", "giaoban.config.asgi:application",
    ]  # fmt: skip
    environment = {**os.environ, "DATABASE_URL": url}
    child = subprocess.Popen(command, cwd=env.ROOT, env=environment, start_new_session=True)
    try:
        for _time in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10).close()
                break
            time.sleep(0.2)
        yield port
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

"""What the rows of live streams share: the servers, the halls full of screens, and what one round took."""

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
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from giaoban.config import env, serve

PATIENCE = 30.0
"""Seconds; a screen that has not heard by then has missed it."""


@dataclass(frozen=True, slots=True)
class Round:
    """One change: seconds until each screen that heard of it had it, in order, and what they all hold now; `events`:
    how many were heard since the beginning.
    """

    took: tuple[float, ...]
    versions: Mapping[int, int]
    twice: int
    lost: int
    events: int = 0

    def at(self, part: float) -> float:
        return self.took[min(len(self.took) - 1, int(len(self.took) * part))] if self.took else PATIENCE

    @classmethod
    def pooled(cls, rounds: Sequence[Round]) -> Round:
        """All rounds as one; what they hold as of the last."""
        took = sorted(seconds for each in rounds for seconds in each.took)
        return cls(tuple(took), rounds[-1].versions, rounds[-1].twice, rounds[-1].lost)

    def __str__(self) -> str:
        return f"p50 {self.at(0.5):.2f} s, p99 {self.at(0.99):.2f} s, max {self.at(1.0):.2f} s"


@dataclass(frozen=True, slots=True)
class Halls:
    """Processes full of screens on one stream (`bench.listeners`)."""

    processes: Sequence[subprocess.Popen[str]]

    def all(self, **command: Any) -> list[dict[str, Any]]:
        """Tell every process, then hear every answer."""
        for process in self.processes:
            assert process.stdin
            process.stdin.write(json.dumps(command) + "\n")
            process.stdin.flush()
        return [self._answer(process) for process in self.processes]

    def heard(self, but: int, since: float, seconds: float = PATIENCE) -> Round:
        """Wait until everybody has another version than `but`; seconds count from `since`."""
        answers = self.all(do="wait", but=but, seconds=seconds)
        versions: Counter[int] = Counter()
        for answer in answers:
            versions.update({int(version): screens for version, screens in answer["versions"].items()})
        took = sorted(at - since for answer in answers for at in answer["at"])
        return Round(
            tuple(took), versions, *(sum(a[name] for a in answers) for name in ("twice", "lost", "events"))
        )

    def open(self) -> float:
        """Connect all; seconds until each has the state as of now. RuntimeError when some never have."""
        began = time.monotonic()
        self.all(do="open")
        for _time in range(4):
            there = self.heard(0, began)
            if not there.versions.get(0):
                return there.at(1.0)
        raise RuntimeError(f"{there.versions[0]:,} of the streams say nothing")

    @staticmethod
    def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
        assert process.stdout
        found: dict[str, Any] = json.loads(process.stdout.readline())
        return found


@contextlib.contextmanager
def halls(
    port: int, path: str | tuple[Path, str], screens: int, processes: int = 1, first: int = 1
) -> Iterator[Halls]:
    """So many screens, not yet connected, in so many processes with two source addresses each, the `first` being
    127.0.first.1. `path`: of the stream, or a file and the name of the list in it, from which they take one each.
    """
    paths, file, name = ([path], "", "") if isinstance(path, str) else ([], str(path[0]), path[1])
    made = []
    try:
        for n in range(processes):
            share = screens // processes + (n < screens % processes)
            told = {
                "host": "127.0.0.1", "port": port, "paths": paths, "file": file, "name": name, "screens": share,
                "sources": [f"127.0.{n + first}.{place}" for place in (1, 2)],
            }  # fmt: skip
            made.append(started("bench.listeners", json.dumps(told)))
        yield Halls(made)
    finally:
        for process in made:
            end(process)


class Stage:
    """The conference that is shown (`bench.stage_worker`)."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        told = self._hear()
        self.name, self.path, self.version = str(told["name"]), str(told["path"]), int(told["version"])

    def change(self) -> float:
        """A site says how many are there; when that was committed."""
        return float(self._ask("change")["at"])

    def newest(self) -> tuple[int, str]:
        """Version and payload of the topic, as stored."""
        found = self._ask("version")
        return int(found["version"]), str(found["payload"])

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found


@contextlib.contextmanager
def stage(url: str) -> Iterator[Stage]:
    process = started("bench.stage_worker", url=url)
    try:
        yield Stage(process)
    finally:
        end(process)


@contextlib.contextmanager
def streams(url: str, **settings: str) -> Iterator[tuple[int, int]]:
    """The streams' process as `serve` starts it: (port, process number)."""
    port = free_port()
    command = next(c.command for c in serve.programs("127.0.0.1", port, port, 1) if c.name == "streams")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings", "DATABASE_URL": url}
    child = subprocess.Popen(command, cwd=env.ROOT, env=environment | settings, start_new_session=True)
    try:
        await_port(port)
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60).close()
        yield port, child.pid
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def await_port(port: int, seconds: float = 60) -> None:
    """Until somebody listens there. Raises OSError after so many seconds."""
    end_at = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=10).close()
            return
        except OSError:
            if time.monotonic() > end_at:
                raise
        time.sleep(0.1)


def post(port: int, path: str, body: bytes) -> None:
    """One request in one piece; AssertionError unless it is answered with 2xx."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(head.encode() + body)
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 2"), answer[:80]


def memory(leader: int) -> int:
    """Bytes in memory of a process and of everything in its group."""
    total = 0
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == leader:
                total += int((entry / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return total


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(module: str, *arguments: str, url: str = "") -> subprocess.Popen[str]:
    """A process of ours that is spoken with by lines."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings"}
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments], cwd=env.ROOT, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, env=environment | ({"DATABASE_URL": url} if url else {}),
    )  # fmt: skip


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()

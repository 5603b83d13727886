"""What `presence` and `checkin` share: the conference on a clone, its screens, and their worker's processes."""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench.acks import Answered
from bench.halls import Halls, halls, started
from bench.listeners import open_files
from bench.rows import folder
from giaoban.apps.conferences.enums import FLOOR_TOPIC

_PUBLISHED = """
SELECT t.version, t.payload, EXISTS (SELECT FROM live_livemark) FROM live_livetopic t
 WHERE t.name = %s
"""
PATIENCE = 30.0
"""Seconds; a screen that does not show the end by then has missed it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How many events the screens heard, how many of them show the newest state, and that state."""

    events: int
    showing: int
    payload: str


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
    return started("bench.room_worker", *arguments, url=url)


def answered(child: subprocess.Popen[str], seconds: float) -> tuple[Answered, list[str]]:
    """What a load measured, and what each client said last."""
    out, _errors = child.communicate(timeout=seconds)
    found: dict[str, Any] = json.loads(out)
    return Answered(tuple(sorted(found["took"])), found["failed"]), list(found.get("last", ()))


@contextlib.contextmanager
def consoles(port: int, file: Path, count: int) -> Iterator[Halls]:
    """What so many consoles of sites hold open: the stream of what goes on, and each one's own. Gives the former."""
    open_files()
    with halls(port, (file, "floor"), count) as floor, halls(port, (file, "own"), count, first=2) as own:
        floor.open()
        own.open()
        yield floor


def heard(hall: Halls, count: int, url: str, file: Path) -> Heard:
    """Once everything that moved is published; waits for screens that are late."""
    name = f"{FLOOR_TOPIC}/{json.loads(file.read_text())['conference']}/vi"
    until = time.monotonic() + PATIENCE
    with psycopg.connect(url, autocommit=True) as connection:
        while True:
            time.sleep(0.5)
            version, payload, waits = connection.execute(_PUBLISHED, [name]).fetchone() or (0, "", True)
            found = hall.heard(0, until, seconds=0.5)
            showing = found.versions.get(version, 0)
            if (showing == count and not waits) or time.monotonic() > until:
                return Heard(found.events, showing, payload)

"""37,000 sites check in within five minutes: each sends its count once, over its personal link.

Layer: HTTP to granian with two WSGI workers on loopback and the streams' process with 100 consoles, on a clone of the
database. Every site's own state is kept published, as if all had their consoles open. Arrival: open loop, 123.3 a
second; a latency counts from its moment, over 64 kept connections. The sites are a tree of three levels; afterwards the
sums over it are compared with what was sent, and with what the screens show. Reference: /health at the same rate.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import room
from bench.acks import _load
from bench.data import Made
from bench.halls import streams
from bench.pages import _server
from bench.rows import Row, row
from giaoban.config import env

SITES, QUICK, SECONDS, BOUND, SCREENS = 37_000, 2_000, 300.0, 300.0, 100
RATE = SITES / SECONDS


def run(made: Made, quick: bool) -> list[Row]:
    """One row: what a check-in takes; ok only if none is lost and the sums are exact."""
    sites = QUICK if quick else SITES
    with made.clone() as url:
        file = room.prepared(url, sites)
        with _server(url) as port:
            room.warm(port, file)
            bare = _load(port, {"health": int(RATE * 5)})
            with streams(url) as (stream, _process), room.consoles(stream, file, SCREENS) as consoles:
                found, _last = room.answered(room.worker("check_in", str(port), str(file), str(RATE)), 900)
                sums = _sums(url, file)
                shown = room.heard(consoles, SCREENS, url, file)
    people = sum(n % 90 + 1 + n % 7 for n in range(sites))
    exact = sums["people"] == people == sums["tree"] == sums["below"] + sums["own"]
    exact &= sums["lines"] == sites == sums["counted"]
    told = shown.showing == SCREENS and sums["line"] in shown.payload
    return [
        row(
            "checkin", f"HTTP; open loop at {RATE:.0f}/s, 64 connections, 2 workers, {2 * SCREENS} live streams; "
            f"{sites:,} sites, {found.failed} failed, {sums['counted']:,} counted and in the audit, {sums['asks']} "
            f"asks open; {sums['tree']:,} of {people:,} people over the tree; screens "
            f"{'show it' if told else 'do not show it'}; median {found.median:.0f} ms",
            found.p95, "ms p95", BOUND,
            reference=f"/health at the same rate: {bare.p95:.1f} ms p95", ratio=found.p95 / bare.p95,
            also=found.failed == 0 and exact and told and sums["asks"] == 0,
        )
    ]  # fmt: skip


def _sums(url: str, file: Path) -> dict[str, Any]:
    """What the database has: by the page's own queries, in a process of its own."""
    command = [sys.executable, "-m", "bench.room_worker", "sums", str(file)]
    made = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings"}
    out = subprocess.run(
        command, cwd=env.ROOT, env=made, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    found: dict[str, Any] = json.loads(out)
    return found

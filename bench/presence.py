"""1,000 sites toggle “here” and “away”, each every one to five seconds, while their 1,000 consoles show it.

Layer: HTTP to granian with two WSGI workers on loopback and the streams' process, on a clone of the database. Arrival:
1,000 clients, each over a kept line of its own, pausing one to five seconds after each answer (about 330 a second).
Each console holds two streams: what goes on, with the number of those who are here, and its own state. Reference: the
same clients at the same pace asking /health, with nobody listening. A published Django system had a median of 5.3 s and
lost 2.9 %.
"""

from __future__ import annotations

import json
from pathlib import Path

import psycopg

from bench import room
from bench.acks import Answered
from bench.data import Made
from bench.halls import streams
from bench.pages import _server
from bench.rows import Row, row

CLIENTS, SECONDS, QUICK, BOUND = 1_000, 60.0, 15.0, 300.0


def run(made: Made, quick: bool) -> list[Row]:
    """One row: what a toggle takes; ok only if none failed, all are stored, and every screen shows the end."""
    seconds = QUICK if quick else SECONDS
    with made.clone() as url:
        file = room.prepared(url, CLIENTS)
        with _server(url) as port:
            room.warm(port, file)
            bare, _last = room.answered(room.worker("health", str(port), str(CLIENTS), "15"), 120)
            with streams(url) as (stream, _process), room.consoles(stream, file, CLIENTS) as consoles:
                found, last = room.answered(room.worker("toggle", str(port), str(file), str(seconds)), 300)
                shown = room.heard(consoles, CLIENTS, url, file)
        stored, wrong = _stored(url, file, last)
    return [_row(found, bare, shown, seconds, stored, wrong)]


def _stored(url: str, file: Path, last: list[str]) -> tuple[int, int]:
    """Commands stored; sites that do not stand as their device said last."""
    work = json.loads(file.read_text())
    with psycopg.connect(url) as connection:
        stored = connection.execute("SELECT count(*) FROM conferences_sitecommand").fetchone()
        rows = connection.execute(
            "SELECT id, connected_at IS NOT NULL AND gone_at IS NULL FROM conferences_site WHERE conference_id = %s",
            [work["conference"]],
        ).fetchall()
    here: dict[int, bool] = dict(rows)
    wrong = sum(here[pk] != (said == "here") for pk, said in zip(work["sites"], last, strict=True))
    return int(stored[0]) if stored else 0, wrong


def _row(found: Answered, bare: Answered, shown: room.Heard, seconds: float, stored: int, wrong: int) -> Row:
    sent = len(found.took)
    return row(
        "presence", f"HTTP; {CLIENTS:,} clients, a toggle every 1–5 s each for {seconds:.0f} s, 2 workers, "
        f"{2 * CLIENTS:,} live streams; {sent:,} sent ({sent / seconds:.0f}/s), {found.failed} failed, "
        f"{stored:,} stored, {wrong} sites not as said; median {found.median:.0f} ms; "
        f"{shown.events:,} events of what goes on; {shown.showing:,} of {CLIENTS:,} consoles show the end",
        found.p95, "ms p95", BOUND,
        reference=f"the same clients on /health: {bare.p95:.1f} ms p95", ratio=found.p95 / bare.p95,
        also=found.failed == 0 and wrong == 0 and stored == sent and shown.showing == CLIENTS,
    )  # fmt: skip

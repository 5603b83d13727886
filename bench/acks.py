"""19,926 units acknowledge a document, 150 a second, each signed in on its own; meanwhile the wave page is looked at.

Layer: HTTP to granian with two WSGI workers on loopback, on a clone of the database. Arrival: open loop – requests
are sent at their moments whether or not earlier ones were answered; a latency counts from its moment, over 64 kept
connections. A client of its own asks for the wave page once a second. Reference: /health at the same rate before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.cascade import everywhere
from bench.data import Made
from bench.pages import _server
from bench.rows import Row, folder, row
from giaoban.config import env

RATE, BOUND, COUNT, QUICK = 150.0, 300.0, 19_926, 1_500
WARM = 5.0

_USERS = """
CREATE TEMP TABLE asked ON COMMIT DROP AS SELECT DISTINCT unit_id FROM directives_dissemination;
INSERT INTO accounts_user (username, label, password, is_active, created_at)
SELECT 'bench-u' || unit_id, 'Cán bộ xã', '!', true, now() FROM asked;
INSERT INTO accounts_appointment (user_id, unit_id, post, valid)
SELECT u.id, unit_id, 'officer', '[2020-01-01,)' FROM asked JOIN accounts_user u ON u.username = 'bench-u' || unit_id
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """Milliseconds of what was answered, in order; how many failed."""

    took: tuple[float, ...]
    failed: int

    @property
    def p95(self) -> float:
        return self.took[min(len(self.took) - 1, int(len(self.took) * 0.95))] if self.took else 1e9

    @property
    def median(self) -> float:
        return self.took[len(self.took) // 2] if self.took else 1e9


def run(made: Made, quick: bool) -> list[Row]:
    """A row for the acknowledgements, one for the wave page."""
    count = QUICK if quick else COUNT
    with made.clone() as url:
        everywhere(url)
        work = _prepared(url, count)
        with _server(url) as port:
            health = _load(port, {"health": int(RATE * WARM)})
            acks, wave = _both(port, work)
        with psycopg.connect(url) as connection:
            found = connection.execute(
                "SELECT count(acknowledged_at), (SELECT count(*) FROM tasks_ask WHERE kind = 'acknowledge' AND "
                "state = 'open'), (SELECT count(*) FROM audit_auditline WHERE code = "
                "'documents.delivery_acknowledged') FROM documents_delivery WHERE document_id = %s",
                [json.loads(work.read_text())["document"]],
            ).fetchone()
    stored = found[0] if found else 0
    right = stored == count and bool(found and found[2] == count)
    way = f"HTTP; open loop at {RATE:.0f}/s, 64 connections, 2 workers"
    return [
        row(
            "acks", f"{way}; {count:,} acknowledgements, each of another signed-in officer; {acks.failed} failed, "
            f"{stored:,} stored and in the audit; median {acks.median:.0f} ms", acks.p95, "ms p95", BOUND,
            reference=f"/health at the same rate: {health.p95:.1f} ms p95", ratio=acks.p95 / health.p95,
            also=acks.failed == 0 and right,
        ),
        row(
            "acks.wave", f"HTTP; closed loop, one client, a look a second during the acknowledgements; "
            f"{len(wave.took)} looks at a wave of {COUNT:,} units, median {wave.median:.0f} ms",
            wave.p95, "ms p95", BOUND,
            reference=f"/health at the same rate: {health.p95:.1f} ms p95", ratio=wave.p95 / health.p95,
            also=wave.failed == 0,
        ),
    ]  # fmt: skip


def _prepared(url: str, count: int) -> Path:
    """The order is sent; a signed-in officer for each unit that will acknowledge. The work as a file."""
    file = folder() / "acks.json"
    made = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings"}
    command = [sys.executable, "-m", "bench.acks_worker", "prepare", str(file), str(count)]
    subprocess.run(command, cwd=env.ROOT, env=made, check=True)
    return file


def sign_everybody_in(url: str) -> None:
    """Users and appointments of all units asked."""
    with psycopg.connect(url) as connection:
        connection.execute(_USERS)
        connection.execute("ANALYZE")


def _load(port: int, work: dict[str, int], rate: float = RATE) -> Answered:
    return _answer(_start(port, json.dumps(work), rate))


def _start(port: int, work: str, rate: float = RATE) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.acks_worker", "load", str(port), work, str(rate)]
    return subprocess.Popen(command, cwd=env.ROOT, stdout=subprocess.PIPE, text=True)


def _answer(child: subprocess.Popen[str]) -> Answered:
    out, _errors = child.communicate(timeout=900)
    found = json.loads(out)
    return Answered(tuple(sorted(found["took"])), found["failed"])


def _both(port: int, work: Path) -> tuple[Answered, Answered]:
    """Acknowledgements by one process, looks at the wave page by another as long as it runs."""
    acks = _start(port, str(work))
    look = subprocess.Popen(
        [sys.executable, "-m", "bench.acks_worker", "look", str(port), str(work)], cwd=env.ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        done = _answer(acks)
        out, _errors = look.communicate("stop\n", timeout=60)
    finally:
        for child in (acks, look):
            child.kill()
            child.wait()
    found = json.loads(out)
    return done, Answered(tuple(sorted(found["took"])), found["failed"])

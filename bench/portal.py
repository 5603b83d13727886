"""The public page: 20,000 items of news on 64 pages; readers of lists and items, and people who search.

Layer: HTTP to granian with two WSGI workers on loopback, on a clone of the database. Reading: open loop – requests are
sent at their moments, a latency counts from its moment, over 64 kept connections; lists and the newest items, the more
read the newer, answered from the workers' memory for seconds and each counted as a visit. Searching: closed loop, 8
clients, no pause, no two the same. References in the same run: /health at the same rate; the bare statement of each
search over one connection a client.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from bench.acks import Answered, _answer, _load, _start
from bench.data import Made
from bench.pages import _connect, _server
from bench.rows import Row, folder, row
from giaoban.config import env

ITEMS, QUICK_ITEMS = 20_000, 300
RATE, SECONDS, QUICK_SECONDS, BOUND = 200.0, 30.0, 3.0, 100.0
CLIENTS, SEARCH_BOUND = 8, 200.0
_BARE = """
SELECT i.id, i.title, i.lead, i.body FROM portal_newsitem i JOIN portal_publicpage p ON p.id = i.page_id
WHERE i.state = 'published' AND p.is_open AND i.words @@ to_tsquery('simple', %s)
ORDER BY i.published_at DESC, i.id DESC LIMIT 21
"""


def run(made: Made, quick: bool) -> list[Row]:
    """A row for readers, one for searches."""
    items, seconds = (QUICK_ITEMS, QUICK_SECONDS) if quick else (ITEMS, SECONDS)
    with made.clone() as url:
        file = _prepared(url, items, int(RATE * seconds))
        work = json.loads(file.read_text())
        with _server(url) as port:
            for path in work["warm"]:  # each worker has them in its memory then; counted, not timed
                _get(port, path)
            health = _load(port, {"health": int(RATE * 5)}, RATE)
            read = _answer(_start(port, str(file), RATE))
            search = _closed(seconds / 3, lambda number: _searching(port, work["searches"][number::CLIENTS]))
        bare = _closed(seconds / 3, lambda number: _asking(url, work["words"][number::CLIENTS]))
        with psycopg.connect(url) as connection:
            found = connection.execute(
                "SELECT (SELECT count(*) FROM portal_visit) + "
                "(SELECT coalesce(sum(count), 0) FROM portal_visitday WHERE page_id IS NULL)"
            ).fetchone()
    visits, wanted = (int(found[0]) if found else 0), len(work["gets"]) + len(work["warm"])
    return [_read_row(items, read, health, visits, wanted), _search_row(items, search, bare)]


def _read_row(items: int, read: Answered, health: Answered, visits: int, wanted: int) -> Row:
    return row(
        "portal", f"HTTP; open loop at {RATE:.0f}/s, 64 connections, 2 workers; news lists and items of {items:,}, "
        f"{len(read.took):,} read, {read.failed} failed, {visits:,} visits counted of {wanted:,}; "
        f"median {read.median:.1f} ms",
        read.p95, "ms p95", BOUND, reference=f"/health at the same rate: {health.p95:.1f} ms p95",
        ratio=read.p95 / health.p95, also=read.failed == 0 and visits == wanted,
    )  # fmt: skip


def _search_row(items: int, search: Answered, bare: Answered) -> Row:
    return row(
        "portal.search", f"HTTP; closed loop, {CLIENTS} clients, 2 workers; {len(search.took):,} different "
        f"searches in title, lead and text of {items:,} items, with passages; {search.failed} failed; "
        f"median {search.median:.0f} ms",
        search.p95, "ms p95", SEARCH_BOUND,
        reference=f"the bare statement, {CLIENTS} connections: {bare.p95:.1f} ms p95", ratio=search.p95 / bare.p95,
        also=search.failed == 0,
    )  # fmt: skip


def _prepared(url: str, items: int, requests: int) -> Path:
    """The news is written; addresses and searches as a file."""
    file = folder() / "portal.json"
    made = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings"}
    command = [sys.executable, "-m", "bench.portal_worker", str(file), str(items), str(requests)]
    subprocess.run(command, cwd=env.ROOT, env=made, check=True)
    return file


def _get(port: int, path: str) -> None:
    with contextlib.closing(_connect(port)) as line:
        line.request("GET", path, headers={"Host": "localhost"})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise AssertionError(f"{path} answers {answer.status}")


Work = Callable[[float], tuple[list[float], int]]


def _closed(seconds: float, client: Callable[[int], Work]) -> Answered:
    """Every client one request after the other until the time is over."""
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(CLIENTS) as pool:
        found = list(pool.map(lambda number: client(number)(end), range(CLIENTS)))
    took = sorted(t for one, _failed in found for t in one)
    return Answered(tuple(took), sum(failed for _one, failed in found))


def _searching(port: int, searches: list[str]) -> Work:
    def work(end: float) -> tuple[list[float], int]:
        took, failed = [], 0
        with contextlib.closing(_connect(port)) as line:
            for number in count():
                if time.monotonic() >= end or number >= len(searches):
                    return took, failed
                started = time.perf_counter()
                failed += _asked(line, f"/tin/tim/?q={quote(searches[number])}")
                took.append((time.perf_counter() - started) * 1000)
        return took, failed

    return work


def _asked(line: http.client.HTTPConnection, path: str) -> int:
    """1 when the answer is not as expected."""
    line.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
    answer = line.getresponse()
    answer.read()
    return int(answer.status != 200)


def _asking(url: str, words: list[str]) -> Work:
    def work(end: float) -> tuple[list[float], int]:
        took: list[float] = []
        with psycopg.connect(url, autocommit=True) as connection:
            for asked in words:
                if time.monotonic() >= end:
                    break
                started = time.perf_counter()
                _rows: list[Any] = connection.execute(_BARE, [asked]).fetchall()
                took.append((time.perf_counter() - started) * 1000)
        return took, 0

    return work

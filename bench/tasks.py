"""Half a million tasks: a leader's overview, a unit's week, search, asked for by leaders of the centre, of provinces
and of communes.

Layer: HTTP to granian with two WSGI workers on loopback, 4 clients in closed loops without pauses, every client goes
through the same pages from another place. Queries and CPU of the centre's pages are taken in one process without a
socket, in turns with a bare Django page of the same rows (bench/bare.py), which is the reference.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench import tasks_data
from bench.data import Made
from bench.pages import CLIENTS, QUERIES, _connect, _server
from bench.rows import Row, row
from giaoban.config import env

MILLISECONDS, ROUNDS, QUICK_ROUNDS = 200.0, 4, 1
Requests = list[tuple[str, str]]


def run(made: Made, quick: bool) -> list[Row]:
    """A row each for the leader's page, the week and search: 95th percentile over all leaders."""
    url = made.server.url(tasks_data.database(made, quick))
    told = _told(url, quick)
    count = (tasks_data.QUICK if quick else tasks_data.UNITS) * tasks_data.EACH
    found = []
    with _server(url) as port:
        for name, asked in told["requests"].items():
            _took(port, asked, 1)  # each worker starts cold; not counted
            took = _took(port, asked, QUICK_ROUNDS if quick else ROUNDS)
            found.append(_row(name, count, took, told["costs"][name]))
    return found


def _row(name: str, count: int, took: list[float], cost: dict[str, Any]) -> Row:
    p95, median = (took[min(len(took) - 1, int(len(took) * share))] * 1000 for share in (0.95, 0.5))
    ratio = cost["cpu"] / cost["bare"]
    return row(
        f"tasks.{name}", f"HTTP; closed loop, {CLIENTS} clients, 2 workers; up to {count:,} tasks, {len(took)} "
        f"requests of leaders of every level, median {median:.0f} ms; {cost['queries']} queries at most (≤ {QUERIES}); "
        f"CPU at the centre {cost['cpu'] * 1000:.0f} ms",
        p95, "ms p95", MILLISECONDS,
        reference=f"bare Django page of {cost['shape']}: {cost['bare'] * 1000:.1f} ms CPU", ratio=ratio,
        also=cost["queries"] <= QUERIES,
    )  # fmt: skip


def _told(url: str, quick: bool) -> dict[str, Any]:
    """What the worker says: the requests of each row, and its cost."""
    made = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings"}
    command = [sys.executable, "-m", "bench.tasks_worker", *(["quick"] if quick else [])]
    child = subprocess.run(command, cwd=env.ROOT, env=made, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(child.stdout)
    return found


def _took(port: int, asked: Requests, rounds: int) -> list[float]:
    """Seconds of every request, in order of size; AssertionError unless each is answered 200."""

    def client(number: int) -> list[float]:
        took: list[float] = []
        start = number * len(asked) // CLIENTS
        with contextlib.closing(_connect(port)) as line:
            for address, key in (asked[start:] + asked[:start]) * rounds:
                began = time.perf_counter()
                line.request("GET", address, headers={"Cookie": f"sessionid={key}", "Host": "localhost"})
                answer = line.getresponse()
                answer.read()
                took.append(time.perf_counter() - began)
                if answer.status != 200:
                    raise AssertionError(f"{address} answers {answer.status}")
        return took

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sorted(t for took in pool.map(client, range(CLIENTS)) for t in took)

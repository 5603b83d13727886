"""Both maps and more than 20,000 units into an empty database, as a person would: `giaoban load_network`.

Layer: use case, one process, its start and the reading of the data set included. Reference: COPY of as many
rows into a bare table of the same server.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from giaoban.config import env
from giaoban.kit import postgres

SECONDS, GIGABYTE = 40.0, 1024.0 * 1024.0
ROWS = 105_000


@dataclass(frozen=True)
class Run:
    """Wall-clock seconds and the greatest memory of the process in kilobytes."""

    seconds: float
    kilobytes: int


def run(quick: bool) -> list[dict[str, Any]]:
    """Two rows: time and memory; the median of three runs, of one when `quick`."""
    with postgres.using(env.pg_dir()) as server:
        bare = _copy_bare(server)
        runs = [_load(server, number) for number in range(1 if quick else 3)]
    seconds = statistics.median(r.seconds for r in runs)
    memory = max(r.kilobytes for r in runs)
    workload = "both maps, 23,000 units, use case in one process"
    reference = f"COPY of {ROWS:,} bare rows: {bare:.2f} s"
    return [
        _row("network.load", workload, seconds, "s", SECONDS, reference, seconds / bare),
        _row("network.memory", workload, memory / GIGABYTE, "GB", 1.0, "", None),
    ]  # fmt: skip


def _row(
    name: str, workload: str, value: float, unit: str, bound: float, reference: str, ratio: float | None
) -> dict[str, Any]:
    return {
        "name": name, "workload": workload, "value": round(value, 3), "unit": unit, "bound": bound,
        "reference": reference, "ratio": None if ratio is None else round(ratio, 1), "ok": value <= bound,
    }  # fmt: skip


def _load(server: postgres.Server, number: int) -> Run:
    with _database(server, f"bench_network_{os.getpid()}_{number}") as url:
        _django(url, "migrate", "--verbosity", "0")
        return _django(url, "load_network", "--units", "all", "--json")


@contextmanager
def _database(server: postgres.Server, name: str) -> Iterator[str]:
    postgres.ensure_database(server, name)
    try:
        yield server.url(name)
    finally:
        with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
            postgres.drop_database(admin, name)


def _django(url: str, *arguments: str) -> Run:
    """One command in a process of its own. Raises CalledProcessError."""
    settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings"}
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "django", *arguments],
        env={**os.environ, **settings},
        cwd=env.ROOT,
        stdout=subprocess.DEVNULL,
    )
    _pid, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, child.args)
    return Run(time.perf_counter() - started, usage.ru_maxrss)


def _copy_bare(server: postgres.Server) -> float:
    with _database(server, f"bench_bare_{os.getpid()}") as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE bare (id int, code text, name text, valid daterange)")
        started = time.perf_counter()
        with connection.cursor().copy("COPY bare FROM STDIN") as copy:
            for number in range(ROWS):
                copy.write_row((number, f"c63-{number:05d}", f"Xã thứ {number}", "[,2025-07-01)"))
        connection.commit()
        return time.perf_counter() - started

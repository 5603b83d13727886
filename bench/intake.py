"""Reports handed in, then received, through the use cases, by two processes at once; on a clone of the database.

Layer: use case. Arrival: closed loop without pauses, two processes. Reports and actors are loaded before the
clock starts (the edge's work). Reference: the same arrays added to the same rows by bare SQL, two processes.
The CPU a report costs stands beside the rate: on a machine that others use too, it is what can be compared.
"""

from __future__ import annotations

import json
import os
import pstats
import subprocess
import sys
import time
from dataclasses import dataclass

import psycopg

from bench.data import SMALL, TOP, Made
from bench.rows import Row, folder, row, write_hint
from giaoban.config import env

PROCESSES, RATE, SOON = 2, 100.0, 1.0
STEPS = ("hand_in", "receive")

_TOTAL = """
SELECT t.live = s.live FROM indicators_unittotal t
JOIN org_unit u ON u.id = t.unit_id AND u.code = %(top)s
JOIN indicators_period p ON p.id = t.period_id AND p.code = '2026-M01'
JOIN indicators_cellset c ON c.id = t.cell_set_id AND c.code = %(cells)s, LATERAL (
  SELECT array_agg(v ORDER BY i) live FROM (
    SELECT i, sum(x.v) v FROM reporting_report r JOIN reporting_reportversion w ON w.id = r.version_id
    JOIN reporting_expectation e ON e.id = r.expectation_id JOIN reporting_collection k ON k.id = e.collection_id
    JOIN reporting_formversion f ON f.id = k.form_version_id AND f.cell_set_id = t.cell_set_id,
    unnest(w.own) WITH ORDINALITY x(v, i)
    WHERE k.period_id = t.period_id AND r.state = 'received' GROUP BY i) sums) s
"""


def run(made: Made, quick: bool) -> list[Row]:
    """A row a step, and one for the totals. `quick` takes 400 reports."""
    with made.clone() as url:
        if quick:
            _keep(url, 400)
        bare = _bare(url)
        done = {step: together(url, step) for step in STEPS}
        began = time.perf_counter()
        right = _national_is_right(url)
        waited = time.perf_counter() - began
        differ = _differences(url)
    workload = f"use case; closed loop, {PROCESSES} processes; {done['hand_in'].count:,} communes × 60 cells, one run"
    rows = [
        row(
            f"intake.{step}", f"{workload}{found.cost}", found.rate, "reports/s", RATE, at_least=True,
            ratio=bare.rate / found.rate, reference=f"bare SQL upsert of the same arrays, {PROCESSES} processes: "
            f"{bare.rate:.0f}/s{bare.cost} (ratio: times slower)",
        )
        for step, found in done.items()
    ]  # fmt: skip
    said = (
        f"national total equals the sum over the versions; {differ} differences after recomputing every total"
    )
    rows.append(row("intake.totals", said, waited, "s after the last", SOON, also=right and differ == 0))
    for one, step in zip(rows, STEPS, strict=False):
        if not one["ok"]:
            one["hint"] = _hint(made, step)
    return rows


@dataclass(frozen=True)
class Done:
    """Reports done, seconds from the common start to the last one, seconds of CPU (client and session) if known."""

    count: int
    seconds: float
    cpu: float | None

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    @property
    def cost(self) -> str:
        """“; 10.3 ms of CPU each”, or nothing."""
        return (
            ""
            if self.cpu is None or not self.count
            else f"; {1000 * self.cpu / self.count:.1f} ms of CPU each"
        )


def together(
    url: str, step: str, processes: int = PROCESSES, profile: str = "", module: str = "bench.intake_worker"
) -> Done:
    """Do a step of the worker `module` by so many processes at once."""
    settings = {
        "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "giaoban.config.settings", "BENCH_PROFILE": profile,
    }  # fmt: skip
    children = [
        subprocess.Popen(
            [sys.executable, "-m", module, step, str(part), str(processes)], cwd=env.ROOT,
            env={**os.environ, **settings}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for part in range(processes)
    ]  # fmt: skip
    try:
        for child in children:
            if child.stdout is None or child.stdout.readline().strip() != "ready":
                raise RuntimeError(f"{step}: a process did not start")
        started = time.monotonic()
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        answers = [json.loads(child.communicate(timeout=900)[0]) for child in children]
    finally:
        for child in children:
            child.kill()
            child.wait()
    spent = [a["cpu"] for a in answers]
    cpu = None if None in spent else sum(spent)
    return Done(sum(a["done"] for a in answers), max(a["at"] for a in answers) - started, cpu)


def _keep(url: str, count: int) -> None:
    """Only the first `count` drafts."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE reporting_report SET version_id = NULL WHERE version_id IS NOT NULL AND id NOT IN "
            "(SELECT id FROM reporting_report WHERE version_id IS NOT NULL ORDER BY md5(id::text) LIMIT %s)",
            [count],
        )


def _bare(url: str) -> Done:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE bench_bare (unit_id bigint PRIMARY KEY, live numeric[])")
    return together(url, "bare")


def _national_is_right(url: str) -> bool:
    with psycopg.connect(url) as connection:
        found = connection.execute(_TOTAL, {"top": TOP, "cells": f"{SMALL}@1"}).fetchone()
    return bool(found and found[0])


_DIFFERENCES = """
import django; django.setup()
from bench import data
from giaoban.apps.reporting.queries.verification import differences
print(len(differences(data.collection_of(data.SMALL))))
"""


def _differences(url: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", _DIFFERENCES], cwd=env.ROOT, env={**os.environ, "DATABASE_URL": url}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return int(done.stdout)


def _hint(made: Made, step: str) -> str:
    file = folder() / f"intake.{step}.pstats"
    with made.clone() as url:
        _keep(url, 200)
        if step == "receive":
            together(url, "hand_in")
        together(url, step, profile=str(file))
    return write_hint(f"intake.{step}", pstats.Stats(str(file)))

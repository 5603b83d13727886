"""One row of the table, the stopwatch, and the profile of a row that missed its bound."""

from __future__ import annotations

import cProfile
import os
import platform
import pstats
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from giaoban.config import env

Row = dict[str, Any]
"""name, workload, value, unit, bound, reference, ratio, ok; `hint` beside them where a bound was missed."""


def row(
    name: str,
    workload: str,
    value: float,
    unit: str,
    bound: float,
    *,
    at_least: bool = False,
    reference: str = "",
    ratio: float | None = None,
    also: bool = True,
) -> Row:
    """A row; `also` is what must hold besides the bound (the figures are right, the other bounds are kept)."""
    kept = value >= bound if at_least else value <= bound
    return {
        "name": name, "workload": workload, "value": round(value, 3), "unit": unit, "bound": bound,
        "reference": reference, "ratio": None if ratio is None else round(ratio, 2), "ok": bool(kept and also),
    }  # fmt: skip


def stopped(name: str, error: Exception) -> Row:
    """The row of a bench that ended with an error: no value, not ok."""
    told = str(error).strip().splitlines()
    return {
        "name": name, "workload": f"stopped by {type(error).__name__}: {told[0] if told else ''}", "value": None,
        "unit": "", "bound": None, "reference": "", "ratio": None, "ok": False,
    }  # fmt: skip


def unmeasured(name: str, why: str) -> Row:
    """The row of a bench that this machine cannot run: no value, neither kept nor missed."""
    return {
        "name": name, "workload": f"not measured: {why}", "value": None, "unit": "", "bound": None, "reference": "",
        "ratio": None, "ok": None,
    }  # fmt: skip


def seconds_of(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median_seconds(work: Callable[[], object], times: int) -> float:
    """The median of `times` calls, after one that warms caches and is not counted."""
    work()
    return statistics.median(seconds_of(work) for _time in range(times))


def hint(name: str, work: Callable[[], object]) -> str:
    """Run `work` under the profiler; five functions by cumulative time into var/bench/<name>.prof.txt."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return write_hint(name, pstats.Stats(profile))


def write_hint(name: str, found: pstats.Stats) -> str:
    """The twelve functions of the product's rooms with the most cumulative time, then five of anybody by their own."""
    file = folder() / f"{name}.prof.txt"
    with file.open("w") as out:
        found.stream = out  # type: ignore[attr-defined]
        found.sort_stats("cumulative").print_stats(r"/giaoban/(apps|kit)/", 12)
        found.sort_stats("tottime").print_stats(5)
    return (
        str(file.relative_to(env.var_dir().parent))
        if file.is_relative_to(env.var_dir().parent)
        else file.name
    )


def folder() -> Path:
    """var/bench/, where workbooks and profiles are kept."""
    made = env.var_dir() / "bench"
    made.mkdir(parents=True, exist_ok=True)
    return made


def machine(url: str) -> str:
    """Cores, memory, load and versions: what a figure depends on."""
    with psycopg.connect(url) as connection:
        version = connection.info.server_version
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, PostgreSQL {version // 10000}.{version % 10000}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )

"""Visits by day, added up the way public pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_ROBOTS = ("bot", "crawl", "spider", "slurp", "preview", "monitor", "curl", "wget", "python-")


@dataclass(frozen=True, slots=True)
class Visits:
    """How often pages were opened. Weeks begin on Monday."""

    today: int
    yesterday: int
    this_week: int
    last_week: int
    this_month: int
    last_month: int
    in_all: int


def added_up(by_day: Mapping[date, int], today: date) -> Visits:
    """The sums as of `today`; days after it count in `in_all` only."""
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    month_before = (first - timedelta(days=1)).replace(day=1)

    def between(start: date, end: date) -> int:
        return sum(count for day, count in by_day.items() if start <= day <= end)

    day = timedelta(days=1)
    return Visits(
        by_day.get(today, 0), by_day.get(today - day, 0), between(monday, today),
        between(monday - 7 * day, monday - day), between(first, today), between(month_before, first - day),
        sum(by_day.values()),
    )  # fmt: skip


def is_counted(method: str, agent: str, purpose: str) -> bool:
    """Is this request somebody reading? Robots and pages fetched beforehand are not; nothing of it is kept."""
    lowered = agent.lower()
    return method == "GET" and "prefetch" not in purpose.lower() and not any(r in lowered for r in _ROBOTS)

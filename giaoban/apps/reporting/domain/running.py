"""Running totals: which earlier periods a total since 1 January, or since the term began, is made of.

A running total with a hole in it is not a smaller number but a wrong one: where an earlier period has no figures at
all, there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from giaoban.apps.indicators.domain.arithmetic import accumulate
from giaoban.apps.indicators.enums import TimeAggregation
from giaoban.kit.periods import CalendarPeriod

Figures = Mapping[str, Decimal | None]
Window = Callable[[CalendarPeriod], tuple[date, date]]
MOST = 240
"""So many periods back at most: twenty years of months."""


@dataclass(frozen=True, slots=True)
class Running:
    """The earlier periods of a running total, oldest first: their codes, and figures by cell code where there are any.

    `since`: the first day that the total covers.
    """

    since: date
    codes: tuple[str, ...] = ()
    figures: tuple[Figures, ...] = ()
    missing: tuple[str, ...] = ()

    def value(self, code: str, now: Decimal | None, how: TimeAggregation) -> Decimal | None:
        """The total up to and with `now`; None where it is not known. The latest value needs no earlier one."""
        if how is TimeAggregation.LATEST and now is not None:
            return now
        if self.missing or any(code not in figures for figures in self.figures):
            return None
        return accumulate([*([f[code]] for f in self.figures), [now]], [how])[0]


def running(since: date, codes: Sequence[str], found: Mapping[str, Figures]) -> Running:
    """`found`: what each period that has figures holds."""
    missing = tuple(code for code in codes if not found.get(code))
    return Running(since, tuple(codes), tuple(found[c] for c in codes if found.get(c)), missing)


def periods_of_year(here: CalendarPeriod) -> list[CalendarPeriod]:
    """The periods of the year before `here`, oldest first."""
    return [CalendarPeriod(here.year, here.frequency, n) for n in range(1, here.number)]


def periods_of_term(
    here: CalendarPeriod, starts: Sequence[date], window: Window
) -> tuple[date, list[CalendarPeriod]] | None:
    """(first day covered, the periods of the running term before `here`, oldest first); None without a known term.

    `starts`: first days of terms. A period belongs to the term in which most of its days lie.
    """
    middle = _middle(window(here))
    begun = max((day for day in starts if day <= middle), default=None)
    if begun is None:
        return None
    earlier: list[CalendarPeriod] = []
    first = here
    while len(earlier) < MOST and _middle(window(first.previous())) >= begun:
        first = first.previous()
        earlier.append(first)
    return window(first)[0], earlier[::-1]


def _middle(days: tuple[date, date]) -> date:
    return days[0] + (days[1] - days[0]) / 2


def in_words(codes: Sequence[str]) -> str:
    """Periods by code, all of up to three, else the first and the last with their number."""
    return ", ".join(codes) if len(codes) <= 3 else f"{codes[0]} … {codes[-1]} ({len(codes)})"

"""A turn: the day on which a unit looks back on a week, a month, a quarter or a year, and ahead on the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from django.utils.translation import gettext as _

from giaoban.kit.periods import CalendarPeriod, Frequency, parse_period

from ..enums import Span

_WEEK = timedelta(days=7)
_FREQUENCY = {Span.MONTH: Frequency.MONTH, Span.QUARTER: Frequency.QUARTER, Span.YEAR: Frequency.YEAR}
_MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Turn:
    """`day` is the first day after what is looked back on: a Monday, or the first of a month that begins the span.

    A week looks two weeks ahead, the others one span. Raises ValueError for a day on which no span begins.
    """

    span: Span
    day: date

    def __post_init__(self) -> None:
        if not begins(self.span, self.day):
            raise ValueError(f"no {self.span} begins on {self.day}")

    @property
    def start(self) -> date:
        """The first day that is looked back on."""
        if self.span == Span.WEEK:
            return self.day - _WEEK
        return period_on(self.span, self.day).previous().months()[0]

    @property
    def horizon(self) -> date:
        """The first day that is not looked ahead to."""
        if self.span == Span.WEEK:
            return self.day + 2 * _WEEK
        return period_on(self.span, self.day).months()[1] + timedelta(days=1)

    def edge(self, today: date) -> date:
        """The first day that is not over: `today` while the turn is being prepared, its own day from then on."""
        return min(self.day, today)


def begins(span: Span, day: date) -> bool:
    """Does a span begin on this day?"""
    if span == Span.WEEK:
        return day.weekday() == 0
    return day.day == 1 and (day.month - 1) % _MONTHS[span] == 0


def period_on(span: Span, day: date) -> CalendarPeriod:
    """The month, quarter or year in which `day` lies."""
    return CalendarPeriod(day.year, _FREQUENCY[span], (day.month - 1) // _MONTHS[span] + 1)


def period_named(code: str) -> tuple[Span, CalendarPeriod]:
    """The span and the period of "2021-M07", "2021-Q3" or "2021". Raises ValueError for anything else."""
    period = parse_period(code)
    spans = [span for span, frequency in _FREQUENCY.items() if frequency == period.frequency]
    if not spans or period.code != code or not MINYEAR < period.year < MAXYEAR:  # neighbours are looked at
        raise ValueError(f"no plan is made for {code!r}")
    return spans[0], period


def following(period: CalendarPeriod) -> CalendarPeriod:
    """The next period of the same length."""
    day = period.months()[1] + timedelta(days=1)
    return next(period_on(s, day) for s, f in _FREQUENCY.items() if f == period.frequency)


def period_words(period: CalendarPeriod) -> str:
    """The period as a title says it."""
    said = {
        Frequency.MONTH: _("month %(number)s of %(year)s"),
        Frequency.QUARTER: _("quarter %(number)s of %(year)s"),
    }
    words = said.get(period.frequency, _("the year %(year)s"))
    return words % {"number": period.number, "year": period.year}

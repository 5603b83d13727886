"""Calendar arithmetic: reporting windows and working days. Pure; holidays are passed in.

Windows follow the practice of Nghị định 09/2019/NĐ-CP, article 12, as presets: a period's window opens and
closes in the middle of a month, before the calendar period ends.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


_MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.HALF_YEAR: 6, Frequency.YEAR: 12}
_LETTER = {Frequency.MONTH: "M", Frequency.QUARTER: "Q", Frequency.HALF_YEAR: "H"}


@dataclass(frozen=True, slots=True, order=True)
class CalendarPeriod:
    """The `number`-th period of `frequency` in `year` (a year has number 1)."""

    year: int
    frequency: Frequency
    number: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12 // _MONTHS[self.frequency]:
            raise ValueError(f"no {self.frequency} {self.number} in a year")

    @property
    def code(self) -> str:
        """As "2021-H1", "2021-Q3", "2021-M07", "2021"."""
        if self.frequency is Frequency.YEAR:
            return str(self.year)
        width = 2 if self.frequency is Frequency.MONTH else 1
        return f"{self.year}-{_LETTER[self.frequency]}{self.number:0{width}d}"

    @property
    def first_month(self) -> int:
        return (self.number - 1) * _MONTHS[self.frequency] + 1

    @property
    def last_month(self) -> int:
        return self.number * _MONTHS[self.frequency]

    def previous(self) -> CalendarPeriod:
        if self.number > 1:
            return CalendarPeriod(self.year, self.frequency, self.number - 1)
        return CalendarPeriod(self.year - 1, self.frequency, 12 // _MONTHS[self.frequency])

    def following(self) -> CalendarPeriod:
        if self.number < 12 // _MONTHS[self.frequency]:
            return CalendarPeriod(self.year, self.frequency, self.number + 1)
        return CalendarPeriod(self.year + 1, self.frequency, 1)

    def last_year(self) -> CalendarPeriod:
        return CalendarPeriod(self.year - 1, self.frequency, self.number)

    def months(self) -> tuple[date, date]:
        """First and last day by the plain calendar."""
        following = date(self.year + self.last_month // 12, self.last_month % 12 + 1, 1)
        return date(self.year, self.first_month, 1), following - timedelta(days=1)

    def window(self, turn: int = 15) -> tuple[date, date]:
        """First day and cut-off day when the period turns on day `turn` of a month.

        2021-H1 with turn 15: 2020-12-15 to 2021-06-14 (Nghị định 09/2019/NĐ-CP, art. 12).
        """
        start_month = self.first_month - 1 or 12
        start_year = self.year if self.first_month > 1 else self.year - 1
        return date(start_year, start_month, turn), date(self.year, self.last_month, turn - 1)


def parse_period(code: str) -> CalendarPeriod:
    """The inverse of `CalendarPeriod.code`. Raises ValueError."""
    year, _, rest = code.partition("-")
    if not rest:
        return CalendarPeriod(int(year), Frequency.YEAR)
    by_letter = {letter: frequency for frequency, letter in _LETTER.items()}
    if rest[0] not in by_letter:
        raise ValueError(f"no period {code!r}")
    return CalendarPeriod(int(year), by_letter[rest[0]], int(rest[1:]))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off and make-up working days; Saturdays and Sundays are off unless made up."""

    days_off: Set[date]
    made_up: Set[date]

    def works(self, day: date) -> bool:
        if day in self.made_up:
            return True
        return day.weekday() < 5 and day not in self.days_off

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (0: `day`, or the next working day if it is off)."""
        current = day
        while count > 0 or not self.works(current):
            current += timedelta(days=1)
            if self.works(current) and count > 0:
                count -= 1
        return current

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (end - start).days
        return sum(self.works(start + timedelta(days=i)) for i in range(1, span + 1))

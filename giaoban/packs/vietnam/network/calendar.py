"""Public holidays and make-up working days from the `holidays` package.

It knows the make-up days of 2019, 2025 and 2026 as decreed when it was released; an administrator adds others.
"""

from __future__ import annotations

import holidays

from giaoban.apps.org.domain.network_plan import CalendarRow
from giaoban.apps.org.enums import DayKind

YEARS = range(2019, 2028)
MADE_UP = "Ngày làm bù"


def read_calendar() -> tuple[CalendarRow, ...]:
    """Days off and make-up days of 2019–2027."""
    days: list[CalendarRow] = []
    for year in YEARS:
        known = holidays.country_holidays("VN", years=year, language="vi")
        days += [CalendarRow(day, DayKind.OFF, name) for day, name in sorted(known.items())]
        made_up = sorted(day for day in known.weekend_workdays if day.year == year)
        days += [CalendarRow(day, DayKind.MADE_UP, MADE_UP) for day in made_up]
    return tuple(days)

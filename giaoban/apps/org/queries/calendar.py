"""The working calendar."""

from __future__ import annotations

from datetime import date

from giaoban.kit.periods import WorkCalendar

from ..enums import DayKind
from ..models import CalendarDay


def work_calendar(start: date, end: date) -> WorkCalendar:
    """Days off and make-up days from `start` to `end`, both included. One query."""
    days = list(CalendarDay.objects.filter(day__range=(start, end)).values_list("day", "kind"))
    return WorkCalendar(
        frozenset(day for day, kind in days if kind == DayKind.OFF),
        frozenset(day for day, kind in days if kind == DayKind.MADE_UP),
    )

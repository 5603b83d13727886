"""Late is counted in working days: a deadline on a day off is the next working day, a weekend makes nobody later."""

from __future__ import annotations

from datetime import date, timedelta

from giaoban.kit.periods import WorkCalendar

# Above the asker of a late unit, and once more above: after so many working days (the office's own rule).
ESCALATED_AFTER = (1, 3, 5)


def days_late(deadline: date, on: date, calendar: WorkCalendar) -> int:
    """Working days after the deadline up to and with `on`; 0 in time."""
    return max(0, calendar.working_days_between(calendar.add_working_days(deadline, 0), on))


def late_from(today: date, calendar: WorkCalendar) -> date:
    """The latest deadline of which something undone is late on `today`: `deadline <= late_from(…)`."""
    return _working_day_before(_working_day_before(today + timedelta(days=1), calendar), calendar)


def step_of(late: int) -> int:
    """To how many units above a matter that is so many working days late has gone."""
    return sum(late >= days for days in ESCALATED_AFTER)


def escalates_from(today: date, calendar: WorkCalendar) -> dict[int, date]:
    """Step → the latest deadline that has reached it on `today`."""
    found, day, passed = {}, late_from(today, calendar), 1
    for step, after in enumerate(ESCALATED_AFTER, start=1):
        while passed < after:
            day, passed = _working_day_before(day, calendar), passed + 1
        found[step] = day
    return found


def _working_day_before(day: date, calendar: WorkCalendar) -> date:
    found = day - timedelta(days=1)
    while not calendar.works(found):
        found -= timedelta(days=1)
    return found

"""The clock, read at the edges only (view, job, command), which pass `now` inward."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The current moment, aware; in the demonstration, the moment of its scenario, from which the time walks on."""
    today: datetime | None = getattr(settings, "DEMO_TODAY", None)
    opened: datetime | None = getattr(settings, "DEMO_OPENED", None)
    if today is None or opened is None or not settings.DEMO:
        return machine_now()
    return _on_the_day(today, machine_now() - opened)


def machine_now() -> datetime:
    """The machine's own clock, for what no page tells as part of the matter: seals, backups, retries."""
    return timezone.now()


def local_day(moment: datetime) -> date:
    """The calendar day of `moment` in the installation's time zone."""
    return timezone.localtime(moment).date()


def _on_the_day(today: datetime, passed: timedelta) -> datetime:
    """`today`, and as long after it as the demonstration has been open, but no later than the end of that day: what is
    saved now is later than the play, and what was in session at `today` has gone on for just so long.
    """
    end = datetime.combine(today.date(), time.max, today.tzinfo)
    return min(today + max(passed, timedelta()), end)

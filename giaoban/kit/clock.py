"""The clock, read at the edges only (view, job, command), which pass `now` inward."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The current moment, aware; in the demonstration, the moment of its scenario."""
    today: datetime | None = getattr(settings, "DEMO_TODAY", None)
    if today is None or not settings.DEMO:
        return machine_now()
    return _on_the_day(today, machine_now())


def machine_now() -> datetime:
    """The machine's own clock, for what no page tells as part of the matter: seals, backups, retries."""
    return timezone.now()


def local_day(moment: datetime) -> date:
    """The calendar day of `moment` in the installation's time zone."""
    return timezone.localtime(moment).date()


def _on_the_day(today: datetime, machine: datetime) -> datetime:
    """The machine's time of day on the day of `today`, but not before it: what is saved now is later than the play."""
    clock = machine.astimezone(today.tzinfo)
    return max(today, datetime.combine(today.date(), clock.time(), today.tzinfo))

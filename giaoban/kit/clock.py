"""The clock, read at the edges only (view, job, command), which pass `now` inward."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The current moment, aware."""
    return timezone.now()


def local_day(moment: datetime) -> date:
    """The calendar day of `moment` in the installation's time zone."""
    return timezone.localtime(moment).date()

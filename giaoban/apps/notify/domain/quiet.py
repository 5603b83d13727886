"""Quiet hours: nothing is sent between two times of the day."""

from __future__ import annotations

from datetime import datetime, time, timedelta


def is_quiet(at: time, begin: time, end: time) -> bool:
    """Is this time of the day in [begin, end)? A span may go over midnight; equal times are no span."""
    if begin <= end:
        return begin <= at < end
    return at >= begin or at < end


def after_quiet(moment: datetime, begin: time, end: time) -> datetime:
    """The first moment from `moment` on (local) that is not quiet."""
    if not is_quiet(moment.time(), begin, end):
        return moment
    day = moment.date() if moment.time() < end else moment.date() + timedelta(days=1)
    return datetime.combine(day, end, moment.tzinfo)

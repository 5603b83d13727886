"""A calendar as iCalendar (RFC 5545), for telephones and calendar programs that ask for it again and again.

Nothing in it depends on the moment it is asked for: the same calendar is the same bytes, so that a digest tells
whether it changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from ..domain.bound import part_of
from ..domain.week import taken_up
from ..enums import CalendarKind, Part
from ..queries.calendar import Item

_DUE = (CalendarKind.REPORT, CalendarKind.TASK, CalendarKind.DOCUMENT, CalendarKind.OTHER)
_DAYS = (*_DUE, CalendarKind.REVIEW, CalendarKind.HOLIDAY)


def calendar_feed(name: str, items: Sequence[Item], site: str) -> bytes:
    """`items` as one VCALENDAR called `name`; `site` is the address of the installation, for links and identities."""
    found = Calendar()
    for key, value in {
        "prodid": "-//Giao Ban//Calendar//VI", "version": "2.0", "calscale": "GREGORIAN",
        "x-wr-calname": name, "x-wr-timezone": _zone_name(), "x-published-ttl": "PT1H",
    }.items():  # fmt: skip
        found.add(key, value)
    found.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    found.add_component(_zone())
    host = urlsplit(site).hostname or "giaoban"
    for item in items:
        found.add_component(_event(item, site, host))
    written: bytes = found.to_ical()
    return written


def _event(item: Item, site: str, host: str) -> Event:
    """One item. A deadline, and what counts by the day, takes a whole day (VALUE=DATE); the rest has an end."""
    event = Event()
    changed = (item.changed_at or datetime(item.day.year, 1, 1, tzinfo=UTC)).astimezone(UTC)
    event.add("uid", f"{item.key}@{host}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", item.sequence)
    event.add("summary", _summary(item))
    if item.kind in _DAYS or not (item.part or item.hour):
        event.add("dtstart", item.day)
        event.add("dtend", item.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        part = Part(item.part) if item.part else part_of(item.hour or time.min)
        hour, minutes = taken_up(part, item.hour, item.minutes)
        at = timezone.make_aware(datetime.combine(item.day, hour))
        event.add("dtstart", at)
        event.add("dtend", at + timedelta(minutes=minutes))
    event.add("status", "CANCELLED" if item.cancelled else "TENTATIVE" if item.draft else "CONFIRMED")
    event.add("categories", [str(item.kind.label)])
    event.add("class", "PRIVATE")
    if item.place:
        event.add("location", " ".join(item.place.split()))
    if item.chair:
        event.add("description", f"{_('Chair')}: {' '.join(item.chair.split())}")
    if item.url:
        event.add("url", f"{site}{item.url}")
    return event


def _summary(item: Item) -> str:
    title = " ".join(item.title.split())
    if item.kind in _DUE:
        due = _("Due %(hour)s") % {"hour": f"{item.hour:%H:%M}"} if item.hour else _("Due")
        return f"{due}: {title}"
    if item.kind == CalendarKind.REVIEW:
        due = _("Review due")
        return f"{due}: {title}"
    return f"{item.part_label}: {title}" if item.part_label else title


@lru_cache(maxsize=1)
def _zone() -> Timezone:
    """The rules of the installation's time zone, for programs that do not know it by its name."""
    return Timezone.from_tzinfo(
        timezone.get_default_timezone(), first_date=date(2000, 1, 1), last_date=date(2037, 12, 31)
    )


def _zone_name() -> str:
    return timezone.get_default_timezone_name()

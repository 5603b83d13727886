"""A conference as an iCalendar file (RFC 5545), for the calendar of whoever takes part."""

from __future__ import annotations

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from ..enums import ConferenceState
from ..models import Conference


def conference_ics(found: Conference) -> bytes:
    """One event in UTC; it lasts as long as the agenda, where one stands. The same conference is the same event, a
    later file takes the earlier one's place, also when it was called off.
    """
    calendar = Calendar()
    for key, value in (("prodid", "-//Giao Ban//Conference//VI"), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(key, value)
    calendar.add_component(_event(found))
    written: bytes = calendar.to_ical()
    return written


def _event(found: Conference) -> Event:
    site = str(settings.PUBLIC_URL).rstrip("/")
    event, changes = Event(), list(found.changes.order_by("pk"))
    event.add("uid", f"conference-{found.pk}@{urlsplit(site).hostname or 'giaoban'}")
    event.add("dtstamp", (changes[-1].at if changes else found.starts_at - timedelta(days=1)).astimezone(UTC))
    event.add("sequence", len(changes))
    event.add("dtstart", found.starts_at.astimezone(UTC))
    items = list(found.items.all())
    minutes = sum(item.minutes for item in items)
    if minutes:
        event.add("dtend", (found.starts_at + timedelta(minutes=minutes)).astimezone(UTC))
    event.add("summary", found.said_title)
    event.add("location", found.line_url or found.place)
    if items:
        event.add("description", "\n".join(f"{n}. {item.title}" for n, item in enumerate(items, 1)))
    event.add("url", site + reverse("conferences:conference", args=[found.pk]))
    off = found.state == ConferenceState.CALLED_OFF
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    return event

"""What of a conference moves on every screen: who is connected and who is there, by count."""

from __future__ import annotations

from django.template.loader import render_to_string

from ... import queries
from ...models import Conference


def attendance(key: str) -> str:
    """The line to be read out: sites connected of all, people present, lines tried."""
    found = Conference.objects.filter(pk=key).first()
    if found is None:
        return ""
    return render_to_string("conferences/_attendance.html", {"total": queries.attendance_of(found)})

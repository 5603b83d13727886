"""What of a conference moves on every screen: who is there, what goes on, what waits for whoever runs it."""

from __future__ import annotations

from django.template.loader import render_to_string

from ... import queries
from ...models import Conference
from ...queries.place import place_by_short, state_of_place


def attendance(key: str) -> str:
    """The line to be read out: sites connected of all, people present, lines tried."""
    found = Conference.objects.filter(pk=key).first()
    if found is None:
        return ""
    return render_to_string("conferences/_attendance.html", {"total": queries.attendance_of(found)})


def floor(key: str) -> str:
    """What goes on: the item, who speaks and until when, who is next, what is put to decision."""
    found = Conference.objects.filter(pk=key).first()
    if found is None:
        return ""
    return render_to_string("conferences/_floor.html", {"floor": queries.floor_of(found)})


def queue(key: str) -> str:
    """What waits for whoever runs it, in a line; its change makes their pages fetch the rest."""
    found = Conference.objects.filter(pk=key).first()
    if found is None:
        return ""
    newest = found.turns.order_by("-pk").values_list("pk", flat=True).first() or 0
    context = {"waits": queries.waits_in_short(found), "newest": newest}
    return render_to_string("conferences/_queue.html", context)


def place(key: str) -> str:
    """What a site or a delegate is told of itself: here or not, its count, its hand, what came of its commands."""
    found = place_by_short(key)
    if found is None:
        return ""
    return render_to_string("conferences/_place.html", {"state": state_of_place(found)})

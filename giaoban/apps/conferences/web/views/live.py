"""What of a conference moves on every screen: who is there, what goes on, what waits for whoever runs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.template.loader import get_template, render_to_string

from ... import queries
from ...models import Conference
from ...queries.place import places_by_short, states_of_places


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


def places(keys: Sequence[str]) -> Mapping[str, str]:
    """What sites and delegates are told of themselves: here or not, the count, the hand, what came of commands. Those
    of one pass together: a hall that comes in moves hundreds of them within a second.
    """
    draw = get_template("conferences/_place.html").render
    states = states_of_places(places_by_short(keys))
    return {state.short: draw({"state": state}) for state in states}

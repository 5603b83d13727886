"""Screens that only show: in the hall, and to everybody where the conference is public."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from giaoban.apps.live.actions.open_topic import open_topic
from giaoban.kit import clock
from giaoban.kit.request import Request, opened_by_link

from ... import queries
from ...enums import FLOOR_TOPIC
from ...models import Conference
from ...queries.public import public_conference


@require_safe
def hall(request: Request, pk: int) -> HttpResponse:
    """Full screen, to be read at twenty metres: point of the agenda, speaker, countdown, who is next, who is there."""
    return render(request, "conferences/hall.html", _shown(queries.conference(request.actor, pk)))


@opened_by_link
@require_safe
def public(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for everybody, with the programme, where the conference is public. Sets no cookie and reads none."""
    found = public_conference(pk)
    context = {**_shown(found), "items": list(found.items.select_related("unit"))}
    response = render(request, "conferences/public.html", context)
    response.headers["Cache-Control"] = "public, max-age=10"
    response.headers["Vary"] = "Cookie"  # the language and the light that a reader chose
    return response


def _shown(found: Conference) -> dict[str, Any]:
    now = clock.now()
    return {"conference": found, "now": now, "floor": open_topic(FLOOR_TOPIC, found.pk, now)}

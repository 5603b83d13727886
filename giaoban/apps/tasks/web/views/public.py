"""The week for everybody: a page without a sign-in; and the step that opens or closes it."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request

from ... import policies, queries
from ...actions.open_schedule import close_schedule, open_schedule
from .weeks import address, asked, confirm_page

_WEEK = timedelta(days=7)


@login_not_required
@require_safe
def public_week(request: HttpRequest, code: str, day: str = "") -> HttpResponse:
    """One week of a unit that lets everybody read it; the same bytes for everybody."""
    found = queries.public_week(code, _day(day) if day else clock.local_day(clock.now()))
    response = render(request, "tasks/public_week.html", {"found": found, **_beside(found)})
    tag = f'"{hashlib.sha256(response.content).hexdigest()}"'
    response["ETag"] = tag
    answer = get_conditional_response(request, etag=tag, response=response) or response
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def publish(request: Request, code: str) -> HttpResponse:
    """Open the unit's weeks to everybody, or close them: asks first."""
    unit, day = asked(code, clock.local_day(clock.now()).isoformat())
    authorize(request.actor, policies.issue_week, unit, seen_by=policies.read_week)
    is_open = queries.is_public(unit)
    if request.method == "POST":
        if is_open:
            close_schedule(actor=request.actor, unit=unit)
        else:
            open_schedule(actor=request.actor, unit=unit, now=clock.now())
        messages.success(
            request, _("The public page is closed.") if is_open else _("The public page is open.")
        )
        return redirect(address("week", unit, day))
    return _asking(request, unit, day, is_open)


def _asking(request: Request, unit: Any, day: date, is_open: bool) -> HttpResponse:
    title = _("Close the public page") if is_open else _("Open a public page")
    where = reverse("public_week", args=[unit.code])
    means = [
        _("Everybody reads, without signing in: %(where)s") % {"where": where},
        _(
            "Only entries of issued weeks that are marked public stand there: day, hour, content, chair, place."
        ),
        _("Each entry is internal until somebody marks it public."),
    ]
    closing = [_("Nobody reads it without signing in any more. Which entries are public is kept.")]
    return confirm_page(request, unit, day, title, unit.name, closing if is_open else means, danger=is_open)


def _beside(found: queries.PublicWeek) -> dict[str, Any]:
    """The weeks before and after."""
    return {
        name: reverse("public_week_of", args=[found.unit_code, (found.monday + step).isoformat()])
        for name, step in (("before", -_WEEK), ("after", _WEEK))
    }


def _day(words: str) -> date:
    """Raises NotFound for what is no day of our time."""
    try:
        found = date.fromisoformat(words)
    except ValueError:
        raise NotFound() from None
    if not 1945 <= found.year <= 2200:
        raise NotFound()
    return found

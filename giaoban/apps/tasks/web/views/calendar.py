"""A unit's calendar by month and by week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import dates
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.parts import Tab

from ... import queries
from ...domain.week import monday_of
from ...enums import CalendarKind
from .weeks import address, asked, days_of

_WEEK = timedelta(days=7)
_SHOWN = 5
"""So many a day in a month; the others are named by their number and stand in the week."""


def own_calendar(request: Request) -> HttpResponse:
    """The worn unit's month of today."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    return redirect(_month_address(unit, clock.local_day(clock.now())))


def month(request: Request, code: str, month: str) -> HttpResponse:
    """The weeks of a month, whole."""
    unit, first = asked(code, f"{month}-01", monday=False)
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    begins, ends = monday_of(first), monday_of(after - timedelta(days=1)) + timedelta(days=6)
    context = {
        "title": _("Calendar, %(month)s") % {"month": f"{first:%m/%Y}"}, "month": first,
        "shown": _SHOWN, "less": -_SHOWN,
        "before": _month_address(unit, first - timedelta(days=1)), "after": _month_address(unit, after),
        "weekdays": [dates.WEEKDAYS_ABBR[n] for n in range(7)],
    }  # fmt: skip
    return _page(request, unit, begins, ends, context)


def week(request: Request, code: str, monday: str) -> HttpResponse:
    """One week, everything in it."""
    unit, day = asked(code, monday)
    context: dict[str, Any] = {
        "title": _("Calendar, %(days)s") % {"days": days_of(day)}, "month": None, "shown": 0, "less": 0,
        "before": address("calendar_week", unit, day - _WEEK),
        "after": address("calendar_week", unit, day + _WEEK), "weekdays": [],
    }  # fmt: skip
    return _page(request, unit, day, day + timedelta(days=6), context)


def _page(request: Request, unit: Unit, first: date, last: date, context: dict[str, Any]) -> HttpResponse:
    today, kinds = clock.local_day(clock.now()), _kinds(request)
    view = queries.calendar_view(request.actor, unit, first, last, today, kinds)
    chosen = f"?{urlencode([('loai', kind) for kind in kinds])}" if kinds else ""
    here = first <= today <= last
    more = {
        "lead": unit.name, "view": view, "today": today, "chosen": chosen, "here": request.path,
        "kinds": [(kind, not kinds or kind in kinds) for kind in CalendarKind],
        "crumbs": trail((_("Tasks"), reverse("tasks:list")), unit.short_name, context["title"]),
        "now": "" if here else reverse("tasks:own_calendar"),
        "weeks": {day.day: address("calendar_week", unit, monday_of(day.day)) for day in view.days},
    }  # fmt: skip
    where = _where(unit, today if here else context["month"] or first, context["month"] is not None, chosen)
    return render(request, "tasks/calendar.html", {**context, **more, **where})


def _where(unit: Unit, day: date, is_month: bool, chosen: str) -> dict[str, Any]:
    """The same days by month, by week, and as the working schedule."""
    by_week = address("calendar_week", unit, monday_of(day))
    tabs = [
        Tab(_("Month"), _month_address(unit, day) + chosen, is_month),
        Tab(_("Week"), by_week + chosen, not is_month),
    ]
    return {"tabs": tabs, "week_page": address("week", unit, monday_of(day))}


def _kinds(request: Request) -> Sequence[str]:
    """The kinds that were chosen; all of them, or none, is no choice."""
    found = [kind for kind in CalendarKind.values if kind in request.GET.getlist("loai")]
    return [] if len(found) == len(CalendarKind) else found


def _month_address(unit: Unit, day: date) -> str:
    if not 1945 <= day.year <= 2200:
        raise NotFound()
    return reverse("tasks:calendar_month", args=[unit.code, f"{day:%Y-%m}"])

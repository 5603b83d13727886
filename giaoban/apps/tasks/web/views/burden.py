"""The burden of a unit by week; what a new demand adds, for the pages on which one is sent."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import parts
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from ... import queries
from ...domain.asks import WeekLoad
from ...enums import AskGroup, group_of
from ..tables import BurdenTable


def own_burden(request: Request) -> HttpResponse:
    """To the page of the unit whose hat is worn."""
    if request.actor.worn is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return redirect("tasks:burden", get_object_or_404(Unit, pk=request.actor.worn).code)


def burden(request: Request, code: str) -> HttpResponse:
    """All that is asked of the unit: by week and kind, what looks like the same thing twice, the asks themselves."""
    unit, now = get_object_or_404(Unit, code=code), clock.now()
    found = queries.unit_burden(request.actor, unit, now)
    table = BurdenTable(found.asks, request, title=_("What is asked"))
    context = {
        "title": _("What is asked of the unit"), "lead": unit.name, "found": found, "table": table,
        "tiles": _tiles(found), "groups": [group.label for group in AskGroup], "rows": [_week(w) for w in found.weeks],
        "crumbs": _crumbs(unit),
    }  # fmt: skip
    return render(request, "tasks/burden.html", context)


def _crumbs(unit: Unit) -> list[Crumb]:
    own = (_("Burden"), reverse("tasks:own_burden"))
    return trail((_("Tasks"), reverse("tasks:list")), own, unit.short_name)


def _week(load: WeekLoad) -> tuple[WeekLoad, list[int]]:
    """A week with its counts by group."""
    counts = dict.fromkeys(AskGroup, 0)
    for kind, count in load.kinds.items():
        counts[group_of(kind)] += count
    return load, list(counts.values())


def _tiles(found: queries.UnitBurden) -> list[parts.Tile]:
    most = max(found.weeks, key=lambda w: w.count)
    return [
        parts.Tile(_("Due this week or overdue"), found.weeks[0].count, _("asks")),
        parts.Tile(_("The fullest week"), most.count, _("asks"), note=f"{most.monday:%d/%m/%Y}"),
        parts.Tile(_("Without a date"), found.undated, _("asks")),
        parts.Tile(_("Looks asked twice"), len(found.alike), _("groups"), tone="due" if found.alike else ""),
    ]

"""Progress of a collection: numbers, map, one level of units or areas, chasing."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from giaoban.kit import clock
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.text import fold
from giaoban.kit.ui import parts, tables
from giaoban.kit.ui.breadcrumbs import Crumb
from giaoban.kit.ui.columns import Column

from ...formats.chase_letter import DOCX, chase_letter
from ...queries import chase, progress_page
from ...queries.progress_page import Scope
from ..charts import live_version, map_of, progress_tiles
from ..tables import AreaProgressTable, UnitProgressTable
from .crumbs import in_reports

_BY_AREA = "dia-ban"


def number_in(text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return int(text)


def scope_in(request: Request, pk: int) -> Scope:
    return progress_page.scope_of(request.actor, pk, number_in(request.GET.get("duoi")))


def progress(request: Request, pk: int) -> HttpResponse:
    """Who has reported below a unit: tiles and map that move by themselves, and one level as a table."""
    scope = scope_in(request, pk)
    live = _live(request, scope)
    context = live | {
        "title": _("Progress"), "lead": scope.collection.title, "scope": scope, "collection": scope.collection,
        "tabs": _tabs(request, scope), "crumbs": _crumbs(scope),
        "chase": chase.text_for(scope, clock.now(), _link(request, scope)) if live["owing"] else "",
        "letter": scope.unit.pk in request.actor.unit_ids,
    }  # fmt: skip
    table = _table(request, scope)
    return tables.page(request, table, "reporting/progress.html", context)


def _live(request: Request, scope: Scope) -> dict[str, Any]:
    now = clock.now()
    counts, overdue = progress_page.totals(scope, now)
    dots = map_of(progress_page.areas_of(scope, None, now), scope.collection.pk, f"&duoi={scope.unit.pk}")
    tiles = progress_tiles(counts, overdue)
    url = f"{reverse('reporting:moving', args=[scope.collection.pk])}?duoi={scope.unit.pk}"
    return {
        "tiles": tiles, "map": dots, "version": live_version(tiles, dots), "refresh_url": url,
        "owing": counts.missing + counts.returned,
    }  # fmt: skip


def moving(request: Request, pk: int) -> HttpResponse:
    """The part that moves, for htmx; 204 while nothing changed."""
    context = _live(request, scope_in(request, pk))
    if request.GET.get("v") == context["version"]:
        return HttpResponse(status=204)
    return render(request, "reporting/_moving.html", context)


def _table(request: Request, scope: Scope) -> tables.Table:
    now, area = clock.now(), number_in(request.GET.get("dia-ban"))
    if request.GET.get("theo") == _BY_AREA and area is None:
        rows = progress_page.areas_of(scope, None, now)
        name = Column(_("Area"), order_by="sort_key", link=lambda a: _area_url(scope, a))
        return AreaProgressTable(rows, request, title=scope.collection.title, extra_columns=[("name", name)])
    listed = (
        progress_page.units_of(scope, now) if area is None else progress_page.area_units(scope, area, now)
    )
    link = Column(
        _("Unit"), accessor="unit.name", order_by="unit.sort_key", link=lambda r: _unit_url(scope, r)
    )
    title, extra = scope.collection.title, [("unit", link)]
    return UnitProgressTable(listed, request, title=title, extra_columns=extra, per_page=100)


def _area_url(scope: Scope, row: Any) -> str:
    return _here(scope, theo=_BY_AREA, **{"dia-ban": row.area_id})


def _unit_url(scope: Scope, row: Any) -> str | None:
    """Down one level where there is one; else the unit's report, once it was handed in."""
    if row.below.expected > 1:
        return _here(scope, duoi=row.unit.pk)
    seen = row.report and row.report.first_handed_in_at
    return reverse("reporting:report", args=[row.report.pk]) if seen else None


def _here(scope: Scope, **query: Any) -> str:
    given = {"duoi": scope.unit.pk, **query}
    return f"{reverse('reporting:progress', args=[scope.collection.pk])}?" + "&".join(
        f"{k}={v}" for k, v in given.items()
    )


def _tabs(request: Request, scope: Scope) -> list[parts.Tab]:
    area = request.GET.get("theo") == _BY_AREA
    return [
        parts.Tab(_("By unit"), _here(scope), not area),
        parts.Tab(_("By area"), _here(scope, theo=_BY_AREA), area),
    ]


def _crumbs(scope: Scope) -> list[Crumb]:
    above = [(unit.short_name, _here(scope, duoi=unit.pk)) for unit in scope.way[:-1]]
    return in_reports(scope.collection.title, *above, scope.unit.short_name)


def _link(request: Request, scope: Scope) -> str:
    return request.build_absolute_uri(reverse("reporting:progress", args=[scope.collection.pk]))


def letter(request: Request, pk: int) -> HttpResponse:
    """The official letter that asks the late units for their reports, as DOCX."""
    scope = scope_in(request, pk)
    missing = chase.missing_units(scope)
    if not missing or scope.unit.pk not in request.actor.unit_ids:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    content = chase_letter(scope.unit, scope.collection, missing, clock.now())
    response = HttpResponse(content, content_type=DOCX)
    name = slugify(fold(f"cong-van-don-doc-{scope.collection.title}"))[:80]
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response

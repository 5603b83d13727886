"""Pages of a wave: how far it is, who is asked, the letter to the late, the report of what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from giaoban.apps.documents.domain.paper import Paper
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.text import fold
from giaoban.kit.ui import tables
from giaoban.kit.ui.columns import localized

from ... import queries
from ...actions.chase_late import chase_late
from ...formats.papers import chase_paper, result_paper
from ...queries.wave import Place, Wave
from .. import charts
from ..tables import AddresseeFilter, AddresseeTable, BranchTable
from .crumbs import crumbs_of, number_in

KINDS = {
    "docx": (render_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (render_pdf, "application/pdf"),
}


def place_in(request: Request, pk: int) -> Place:
    """Where the reader looks: the directive, and the unit below it that the address names."""
    row = queries.directive(request.actor, pk)
    under = number_in(request.GET.get("under"))
    return queries.place_in(request.actor, row, under=under, now=clock.now())


def progress(request: Request, pk: int) -> HttpResponse:
    """How far the wave is: in all, by level, over time, on the map, and one level of units."""
    place = place_in(request, pk)
    found = queries.wave(place, late=charts.NAMED + 1)
    here, due = reverse("directives:dissemination", args=[pk]), queries.deadlines_of(found.top)
    table = BranchTable(list(found.branches), request, title=_("Progress of dissemination"))
    context = {
        "wave": found, "title": _("Progress of dissemination"), "lead": charts.lead(found),
        "tiles": charts.tiles(found), "levels": [(Level(n).label, t, due.get(n)) for n, t in found.levels.items()],
        "course": charts.course(found), "map": charts.map_of(place, found, here),
        "chase": charts.reminder(found, request.build_absolute_uri(here)),
        "mine": found.under.pk in request.actor.unit_ids, "crumbs": _crumbs(found, here),
    }  # fmt: skip
    return tables.page(request, table, "directives/progress.html", context)


@require_POST
def chase(request: Request, pk: int) -> HttpResponse:
    """Note at the late units below the reader's that they were chased today."""
    place = place_in(request, pk)
    unit = Unit.objects.get(pk=place.under)
    noted = chase_late(actor=request.actor, directive=place.directive, unit=unit, now=clock.now())
    said = ngettext("Noted at %(n)s unit that is late.", "Noted at %(n)s units that are late.", noted)
    messages.success(
        request, said % {"n": localized(noted)} if noted else _("It was noted at all of them today.")
    )
    return redirect(f"{reverse('directives:dissemination', args=[pk])}?under={unit.pk}")


def addressees(request: Request, pk: int) -> HttpResponse:
    """Unit by unit: who is asked at this place, and how far each is; the whole list as a workbook."""
    place = place_in(request, pk)
    rows = queries.addressees(place, area=number_in(request.GET.get("dia-ban")))
    found = AddresseeFilter(request.GET, queryset=rows, place=place)
    table = AddresseeTable(found.qs, request, filters=found, title=_("Units asked"))
    directive = place.directive
    wave = (directive.unit.short_name, reverse("directives:dissemination", args=[pk]))
    context = {
        "lead": str(directive.document),
        "crumbs": crumbs_of(directive.document, wave, _("Units asked")),
    }
    return tables.page(request, table, "kit/list.html", context)


def paper(request: Request, pk: int, name: str, kind: str) -> HttpResponse:
    """The report of results, or the letter to the late, of a unit of the reader's; to be numbered and signed."""
    found = queries.wave(place_in(request, pk))
    made = _made(request, found, name)
    if kind not in KINDS or made is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    write, media_type = KINDS[kind]
    response = HttpResponse(write(made), content_type=media_type)
    title = slugify(fold(f"{made.type_name} {made.summary}"))[:80]
    response["Content-Disposition"] = f'attachment; filename="{title}.{kind}"'
    return response


def _made(request: Request, found: Wave, name: str) -> Paper | None:
    """None for what is no paper of a unit of the reader's."""
    if found.under.pk not in request.actor.unit_ids:
        return None
    if name == "don-doc":
        return chase_paper(found, clock.now()) if found.late else None
    return result_paper(found, clock.now()) if name == "bao-cao" else None


def _crumbs(found: Wave, here: str) -> Any:
    above = [(unit.short_name, f"{here}?under={unit.pk}") for unit in found.way[:-1]]
    return crumbs_of(found.directive.document, *above, found.under.short_name)

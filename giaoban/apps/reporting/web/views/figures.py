"""Figures: the table of a collection, where a figure comes from, figures to be checked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.files.queries import download_url
from giaoban.kit import clock
from giaoban.kit.request import Request
from giaoban.kit.ui import parts, tables

from ...actions.work_doubt import comment_on_cell, resolve_doubt
from ...enums import DoubtState
from ...queries import doubts as doubt_queries
from ...queries.figure_table import By, FigureTable, figure_table
from ...queries.figures import Basis
from ...queries.overview import visible_collections
from ...queries.progress_page import Scope
from ...queries.source_page import source_page
from ..forms import DoubtForm, RemarkForm
from ..tables import (
    DOUBT_TONE,
    DoubtFilter,
    DoubtTable,
    compared_column,
    doubt_column,
    figures_table,
    source_lines,
    source_totals,
)
from .crumbs import in_collection, in_reports
from .progress import number_in, scope_in

_BY: dict[str, By] = {"dia-ban": "area", "to-chuc": "organisation", "don-vi": "unit"}
_BASIS: dict[str, Basis] = {"tam-tinh": "live", "da-gui": "handed_in"}


def table(request: Request, pk: int) -> HttpResponse:
    """Figures of a collection, a section at a time; the whole table as a file."""
    scope = scope_in(request, pk)
    by, basis, area = _chosen(request)
    found = figure_table(scope, by, basis, area)
    codes = [s.code for s in found.sections]
    asked = request.GET.get("phan", "")
    section = asked if asked in codes else (codes[0] if codes else None)
    whole = "export" in request.GET
    base = reverse("reporting:progress", args=[pk]) + "nguon/"
    down = _down(request, section) if by == "area" else ""
    shown = figures_table(request, found, None if whole else section, base, down, scope.collection.title)
    context = _table_context(request, scope, found, section, by, basis)
    return tables.page(request, shown, "reporting/table.html", context)


def _chosen(request: Request) -> tuple[By, Basis, int | None]:
    by = _BY.get(request.GET.get("theo", ""), "area")
    basis = _BASIS.get(request.GET.get("co-so", ""), "live")
    return by, basis, number_in(request.GET.get("dia-ban"))


def _table_context(
    request: Request, scope: Scope, found: FigureTable, section: str | None, by: By, basis: Basis
) -> dict[str, Any]:  # fmt: skip
    words = {"area": _("By area"), "organisation": _("By organisation"), "unit": _("By unit")}
    kept = {k: request.GET[k] for k in ("duoi", "theo", "co-so", "phan") if k in request.GET}
    return {
        "title": _("Figures"), "lead": scope.collection.title, "scope": scope, "found": found, "basis": basis,
        "crumbs": in_collection(scope.collection, _("Figures")),
        "tabs": [parts.Tab(words[value], _with(kept, theo=key), value == by) for key, value in _BY.items()],
        "bases": [(key, value == basis, _with(kept, **{"co-so": key})) for key, value in _BASIS.items()],
        "sections": [(s.title, _with(kept, phan=s.code), s.code == section) for s in found.sections],
    }  # fmt: skip


def _down(request: Request, section: str | None) -> str:
    """The units at one area: the area's number is put behind."""
    kept = {k: request.GET[k] for k in ("duoi", "co-so") if k in request.GET}
    return _with({**kept, "phan": section or ""}, theo="don-vi") + "&dia-ban="


def _with(kept: dict[str, str], **changes: str) -> str:
    return "?" + "&".join(f"{k}={v}" for k, v in {**kept, **changes}.items())


def source(request: Request, pk: int, unit: int, slot: int) -> HttpResponse:
    """Where a figure comes from, one level down; a leaf's workbook can be downloaded."""
    page = source_page(request.actor, pk, unit, slot)
    collection = page.source.collection
    way = [(u.short_name, reverse("reporting:source", args=[pk, u.pk, slot])) for u in page.way[:-1]]
    context = {
        "title": page.cell.name, "lead": f"{page.source.unit.name} – {collection.title}", "page": page,
        "totals": source_totals(page), "lines": source_lines(page, lambda file: download_url(file, request.actor)),
        "crumbs": in_collection(
            collection, (_("Figures"), reverse("reporting:table", args=[pk])), *way, page.source.unit.short_name
        ),
    }  # fmt: skip
    return render(request, "reporting/source.html", context)


def doubts(request: Request) -> HttpResponse:
    """Figures to be checked: a list to work through."""
    collections = visible_collections(request.actor)
    rows = doubt_queries.doubts(request.actor)
    found = DoubtFilter(request.GET, rows, collections, doubt_queries.organisations(request.actor))
    figure, compared = doubt_queries.namers(collections)
    named = [("figure", doubt_column(figure)), ("compared", compared_column(compared))]
    title = _("Figures to be checked")
    table = DoubtTable(found.qs, request, filters=found, title=title, extra_columns=named)
    lead = _("The form's rules and each unit's own past call these figures into question.")
    return tables.page(request, table, "kit/list.html", {"crumbs": in_reports(title), "lead": lead})


def doubt(request: Request, pk: int) -> HttpResponse:
    """One figure to be checked: the comparison, what the unit says, how it was settled."""
    page = doubt_queries.doubt_page(request.actor, pk)
    form = DoubtForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        state = DoubtState(given["state"])
        resolve_doubt(actor=request.actor, doubt=page.doubt, state=state, note=given["note"], now=clock.now())
        messages.success(request, _("The result of the check is kept with the figure."))
        return redirect("reporting:doubts")
    return _doubt_page(request, page, form)


def _doubt_page(request: Request, page: Any, form: DoubtForm) -> HttpResponse:
    context = {
        "title": page.figure, "page": page, "doubt": page.doubt, "form": form, "remark_form": RemarkForm(),
        "lead": f"{page.doubt.report.expectation.unit.name} – {page.doubt.report.expectation.collection.title}",
        "state": DoubtState(page.doubt.state), "tones": DOUBT_TONE, "times": doubt_queries.times(page.doubt.ratio),
        "crumbs": in_reports((_("Figures to be checked"), reverse("reporting:doubts")), page.figure),
    }  # fmt: skip
    return render(request, "reporting/doubt.html", context, status=422 if form.is_bound else 200)


@require_POST
def doubt_remark(request: Request, pk: int) -> HttpResponse:
    """Ask the unit about the figure: a remark on the cell."""
    page = doubt_queries.doubt_page(request.actor, pk)
    body = request.POST.get("body", "")
    comment_on_cell(
        actor=request.actor, report=page.doubt.report, cell=page.doubt.cells[0], body=body, now=clock.now()
    )
    messages.success(request, _("The remark stands beside the figure."))
    return redirect("reporting:doubt", pk)

"""Sites before the day: made in one step, settled by a table, lines tried one after the other, links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.org.enums import Line
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import Crumb
from giaoban.kit.ui.columns import localized
from giaoban.kit.ui.previewed import mark_of, may_go

from ... import policies, queries
from ...actions.add_sites import add_sites, set_sites
from ...actions.invite_delegates import renew_site_link
from ...actions.report_site import note_line_test
from ...domain.plan import NewSite
from ...models import Conference
from ...queries import making_sites as reads
from ..forms import AreaSitesForm, LinesForm, LineTestForm, SiteForm, SitesForm
from .page import crumbs, form_page

SHOWN = 200


def add_from_units(request: Request, pk: int) -> HttpResponse:
    """A site for each unit of the chosen levels: first how many and which, then in one step."""
    found = _adding(request, pk)
    day = clock.local_day(found.starts_at)
    form = SitesForm(day, request.POST or None, initial={"root": found.unit.code, "line": Line.CONVENING})
    if not form.is_valid():
        return _choose(request, form, found, None)
    data, line = form.cleaned_data, form.line_chosen()
    made = reads.sites_of_units(
        found, data["root"], line, form.levels_chosen(), with_root=data["with_root"], expected=data["expected"],
        day=day,
    )  # fmt: skip
    return _put(request, form, found, made, line)


def add_from_areas(request: Request, pk: int) -> HttpResponse:
    """A site for each area of a kind, whoever is there."""
    found = _adding(request, pk)
    day = clock.local_day(found.starts_at)
    form = AreaSitesForm(day, request.POST or None)
    if not form.is_valid():
        return _choose(request, form, found, None)
    data = form.cleaned_data
    made = reads.sites_of_areas(found, data["root"], form.kind_chosen(), expected=data["expected"], day=day)
    return _put(request, form, found, made, None)


def settle(request: Request, pk: int) -> HttpResponse:
    """What is settled about sites, and sites by name, from a pasted table."""
    found = _run(request, pk)
    form = LinesForm(found, _columns(), reads.typed_sites, request.POST or None)
    if form.is_valid():
        typed: reads.TypedSites = form.typed
        count = set_sites(
            actor=request.actor, conference=found, facts=typed.facts, fresh=typed.fresh, now=clock.now()
        )
        messages.success(request, _("%(count)s sites were changed or added.") % {"count": localized(count)})
        return redirect("conferences:sites", pk)
    return form_page(request, form, _("Settle by a table"), found, _back(pk))


def edit(request: Request, pk: int, site_pk: int) -> HttpResponse:
    """What is settled about one site."""
    found = _run(request, pk)
    row = get_object_or_404(found.sites, pk=site_pk)
    form = SiteForm(row, request.POST or None)
    if form.is_valid():
        facts = {row.pk: form.value()}
        set_sites(actor=request.actor, conference=found, facts=facts, fresh=(), now=clock.now())
        return redirect("conferences:site", pk, site_pk)
    return form_page(request, form, row.name, found, reverse("conferences:site", args=[pk, site_pk]))


@require_POST
def renew(request: Request, pk: int, site_pk: int) -> HttpResponse:
    """Another link; the old one opens nothing any more."""
    found = queries.conference(request.actor, pk)
    row = get_object_or_404(found.sites.select_related("conference"), pk=site_pk)
    renew_site_link(actor=request.actor, site=row)
    messages.success(request, _("There is another link; the old one opens nothing any more."))
    return redirect("conferences:site", pk, site_pk)


def try_lines(request: Request, pk: int) -> HttpResponse:
    """The lines that are not good yet, one after the other."""
    found = _run(request, pk)
    after = request.GET.get("sau", "")
    row = reads.to_be_tried(found, int(after) if after.isdecimal() else None)
    context = {
        "conference": found, "row": row, "form": LineTestForm(), "total": queries.attendance_of(found),
        "title": _("Try the lines"), "crumbs": _way(found, _("Try the lines")),
    }  # fmt: skip
    return render(request, "conferences/try_lines.html", context)


@require_POST
def tried(request: Request, pk: int, site_pk: int) -> HttpResponse:
    """Note one line, and go on to the next."""
    found, form = _run(request, pk), LineTestForm(request.POST)
    row = get_object_or_404(found.sites.select_related("conference"), pk=site_pk)
    if form.is_valid():
        note_line_test(actor=request.actor, site=row, **form.cleaned_data)
        return redirect(f"{reverse('conferences:try_lines', args=[pk])}?sau={site_pk}")
    return form_page(request, form, _("Line test"), found, reverse("conferences:try_lines", args=[pk]))


def _put(
    request: Request, form: Any, found: Conference, made: Sequence[NewSite], line: Line | None
) -> HttpResponse:
    """Shown first; made once they were confirmed, if they still are the ones that were shown."""
    if not may_go(request, _mark(made)):
        return _choose(request, form, found, made)
    count = add_sites(actor=request.actor, conference=found, sites=made, line=line, now=clock.now())
    messages.success(request, _("%(count)s sites were added.") % {"count": localized(count)})
    return redirect("conferences:sites", found.pk)


def _mark(made: Sequence[NewSite]) -> str:
    return mark_of((site.unit_id, site.area_id, site.name) for site in made)


def _choose(request: Request, form: Any, found: Conference, made: Sequence[NewSite] | None) -> HttpResponse:
    carried = [
        (name, value) for name, values in request.POST.lists() if name in form.fields for value in values
    ]
    carried.append(("previewed", _mark(made or ())))
    context = {
        "title": _("Add sites"), "conference": found, "form": form, "carried": carried, "made": made,
        "shown": (made or ())[:SHOWN], "more": max(len(made or ()) - SHOWN, 0), "cancel_url": _back(found.pk),
        "crumbs": _way(found, _("Add sites")), "of_areas": isinstance(form, AreaSitesForm),
    }  # fmt: skip
    return render(request, "conferences/new_sites.html", context, status=422 if form.errors else 200)


def _run(request: Request, pk: int) -> Conference:
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    return found


def _adding(request: Request, pk: int) -> Conference:
    found = _run(request, pk)
    if not found.takes_sites:
        raise Conflict(_("This conference is closed; no site is added to it any more."))
    return found


def _way(found: Conference, last: str) -> list[Crumb]:
    return crumbs(found, (_("Sites"), _back(found.pk)), last)


def _back(pk: int) -> str:
    return reverse("conferences:sites", args=[pk])


def _columns() -> str:
    return _(
        "Site or code of the unit; expected; chairs there; runs the line there; its own address; telephone. Parted by "
        "semicolons or pasted from a worksheet. An empty cell leaves what is settled."
    )

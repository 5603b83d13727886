"""Pages of number series, and the type that an abbreviation meant before."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui import tables

from ... import policies
from ...actions.number_document import begin_series, skip_number
from ...formats.numbering import preset_of
from ...queries import numbers as queries
from ..forms.outgoing import SeriesForm, SkipForm
from ..tables import SeriesTable
from .outgoing import crumbs_of
from .register import form_page


def series(request: Request) -> HttpResponse:
    """The unit's series: the last number of each, how many were skipped."""
    unit = get_object_or_404(Unit.objects.select_related("organisation"), pk=request.actor.worn)
    authorize(request.actor, policies.read_book, unit)
    table = SeriesTable(queries.series_of(request.actor, unit), request, title=_("Number series"))
    preset = preset_of(unit)
    context = {
        "crumbs": crumbs_of(_("Number series")),
        "lead": f"{preset.title} – {preset.basis}",
        "may_keep": policies.keep_numbers.allows(request.actor, unit),
    }
    return tables.page(request, table, "documents/series.html", context)


def skip(request: Request) -> HttpResponse:
    """Take a number for nothing, with the reason."""
    unit = get_object_or_404(Unit.objects.select_related("organisation"), pk=request.actor.worn)
    authorize(request.actor, policies.keep_numbers, unit)
    form = SkipForm(request.POST or None)
    if form.is_valid():
        given = skip_number(actor=request.actor, unit=unit, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("%(symbol)s is kept as skipped.") % {"symbol": given.symbol})
        return redirect("documents:series")
    page = {"title": _("Skip a number"), "submit_label": _("Skip the next number")}
    return form_page(request, {"form": form, **page}, back=reverse("documents:series"))


def go_on(request: Request) -> HttpResponse:
    """Go on where the paper register ended."""
    unit = get_object_or_404(Unit.objects.select_related("organisation"), pk=request.actor.worn)
    authorize(request.actor, policies.keep_numbers, unit)
    form = SeriesForm(request.POST or None)
    if form.is_valid():
        begin_series(actor=request.actor, unit=unit, now=clock.now(), **form.cleaned_data)
        return redirect("documents:series")
    page = {"title": _("Go on after paper"), "submit_label": _("Go on from here")}
    return form_page(request, {"form": form, **page}, back=reverse("documents:series"))


def proposed_type(request: Request) -> HttpResponse:
    """A fragment: what the issuer's abbreviation was taken for before. The clerk chooses."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.register_document, unit)
    chosen = request.GET.get("issuer_organisation", "")
    named = Organisation.objects.filter(pk=chosen).first() if chosen.isdigit() else None
    issuer, symbol = request.GET.get("issuer_name", ""), request.GET.get("symbol", "")
    found = queries.proposed_type(unit, issuer or (named.name if named else ""), symbol)
    context = {"proposed": found, "abbreviation": queries.abbreviation_in(symbol)}
    return render(request, "documents/_proposed_type.html", context)

"""Opening a period: seen first what it adds, and what of it is asked already."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giaoban.apps.tasks.enums import AskKind
from giaoban.apps.tasks.queries import what_it_adds
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui.forms import problems_in
from giaoban.kit.ui.previewed import mark_of, may_go

from ... import policies
from ...actions.open_collection import open_collection
from ...domain.form_definition import window_of
from ...queries import opening as queries
from ...queries.definitions import definition_of
from ...queries.running import period_name
from ..forms import OpenForm
from .crumbs import in_reports


def open_period(request: Request) -> HttpResponse:
    """Ask a form for one more period; nothing is asked before one has seen what it adds."""
    versions = queries.openable(request.actor)
    authorize(request.actor, policies.open_collection, versions[0] if versions else None)
    periods = [(v, p, _named(period_name(p))) for v in versions for p in queries.next_periods(v)]
    form, context = OpenForm(periods, request.POST or None), {}
    with problems_in(form):
        if form.is_valid():
            context = _adds(form)
            if may_go(request, context["previewed"]):
                return _opened(request, form)
    page = {"title": _("Open a period"), "form": form, "crumbs": in_reports(_("Open a period")), **context}
    return render(request, "reporting/open.html", page, status=422 if form.errors else 200)


def _named(name: str) -> str:
    return name[:1].upper() + name[1:]


def _adds(form: OpenForm) -> dict[str, Any]:
    """What it adds to the burden of those asked, and which of its figures another form asks for the same days."""
    wanted = form.value()
    definition = definition_of(wanted["form_version"])
    _start, cut_off = window_of(definition, wanted["calendar"])
    _units, expected = queries.who_is_asked(definition, cut_off, wanted["down_to"])
    asked = [one.unit for one in expected if one.receiver is not None]
    day = clock.local_day(wanted["deadline"])
    title = _("Report: %(title)s") % {"title": wanted["title"]}
    return {
        "adds": what_it_adds(("SELECT unnest(%s::bigint[])", [asked]), day, [title]),
        "kinds": dict(AskKind.choices), "cut_off": cut_off, "cells": len(definition.cells),
        "already": queries.asked_already(wanted["form_version"], wanted["calendar"]),
        "previewed": mark_of([form.cleaned_data["what"], *asked]),
    }  # fmt: skip


def _opened(request: Request, form: OpenForm) -> HttpResponse:
    made = open_collection(actor=request.actor, now=clock.now(), **form.value())
    messages.success(request, _("The period is open. The units have it on their list."))
    return redirect("reporting:progress", made.pk)

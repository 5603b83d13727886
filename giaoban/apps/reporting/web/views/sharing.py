"""Pointing to the lead unit of a result achieved together, and taking the pointer away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.request import Request

from ... import policies
from ...actions.share_result import share_result
from ...enums import EDITABLE
from ...models import Report
from ...queries.report_page import seen_report
from ...queries.sharing import possible_leads, shareable
from ..forms import ShareForm, UnshareForm
from .crumbs import in_report


def share(request: Request, pk: int) -> HttpResponse:
    """Say that another unit counts a part of a figure. `?q=` looks for that unit."""
    report = seen_report(request.actor, pk)
    authorize(request.actor, policies.write_report, report)
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, report)
    form = _form(request, report)
    if form.is_bound and form.is_valid() and _saved(request, report, form):
        return redirect(f"{reverse('reporting:report', args=[pk])}#ket-qua-chung")
    context = {
        "title": _("A result achieved together"), "lead": report.expectation.unit.name, "form": form,
        "words": _words(request), "report": report, "crumbs": in_report(report, _("A result achieved together")),
        "open": report.state in EDITABLE and bool(form.fields["cell"].choices),
    }  # fmt: skip
    return render(request, "reporting/share.html", context, status=422 if form.is_bound else 200)


def _words(request: Request) -> str:
    return request.GET.get("q", "")[:120]


def _form(request: Request, report: Report) -> Any:
    data = request.POST if request.method == "POST" else None
    return ShareForm(shareable(report), possible_leads(report, _words(request), _chosen(request)), data)


def _chosen(request: Request) -> list[int]:
    typed = request.POST.get("lead", "")
    return [int(typed)] if typed.isascii() and typed.isdigit() and len(typed) < 18 else []


def _saved(request: Request, report: Report, form: Any) -> bool:
    """Taken in; else the form says why not."""
    try:
        share_result(actor=request.actor, report=report, now=clock.now(), **form.cleaned_data)
    except Invalid as error:
        form.add_error(None, str(error))
        return False
    messages.success(
        request, _("This part is counted at %(unit)s.") % {"unit": form.cleaned_data["lead"].name}
    )
    return True


def _remove(request: Request, report: Report) -> HttpResponse:
    form = UnshareForm(shareable(report), possible_leads(report, "", _chosen(request)), request.POST)
    if form.is_valid():
        share_result(
            actor=request.actor,
            report=report,
            amount=form.NOTHING,
            note="",
            now=clock.now(),
            **form.cleaned_data,
        )
        messages.success(request, _("The pointer was taken away; the whole figure counts here."))
    return redirect(f"{reverse('reporting:report', args=[report.pk])}#ket-qua-chung")

"""The entry page: typed, saved by itself or by a button, pasted from Excel."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from giaoban.kit import clock
from giaoban.kit.errors import Conflict
from giaoban.kit.request import Request
from giaoban.kit.ui import parts

from ...actions.save_draft import Saved, save_draft
from ...enums import TONE, ReportState
from ...models import Report
from ...queries import entry
from ...queries.definitions import definition_of
from ...queries.values import load_report
from ..charts import STEP_ICON, STEP_VERB
from .crumbs import in_report

_HERE = ("put_to_leader", "handed_in")


@never_cache
def enter(request: Request, pk: int) -> HttpResponse:
    """Type a report: a section at a time, or all. Not kept by the browser: “back” after handing in asks again."""
    report = entry.entry_report(request.actor, pk)
    if not entry.editable(report):
        shown = {"state": report.get_state_display()}
        messages.info(request, _("The report is “%(state)s” and cannot be changed now.") % shown)
        return redirect("reporting:report", pk)
    if request.method == "POST":
        return _post(request, report)
    page = entry.entry_page(request.actor, report, section=request.GET.get("phan", ""))
    return render(request, "reporting/enter.html", _context(page))


def _post(request: Request, report: Report) -> HttpResponse:
    """The whole form, sent by its button: also without JavaScript."""
    definition = definition_of(report.expectation.collection.form_version)
    posted = request.POST.dict()
    changes = entry.changes_posted(definition, posted)
    saved = save_draft(actor=request.actor, report=report, changes=changes, client_key="", now=clock.now())
    if saved.collisions or saved.refusals:
        return _unfinished(request, report, posted, saved)
    at = timezone.localtime(saved.at).strftime("%H:%M")
    messages.success(request, _("Saved %(time)s.") % {"time": at})
    return redirect(_next(report, posted))


def _next(report: Report, posted: dict[str, str]) -> str:
    if posted.get("then") == "report":
        return reverse("reporting:report", args=[report.pk])
    section = posted.get("then") or posted.get("section", "")
    return f"{reverse('reporting:enter', args=[report.pk])}?phan={section}"


def _unfinished(request: Request, report: Report, posted: dict[str, str], saved: Saved) -> HttpResponse:
    fresh = load_report(report.pk)
    names = [f"{c.part}:{c.code}" for c in saved.collisions] + [f"{r.part}:{r.code}" for r in saved.refusals]
    mine = {name: posted.get(name, "") for name in names}
    page = entry.entry_page(
        request.actor, fresh, section=posted.get("section", ""), posted=mine, collisions=saved.collisions,
        refusals=saved.refusals,
    )  # fmt: skip
    return render(request, "reporting/enter.html", _context(page), status=409 if saved.collisions else 422)


def _context(page: entry.EntryPage) -> dict[str, Any]:
    report = page.report
    cells = [
        parts.ConflictCell(c.label, c.mine or None, c.theirs or None, c.field.id[3:]) for c in page.clashes
    ]
    return {
        "page": page, "report": report, "title": _("Enter figures"),
        "lead": f"{report.expectation.unit.name} – {report.expectation.collection.title}",
        "crumbs": in_report(report, _("Enter figures")), "all": entry.ALL, "tabs": _tabs(page),
        "overdue": report.first_handed_in_at is None and clock.now() > report.expectation.deadline,
        "state": ReportState(report.state), "tones": TONE, "key": f"report-{report.pk}",
        "window": secrets.token_hex(8), "today": f"{clock.local_day(clock.now()):%d/%m/%Y}",
        "conflict": parts.Conflict(cells, page.by) if cells else None,
        "buttons": [(s, STEP_VERB[s], STEP_ICON[s]) for s in STEP_VERB if s.value in page.may and s.value in _HERE],
    }  # fmt: skip


def _tabs(page: entry.EntryPage) -> list[dict[str, Any]]:
    here = reverse("reporting:enter", args=[page.report.pk])
    return [
        {"code": s.code, "label": f"{s.number}. {s.title}", "url": f"{here}?phan={s.code}",
         "current": page.shown == s.code, "left": s.open_points}
        for s in page.sheet.sections
    ]  # fmt: skip


@require_POST
def save(request: Request, pk: int) -> JsonResponse:
    """Take changes from a page that saves by itself; answers what `<gb-autosave>` understands."""
    report = entry.entry_report(request.actor, pk)
    sent = entry.changes_sent(definition_of(report.expectation.collection.form_version), request.POST)
    try:
        saved = save_draft(actor=request.actor, report=report, changes=sent, client_key="", now=clock.now())
    except Conflict as error:
        refused = {change.key: str(error) for change in sent}
        return JsonResponse({"errors": refused, "conflicts": [], "closed": True}, status=422)
    data, status = entry.answer(load_report(pk), saved.at, saved.revision, saved.collisions, saved.refusals)
    return JsonResponse(data, status=status)

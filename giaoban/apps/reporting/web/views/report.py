"""One report: the page, its steps, remarks and files."""

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
from giaoban.kit.access import authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import parts

from ... import policies
from ...actions.attach_file import add_attachment, attach_scan
from ...actions.hand_in_report import hand_in_report
from ...actions.pass_inside import agree, number_report, put_to_leader, send_back
from ...actions.raise_asks import raise_from_text
from ...actions.receive_report import receive_report, reopen_report, return_report
from ...actions.work_doubt import comment_on_cell
from ...enums import TONE, ReportState, Step
from ...models import Report, ReportVersion
from ...queries import compare
from ...queries.definitions import definition_of
from ...queries.papers import recipients_of
from ...queries.report_page import VERBS, ReportPage, report_page, seen_report, steps_open
from ...queries.sheet import TextLine, anchor
from ..charts import STEP_ICON, STEP_TONE, STEP_VERB, sheet_rows, way
from ..forms import AttachmentForm, CommentForm, NumberForm, PassageForm, ScanForm, StepForm
from .crumbs import in_report

_AT_ONCE = {
    Step.PUT_TO_LEADER: put_to_leader,
    Step.AGREED: agree,
    Step.HANDED_IN: hand_in_report,
    Step.RECEIVED: receive_report,
}
_WITH_REASON = {Step.SENT_BACK: send_back, Step.REOPENED: reopen_report}


def report(request: Request, pk: int) -> HttpResponse:
    """One report: whose turn, figures, texts, what was said, its way, files, what can be done."""
    page = report_page(request.actor, pk, clock.now())
    context = {
        "page": page, "report": page.report, "title": page.report.expectation.unit.name,
        "lead": page.report.expectation.collection.title, "crumbs": in_report(page.report),
        "state": ReportState(page.report.state), "tones": TONE, "buttons": _buttons(page), "way": way(page),
        "events": [_event(step) for step in page.steps], "files": _files(request, page),
        "papers": ("docx", "pdf") if page.version else (), "apart": _apart(page), "scan_form": ScanForm(prefix="scan"),
        "attachment_form": AttachmentForm(prefix="file"), "rows": sheet_rows(request, page),
    }  # fmt: skip
    return render(request, "reporting/report.html", context)


def _buttons(page: ReportPage) -> list[dict[str, Any]]:
    return [
        {"step": s, "slug": s.value, "label": STEP_VERB[s], "icon": STEP_ICON[s], "at_once": VERBS[s][1],
         "primary": VERBS[s][1] and s is not Step.NUMBERED}
        for s in page.may
    ]  # fmt: skip


def _event(step: Any) -> parts.Event:
    who = ", ".join(str(x) for x in (step.user, step.unit and step.unit.short_name) if x)
    return parts.Event(step.at, Step(step.step).label, who, step.reason, STEP_TONE[Step(step.step)])


def _apart(page: ReportPage) -> list[tuple[int, str]]:
    """(unit, name) of each recipient where there are several, so that each can get a paper of its own."""
    expectation = page.report.expectation
    found = recipients_of(expectation, definition_of(expectation.collection.form_version))
    return [(pk, name) for pk, (_line, name) in found.items()] if len(found) > 1 else []


def _files(request: Request, page: ReportPage) -> dict[str, Any]:
    actor, version = request.actor, page.version
    return {
        "scan": page.report.signed_file and download_url(page.report.signed_file, actor),
        "workbook": version and version.source_file and download_url(version.source_file, actor),
        "attachments": [(a.caption, download_url(a.file, actor), a.file.size) for a in page.attachments],
    }


def step(request: Request, pk: int, step: str) -> HttpResponse:
    """Take a step. GET asks first; a step that owes words asks for them."""
    if step not in Step.values or Step(step) not in VERBS:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    kind = Step(step)
    report = seen_report(request.actor, pk)
    authorize(request.actor, VERBS[kind][0], report, seen_by=policies.see_report)
    if request.method == "POST" and VERBS[kind][1]:
        _AT_ONCE[kind](actor=request.actor, report=report, now=clock.now())
        return _done(request, report, kind)
    if VERBS[kind][1]:
        return _ask(request, report, kind)
    return _words(request, report, kind)


def _done(request: Request, report: Report, kind: Step) -> HttpResponse:
    messages.success(request, _("Done: %(step)s.") % {"step": kind.label})
    return redirect("reporting:report", report.pk)


def _ask(request: Request, report: Report, kind: Step) -> HttpResponse:
    if kind not in steps_open(request.actor, report):
        said = _("This step cannot be taken now: the report is “%(state)s”.")
        messages.info(request, said % {"state": report.get_state_display()})
        return redirect("reporting:report", report.pk)
    context = {
        "title": STEP_VERB[kind], "lead": report.expectation.unit.name, "confirm_label": STEP_VERB[kind],
        "question": report.expectation.collection.title, "crumbs": in_report(report, STEP_VERB[kind]),
        "cancel_url": reverse("reporting:report", args=[report.pk]),
    }  # fmt: skip
    return render(request, "kit/confirm.html", context)


def _words(request: Request, report: Report, kind: Step) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = _form(report, kind, data)
    if form.is_bound and form.is_valid():
        _take(request, report, kind, form)
        return _done(request, report, kind)
    context = {
        "title": STEP_VERB[kind], "lead": f"{report.expectation.unit.name} – {report.expectation.collection.title}",
        "form": form, "submit_label": STEP_VERB[kind], "crumbs": in_report(report, STEP_VERB[kind]),
        "cancel_url": reverse("reporting:report", args=[report.pk]), "open": kind in steps_open(request.actor, report),
    }  # fmt: skip
    template = "reporting/return.html" if kind is Step.RETURNED else "kit/form.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _form(report: Report, kind: Step, data: Any) -> Any:
    if kind is Step.NUMBERED:
        known = {"number": report.number, "symbol": report.symbol, "dated": report.dated}
        return NumberForm(data, initial=known)
    return StepForm(kind, compare.places(report) if kind is Step.RETURNED else (), data)


def _take(request: Request, report: Report, kind: Step, form: Any) -> None:
    actor, now, given = request.actor, clock.now(), form.cleaned_data
    if kind is Step.NUMBERED:
        number_report(
            actor=actor, report=report, number=given["number"], symbol=given["symbol"], dated=given["dated"], now=now
        )  # fmt: skip
    elif kind is Step.RETURNED:
        return_report(actor=actor, report=report, reason=given["reason"], cells=form.remarks(), now=now)
    else:
        _WITH_REASON[kind](actor=actor, report=report, reason=given["reason"], now=now)


@require_POST
def comment(request: Request, pk: int) -> HttpResponse:
    """Write a remark on one cell or text."""
    report = seen_report(request.actor, pk)
    form = CommentForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {"cell": "", "body": ""}
    comment_on_cell(
        actor=request.actor, report=report, cell=given["cell"], body=given["body"], now=clock.now()
    )
    messages.success(request, _("The remark stands beside the figure."))
    return redirect(f"{reverse('reporting:report', args=[pk])}#{anchor(given['cell'])}")


@require_POST
def scan(request: Request, pk: int) -> HttpResponse:
    """Keep the scan of the signed paper."""
    report = seen_report(request.actor, pk)
    form = ScanForm(request.POST, request.FILES, prefix="scan")
    if not form.is_valid():
        return _again(request, report, form, _("Upload the signed scan"))
    file = form.cleaned_data["scan"]
    attach_scan(actor=request.actor, report=report, upload=file, name=file.name, now=clock.now())
    messages.success(request, _("The signed scan is kept with the report."))
    return redirect("reporting:report", pk)


@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    """Put a file beside the report."""
    report = seen_report(request.actor, pk)
    form = AttachmentForm(request.POST, request.FILES, prefix="file")
    if not form.is_valid():
        return _again(request, report, form, _("Attach a file"))
    file, caption = form.cleaned_data["file"], form.cleaned_data["caption"]
    add_attachment(
        actor=request.actor, report=report, upload=file, name=file.name, caption=caption, now=clock.now()
    )
    return redirect("reporting:report", pk)


def _again(request: Request, report: Report, form: Any, title: str) -> HttpResponse:
    context = {
        "title": title, "lead": report.expectation.unit.name, "form": form, "submit_label": title,
        "cancel_url": reverse("reporting:report", args=[report.pk]), "crumbs": in_report(report, title),
    }  # fmt: skip
    return render(request, "kit/form.html", context, status=422)


def versions(request: Request, pk: int) -> HttpResponse:
    """Two versions side by side: only what differs."""
    found = compare.compared(request.actor, pk, request.GET.get("tu", ""), request.GET.get("den", ""))
    context = {
        "title": _("Compare versions"), "lead": found.report.expectation.unit.name, "found": found,
        "crumbs": in_report(found.report, _("Compare versions")),
    }  # fmt: skip
    return render(request, "reporting/versions.html", context)


def extract(request: Request, pk: int, code: str) -> HttpResponse:
    """Take a proposal or obstacle out of a text; `?doan=` is the passage that was marked on the page."""
    page = report_page(request.actor, pk, clock.now())
    authorize(request.actor, policies.receive_report, page.report, seen_by=policies.see_report)
    line = page.written(code)
    marked = request.GET.get("doan", "").strip()
    form = PassageForm(request.POST or None, initial={"passage": marked or line.body, "remedy": marked})
    if form.is_valid() and page.version is not None:
        return _taken_out(request, page.report, page.version, code, form.cleaned_data)
    return _passage(request, page.report, line, form)


def _taken_out(
    request: Request, report: Report, version: ReportVersion, code: str, words: Any
) -> HttpResponse:
    made = raise_from_text(
        actor=request.actor, report=report, version=version, code=code, words=words, now=clock.now()
    )
    messages.success(request, _("It stands among the proposals, held by %(unit)s.") % {"unit": made.holder})
    return redirect("proposals:proposal", made.pk)


def _passage(request: Request, report: Report, line: TextLine, form: PassageForm) -> HttpResponse:
    title = _("Take out a proposal")
    context = {
        "title": title, "lead": f"{report.expectation.unit.name} – {line.text.name}", "form": form,
        "submit_label": title, "crumbs": in_report(report, title),
        "cancel_url": reverse("reporting:report", args=[report.pk]) + f"#{anchor('text:' + line.text.code)}",
    }  # fmt: skip
    return render(request, "kit/form.html", context, status=422 if form.is_bound else 200)

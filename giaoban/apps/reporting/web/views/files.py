"""Files that reporting hands out and takes in: workbooks, papers, uploads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.kit import clock
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import tables

from ...actions.import_workbook import start_import
from ...formats.own_report import own_report
from ...formats.workbook_bundle import bundle, file_name
from ...formats.workbook_write import write_workbook
from ...models import Collection, ImportBatch
from ...queries import imports as import_queries
from ...queries.overview import seen_collection
from ...queries.report_page import seen_report, shown_version, versions_of
from ...queries.workbooks import spec_of
from ..forms import ImportForm
from ..tables import BatchTable, ItemTable, ProblemTable
from .crumbs import in_collection
from .progress import number_in

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def workbook(request: Request, pk: int) -> HttpResponse:
    """The unit's workbook with what this reader may see of its content."""
    report = seen_report(request.actor, pk)
    inside = report.expectation.unit_id in request.actor.unit_ids
    report.version = shown_version(versions_of(report), report, inside=inside)
    response = HttpResponse(write_workbook(spec_of(report)), content_type=tables.XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name(report)}"'
    return response


def paper(request: Request, pk: int, kind: str) -> HttpResponse:
    """The unit's own report as DOCX or PDF; whoever it is addressed to gets the one under its own “Kính gửi”."""
    report = seen_report(request.actor, pk)
    inside = report.expectation.unit_id in request.actor.unit_ids
    version = shown_version(versions_of(report), report, inside=inside)
    if kind not in _TYPES or version is None:
        raise NotFound(_("Nothing has been entered in this report yet."))
    asked = number_in(request.GET.get("gui"))
    to = frozenset([asked]) if asked else frozenset() if inside else request.actor.unit_ids
    content = own_report(report, version, kind, day=clock.local_day(clock.now()), to=to)  # type: ignore[arg-type]
    response = HttpResponse(content, content_type=_TYPES[kind])
    name = file_name(report).removesuffix(".xlsx")
    response["Content-Disposition"] = f'attachment; filename="bao-cao-{name}.{kind}"'
    return response


def workbooks(request: Request, pk: int) -> FileResponse:
    """The workbooks of all units that report to the worn unit, in one ZIP."""
    collection = seen_collection(request.actor, pk)
    ids = import_queries.reports_to_issue(request.actor, collection)
    if not ids:
        raise NotFound(_("Nobody reports to your unit in this collection."))
    name = f"{collection.period.code}-bieu-mau.zip"
    return FileResponse(bundle(ids), as_attachment=True, filename=name, content_type="application/zip")


def imports(request: Request, pk: int) -> HttpResponse:
    """Upload workbooks for a collection; earlier uploads below."""
    collection = seen_collection(request.actor, pk)
    receives = import_queries.receives_in(request.actor, collection)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ImportForm(*data, receives=receives)
    if form.is_bound and form.is_valid():
        return redirect("reporting:import", _start(request, collection, form).pk)
    return _imports_page(request, collection, form, receives)


def _imports_page(request: Request, collection: Collection, form: ImportForm, receives: bool) -> HttpResponse:
    rows = import_queries.batches(request.actor, collection)
    table = BatchTable(rows, request, title=_("Earlier uploads"), exports=False)
    context = {
        "title": _("Upload workbooks"), "lead": collection.title, "collection": collection, "form": form,
        "receives": receives, "crumbs": in_collection(collection, _("Upload workbooks")),
    }  # fmt: skip
    response = tables.page(request, table, "reporting/imports.html", context)
    response.status_code = 422 if form.is_bound else 200
    return response


def _start(request: Request, collection: Collection, form: ImportForm) -> ImportBatch:
    unit, file = import_queries.uploading_unit(request.actor), form.cleaned_data["file"]
    batch = start_import(
        actor=request.actor, collection=collection, unit=unit, upload=file, name=file.name,
        hand_in=bool(form.cleaned_data.get("hand_in")), now=clock.now(),
    )  # fmt: skip
    messages.success(request, _("The upload is kept; its files are being read. You can leave this page."))
    return batch


def import_page(request: Request, pk: int) -> HttpResponse:
    """One upload: what became of each file, and every problem with its place and remedy."""
    batch = import_queries.batch(request.actor, pk)
    problems = ProblemTable(import_queries.problems(batch), request, title=_("Problems"), prefix="p-")
    files = ItemTable(import_queries.items(batch), request, title=_("Files"), prefix="f-", exports=False)
    above = (_("Upload workbooks"), reverse("reporting:imports", args=[batch.collection_id]))
    context = _state(batch) | {
        "title": batch.file.name, "lead": batch.collection.title, "problems": problems, "files": files,
        "crumbs": in_collection(batch.collection, above, batch.file.name),
    }  # fmt: skip
    asked = request.htmx and request.htmx.target == files.dom_id
    return tables.page(request, files if asked else problems, "reporting/import.html", context)


def import_state(request: Request, pk: int) -> HttpResponse:
    """The counts of an upload, for htmx; when it is finished, the page loads whole."""
    batch = import_queries.batch(request.actor, pk)
    if batch.finished_at is not None:
        return HttpResponse(status=200, headers={"HX-Refresh": "true"})
    return render(request, "reporting/_import_state.html", _state(batch))


def _state(batch: Any) -> dict[str, Any]:
    return {"batch": batch, "done": batch.good + batch.unchanged + batch.bad}

"""Pages of matter files: the list of a year, one file with its papers, opening, closing, printing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Invalid, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import parts, tables
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from ... import policies
from ...actions.keep_matter import change_matter, close_matter, continue_matter, open_matter, reopen_matter
from ...domain.matters import next_code, retention_words, unissued
from ...enums import MATTER_TONE, MatterState, MatterStepKind
from ...formats.matters import list_file, papers_file, retentions_offered
from ...models import MatterFile
from ...queries import matters as queries
from ..forms.matters import ClosingForm, MatterForm
from ..forms.outgoing import NothingForm, ReasonForm
from ..tables import MatterTable, matter_url
from .filing import shown_papers
from .register import add_problems

OVER = "het-han"
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def matter_list(request: Request) -> HttpResponse:
    """The list of files of a year; or the files of which the retention has ended."""
    today = clock.local_day(clock.now())
    rows = queries.matters(request.actor).filter(unit=request.actor.worn)
    over, year = queries.kept_no_longer(rows, today.year), _year(request)
    asked = request.GET.get("nam") == OVER
    table = MatterTable(over if asked else rows.filter(year=year), request, title=_list_title(year, asked))
    context = {
        "crumbs": trail((_("Documents"), reverse("documents:list")), _("Matter files")),
        "tabs": _tabs(request, year, asked, over.count()), "year": year, "asked_over": asked,
        "may_open": policies.open_matter.allows(request.actor, Unit(pk=request.actor.worn)),
        "page_title": _("Matter files"),
    }  # fmt: skip
    return tables.page(request, table, "documents/matter_list.html", context)


def list_printed(request: Request, kind: str) -> HttpResponse:
    """The list of files of a year as it is printed."""
    unit = get_object_or_404(Unit.objects.select_related("organisation"), pk=request.actor.worn)
    year = _year(request)
    rows = (
        queries.matters(request.actor)
        .filter(unit=unit, year=year)
        .select_related("continues", "keeper__user")
    )
    made = list_file(unit, year, list(rows.order_by("code")), _kind(kind), day=clock.local_day(clock.now()))
    return _handed_out(made, f"danh-muc-ho-so-{year}", kind)


def open_new(request: Request) -> HttpResponse:
    """Enter a file in the list."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.open_matter, unit)
    form = _form(request, unit)
    if form.is_valid():
        try:
            made = open_matter(actor=request.actor, unit=unit, facts=form.facts(), now=clock.now())
            return redirect(matter_url(made))
        except Invalid as problem:
            add_problems(form, problem)
    page = {"title": _("Open a file"), "submit_label": _("Open the file")}
    return _form_page(request, form, page, reverse("documents:matters"))


def change(request: Request, pk: int) -> HttpResponse:
    """Correct the line of an open file."""
    row = _mine(request, pk)
    form = _form(request, row.unit, row)
    if form.is_valid():
        try:
            change_matter(actor=request.actor, matter=row, facts=form.facts(), now=clock.now())
            return redirect(matter_url(row))
        except Invalid as problem:
            add_problems(form, problem)
    page = {"title": _("Change the file"), "lead": str(row), "submit_label": _("Save")}
    return _form_page(request, form, page, matter_url(row))


def matter(request: Request, pk: int) -> HttpResponse:
    """One file: its papers in their order, what was taken out, what was done with it."""
    row = queries.matter(request.actor, pk)
    papers = queries.papers_of(request.actor, row)
    context = {
        "row": row, "title": row.title, "lead": _lead(row), "crumbs": crumbs_of(row), "state": MatterState(row.state),
        "tones": MATTER_TONE, "facts": _facts(row, len(papers)), "papers": shown_papers(papers),
        "taken_out": queries.taken_out_of(row), "history": _history(row), "count": len(papers),
        **_rights(request, row),
    }  # fmt: skip
    return render(request, "documents/matter.html", context)


def papers_printed(request: Request, pk: int, kind: str) -> HttpResponse:
    """The list of papers in a file as it is printed."""
    row = queries.matter(request.actor, pk)
    papers = queries.papers_of(request.actor, row)
    made = papers_file(row, papers, _kind(kind), day=clock.local_day(clock.now()))
    return _handed_out(made, f"muc-luc-van-ban-{row.pk}", kind)


def close(request: Request, pk: int) -> HttpResponse:
    """The matter has ended."""
    row = _mine(request, pk)
    form = ClosingForm(request.POST or None, initial=_days(request, row))
    if form.is_valid():
        try:
            close_matter(actor=request.actor, matter=row, closing=form.closing(), now=clock.now())
            return redirect(matter_url(row))
        except Invalid as problem:
            add_problems(form, problem)
    drafts = len(queries.drafts_in(row))
    lines = [_("Nothing of the file changes afterwards; the clerk can open it again with a reason.")]
    lines += [unissued(drafts)] if drafts else []
    return _ask(request, row, form, _("Close the file"), lines)


def reopen(request: Request, pk: int) -> HttpResponse:
    """A closed file is needed once more."""
    row = queries.matter(request.actor, pk)
    authorize(request.actor, policies.reopen_matter, row)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        reopen_matter(actor=request.actor, matter=row, reason=reason, now=clock.now())
        return redirect(matter_url(row))
    lines = (_("The reason stays in the history. Its days and sheets are entered anew when it is closed."),)
    return _ask(request, row, form, _("Open the file again"), lines)


def carry_on(request: Request, pk: int) -> HttpResponse:
    """The matter goes on: the same file in the list of the next year."""
    row = _mine(request, pk)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = continue_matter(actor=request.actor, matter=row, now=clock.now())
        messages.success(request, _("The file stands in the list of %(year)s now.") % {"year": made.year})
        return redirect(matter_url(made))
    lines = (_("Its papers stay where they are; new ones go into the new file."),)
    return _ask(request, row, form, _("Carry on in %(year)s") % {"year": row.year + 1}, lines)


def crumbs_of(row: MatterFile, *more: str) -> list[Crumb]:
    """The way to a file."""
    files = f"{reverse('documents:matters')}?nam={row.year}"
    way: list[Any] = [(_("Documents"), reverse("documents:list")), (_("Matter files"), files)]
    return trail(*way, *([(row.code, matter_url(row)), *more] if more else [row.code]))


def _year(request: Request) -> int:
    asked = request.GET.get("nam", "")
    if asked.isascii() and asked.isdigit() and len(asked) == 4:
        return int(asked)
    this, years = clock.local_day(clock.now()).year, queries.years_of_matters(request.actor.worn)
    return this if this in years or not years else years[0]


def _tabs(request: Request, year: int, asked: bool, over: int) -> list[parts.Tab]:
    here, years = reverse("documents:matters"), queries.years_of_matters(request.actor.worn) or [year]
    found = [
        parts.Tab(str(y), f"{here}?nam={y}", y == year and not asked) for y in sorted({*years, year})[::-1]
    ]
    return [*found, parts.Tab(_("Retention ended – to be examined"), f"{here}?nam={OVER}", asked, over)]


def _list_title(year: int, asked: bool) -> str:
    return _("Retention ended – to be examined") if asked else _("List of files of %(year)s") % {"year": year}


def _kind(kind: str) -> Any:
    if kind not in _TYPES:
        raise NotFound()
    return kind


def _handed_out(made: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(made, content_type=_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _mine(request: Request, pk: int) -> MatterFile:
    row = queries.matter(request.actor, pk)
    authorize(request.actor, policies.keep_matter, row)
    return row


def _form(request: Request, unit: Unit, row: MatterFile | None = None) -> MatterForm:
    today = clock.local_day(clock.now())
    keepers = list(queries.keepers_of(unit.pk, today))
    if row is not None:
        initial = MatterForm.initial_of(row)
    else:
        year = _year(request) if request.GET.get("nam") else today.year
        rows = MatterFile.objects.filter(unit=unit, year=year)
        initial = {"year": str(year), "code": next_code(rows.values_list("code", flat=True))}
    years = sorted({today.year + 1, today.year, today.year - 1, int(initial.get("year", today.year))})[::-1]
    return MatterForm(years, retentions_offered(), keepers, request.POST or None, initial=initial, row=row)


def _form_page(request: Request, form: Any, page: dict[str, str], back: str) -> HttpResponse:
    crumbs = trail(
        (_("Documents"), reverse("documents:list")), (_("Matter files"), reverse("documents:matters")), page["title"]
    )  # fmt: skip
    context = {"form": form, "cancel_url": back, "crumbs": crumbs, **page}
    return render(request, "kit/form.html", context, status=422 if form.is_bound else 200)


def _ask(request: Request, row: MatterFile, form: Any, label: str, lines: Any) -> HttpResponse:
    page = {"title": label, "question": str(row), "consequences": lines, "form": form, "confirm_label": label}
    more = {"cancel_url": matter_url(row), "crumbs": crumbs_of(row, label)}
    wrong = form.is_bound and bool(form.errors)
    return render(request, "kit/confirm.html", {**page, **more}, status=422 if wrong else 200)


def _days(request: Request, row: MatterFile) -> dict[str, Any]:
    """The days of the first and last document that lie in it."""
    days = sorted(p.day for p in queries.papers_of(request.actor, row) if p.day)
    return {"begins_on": days[0], "ends_on": days[-1]} if days else {}


def _lead(row: MatterFile) -> str:
    return _("File %(code)s of %(year)s, %(unit)s") % {
        "code": row.code, "year": row.year, "unit": row.unit.name,
    }  # fmt: skip


def _rights(request: Request, row: MatterFile) -> dict[str, Any]:
    open_now, keeps = row.state == MatterState.OPEN, policies.keep_matter.allows(request.actor, row)
    later = MatterFile.objects.filter(continues=row).first()
    last = row.last_year_kept
    return {
        "may_keep": open_now and keeps,
        "may_carry_on": keeps and later is None,
        "may_reopen": not open_now and policies.reopen_matter.allows(request.actor, row),
        "later": later,
        "earlier": row.continues,
        "over": last is not None and last < clock.local_day(clock.now()).year,
    }


def _facts(row: MatterFile, papers: int) -> list[tuple[str, Any]]:
    return [
        (_("Retention"), retention_words(row.retention_years)),
        (_("In charge"), row.keeper.user.label if row.keeper else ""),
        (_("Papers"), papers),
        (_("Note"), row.note),
        (_("Day of the first paper"), row.begins_on),
        (_("Day of the last paper"), row.ends_on),
        (_("Number of sheets"), row.sheets),
        (_("Kept until the end of"), str(row.last_year_kept or "")),
    ]


def _history(row: MatterFile) -> list[parts.Event]:
    tones = {MatterStepKind.CLOSED: "done", MatterStepKind.REOPENED: "late"}
    return [
        parts.Event(
            s.at, s.get_step_display(), s.user.label if s.user else "", s.note,
            tones.get(MatterStepKind(s.step), "neutral"),
        )
        for s in queries.steps_of(row)
    ]  # fmt: skip

"""Papers of a conference: what is handed out beforehand, what is written down afterwards."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.documents.domain.paper import Paper
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Conflict, NotFound
from giaoban.kit.request import Request

from ... import policies, queries
from ...actions.draft_document import draft_document
from ...enums import ConferencePaper, ConferenceState
from ...formats.attendance import attendance_xlsx
from ...formats.calendar import conference_ics
from ...formats.handouts import badges, delegate_list, site_sheets
from ...formats.minutes import minutes_paper
from ...formats.notice import notice_of, notice_paper
from ...formats.script import script_paper
from ...models import Conference
from ...queries.delegates import delegates
from .page import crumbs

MOST = 200
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DRAW = {"docx": (render_docx, _DOCX), "pdf": (render_pdf, "application/pdf")}
_OF_RUNNER: dict[str, Callable[[Conference], Paper]] = {
    "kich-ban": script_paper,
    "danh-sach-dai-bieu": lambda found: delegate_list(found, list(delegates(found))),
    "bien-ban": minutes_paper,
    "thong-bao-ket-luan": lambda found: notice_paper(notice_of(found)),
}


def papers(request: Request, pk: int) -> HttpResponse:
    """All papers of a conference, on one page."""
    found = _run(request, pk)
    held = found.state in (ConferenceState.OPEN, ConferenceState.CLOSED)
    drafts = queries.documents_of(request.actor, found)
    context = {
        "conference": found, "held": held, "drafts": drafts, "title": _("Papers of the conference"),
        "has_sites": found.sites.exists(), "has_delegates": found.delegates.exists(),
        "crumbs": crumbs(found, _("Papers of the conference")),
    }  # fmt: skip
    return render(request, "conferences/papers.html", context)


def paper_as(request: Request, pk: int, name: str, kind: str) -> HttpResponse:
    """Script, list of delegates, minutes or notice as DOCX or PDF."""
    if name not in _OF_RUNNER or kind not in _DRAW:
        raise NotFound()
    found = _run(request, pk)
    draw, media = _DRAW[kind]
    return _file(draw(_OF_RUNNER[name](found)), media, f"{name}-{pk}.{kind}")


def sheets(request: Request, pk: int) -> HttpResponse:
    """A page a site, for all of them; those under one site with `?duoi=`."""
    found = _run(request, pk)
    rows, under = queries.sites(found), request.GET.get("duoi", "")
    if under.isdecimal():
        rows = rows.filter(ancestors__contains=[int(under)])
    if rows.count() > MOST:
        raise Conflict(_("These are more than 200 sheets. Each site prints its own on its page."))
    made = site_sheets(found, rows, request.build_absolute_uri("/"))
    return _file(made, "application/pdf", f"phieu-diem-cau-{pk}.pdf")


def sheet(request: Request, pk: int, site_pk: int) -> HttpResponse:
    """The sheet of one site, for whoever reports for it."""
    row = queries.site(request.actor, pk, site_pk)
    made = site_sheets(row.conference, [row], request.build_absolute_uri("/"))
    return _file(made, "application/pdf", f"phieu-diem-cau-{pk}-{site_pk}.pdf")


def badge_sheets(request: Request, pk: int) -> HttpResponse:
    """Badges of the delegates, ten on a sheet."""
    found = _run(request, pk)
    rows = list(delegates(found)[: MOST + 1])
    if not rows or len(rows) > MOST:
        raise Conflict(_("Badges are printed for 1 to 200 delegates."))
    made = badges(found, rows, request.build_absolute_uri("/"))
    return _file(made, "application/pdf", f"the-dai-bieu-{pk}.pdf")


def calendar(request: Request, pk: int) -> HttpResponse:
    """The conference for a calendar program."""
    found = queries.conference(request.actor, pk)
    return _file(conference_ics(found), "text/calendar; charset=utf-8", f"hoi-nghi-{pk}.ics")


def attendance(request: Request, pk: int) -> HttpResponse:
    """Who was there as a workbook."""
    found = queries.conference(request.actor, pk)
    return _file(attendance_xlsx(found), _XLSX, f"dai-bieu-du-hop-{pk}.xlsx")


@require_POST
def draft(request: Request, pk: int, kind: str) -> HttpResponse:
    """Put the minutes or the notice into the clerk's room as a draft."""
    if kind not in ConferencePaper.values:
        raise NotFound()
    found = queries.conference(request.actor, pk)
    made = draft_document(actor=request.actor, conference=found, kind=ConferencePaper(kind), now=clock.now())
    messages.success(request, _("The draft is there: edit it, then put it to the chair."))
    return redirect("documents:outgoing", made.outgoing_id)


def _run(request: Request, pk: int) -> Conference:
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    return found


def _file(made: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

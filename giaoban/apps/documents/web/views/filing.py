"""Putting documents into matter files, from the document's page or the file's; taking out, moving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.request import Request
from giaoban.kit.ui import badges
from giaoban.kit.ui.breadcrumbs import trail

from ... import policies
from ...actions.file_paper import move_in_matter, put_in_matter, take_out_of_matter
from ...models import Content, Document, MatterPaper
from ...queries import matters as queries
from ...queries.contents import content
from ...queries.matters import FiledPaper, Filing, Sign, Suggestion, Why
from ...queries.register import document
from ..forms.matters import PlaceForm, PutInForm
from ..forms.outgoing import ReasonForm
from ..tables import content_url, document_url, matter_url

_TONES = {
    Sign.DRAFT: "progress", Sign.STRUCK: "late", Sign.ON_PAPER: "late", Sign.REPLACED: "late", Sign.RECALLED: "late",
    Sign.CORRECTED: "due", Sign.PUT_RIGHT: "info",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A line of a file's page."""

    paper: MatterPaper
    title: str
    summary: str
    issuer: str
    day: date | None
    address: str
    signs: Sequence[Any]


def shown_papers(papers: Sequence[FiledPaper]) -> list[ShownPaper]:
    """The papers of a file with their addresses and what the reader has to know of them."""
    return [_shown(filed) for filed in papers]


def filing(request: Request, paper: Document | Content) -> dict[str, Any]:
    """What the page of a document needs to show and change its place in the files of the unit worn."""
    unit = request.actor.worn
    found = queries.filing_of(request.actor, unit, paper)
    may = policies.open_matter.allows(request.actor, Unit(pk=unit))
    kind = "put_content" if isinstance(paper, Content) else "put_document"
    return {
        "filing": found,
        "may_file": bool(found) and may,
        "file_address": reverse(f"documents:{kind}", args=[paper.pk]),
        "file_choices": _choices(found) if found else [],
    }


@require_POST
def put_document(request: Request, pk: int) -> HttpResponse:
    """The document goes into the file chosen on its page."""
    row = document(request.actor, pk)
    return _put(request, row, document_url(row))


@require_POST
def put_content(request: Request, pk: int) -> HttpResponse:
    """The draft goes into the file chosen on its page."""
    row = content(request.actor, pk)
    return _put(request, row, content_url(row))


def take_out(request: Request, pk: int) -> HttpResponse:
    """Ask for the reason, then take the paper out."""
    row = queries.matter_paper(request.actor, pk)
    authorize(request.actor, policies.keep_matter_paper, row)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        take_out_of_matter(actor=request.actor, paper=row, reason=reason, now=clock.now())
        return redirect(matter_url(row.file))
    return render(request, "kit/confirm.html", _taking_out(row, form), status=422 if form.is_bound else 200)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Give the paper another place."""
    row = queries.matter_paper(request.actor, pk)
    authorize(request.actor, policies.keep_matter_paper, row)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Type the place as a number, 1 for the first."))
    move_in_matter(actor=request.actor, paper=row, to=form.cleaned_data["to"], now=clock.now())
    return redirect(f"{matter_url(row.file)}#giay-{row.pk}")


def _taking_out(row: MatterPaper, form: Any) -> dict[str, Any]:
    title = _("Take out of the file")
    way: list[Any] = [
        (_("Documents"), reverse("documents:list")), (_("Matter files"), reverse("documents:matters")),
        (row.file.code, matter_url(row.file)),
    ]  # fmt: skip
    return {
        "title": title, "question": _name(row), "form": form, "confirm_label": title,
        "consequences": (_("The document itself stays as it is. The file keeps the line with your reason."),),
        "cancel_url": matter_url(row.file), "danger": True, "crumbs": trail(*way, title),
    }  # fmt: skip


def _put(request: Request, paper: Document | Content, back: str) -> HttpResponse:
    authorize(request.actor, policies.open_matter, Unit(pk=request.actor.worn))
    form = PutInForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose the file first."))
    file = queries.matter(request.actor, form.cleaned_data["file"])
    put = put_in_matter(actor=request.actor, matter=file, paper=paper, now=clock.now())
    said = _("It lies in file %(code)s at place %(number)s.")
    messages.success(request, said % {"code": file.code, "number": put.number})
    return redirect(back)


def _choices(found: Filing) -> list[tuple[int, str]]:
    """Suggested files first, with the reason."""
    suggested = [(s.file.pk, f"{s.file} ({s.file.year}; {_reason(s)})") for s in found.suggested]
    return [*suggested, *((f.pk, f"{f} ({f.year})") for f in found.others)]


def _reason(suggestion: Suggestion) -> str:
    name = {"document": suggestion.about}
    return {
        Why.IN_CHARGE: _("kept by whoever is in charge"),
        Why.CITED: _("%(document)s, which it cites, lies there") % name,
        Why.LINKED: _("%(document)s lies there") % name,
    }[suggestion.why]


def _shown(filed: FiledPaper) -> ShownPaper:
    signs = [badges.badge(_words()[sign], _TONES[sign]) for sign in filed.signs]
    row, draft = filed.document, filed.content
    if row is not None:
        return ShownPaper(
            filed.paper, str(row), row.summary, row.issuer_name, row.issued_on, document_url(row), signs
        )
    if draft is not None:
        kind, unit = draft.get_kind_display(), draft.unit.name
        return ShownPaper(filed.paper, kind, draft.title, unit, None, content_url(draft), signs)
    return ShownPaper(filed.paper, _("A document outside your unit's scope"), "", "", None, "", signs)


def _words() -> dict[Sign, str]:
    return {
        Sign.DRAFT: _("Not issued yet"),
        Sign.STRUCK: pgettext("entry", "Struck"),
        Sign.ON_PAPER: pgettext("entry", "Secret: see the paper register"),
        Sign.PUT_RIGHT: _("Entry put right"),
        Sign.REPLACED: _("Replaced by a newer document"),
        Sign.RECALLED: _("Recalled"),
        Sign.CORRECTED: _("Corrected by a newer document"),
    }


def _name(row: MatterPaper) -> str:
    return f"{row.number or '–'}. {row.document or row.content}"

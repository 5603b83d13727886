"""Pages of the register."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.files.queries import download_url
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Invalid, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import forms, parts, tables
from giaoban.kit.ui.breadcrumbs import trail

from ... import policies
from ...actions.instruct_document import finish_document, instruct_document
from ...actions.link_documents import link_documents
from ...actions.register_document import note_paper_register, refuse_secret, register_document
from ...domain.correcting import why_not_corrected, why_not_struck
from ...enums import CLOSED, TONE, URGENCY_TONE, DocumentState, Urgency
from ...formats.check_code import check_address
from ...models import Document
from ...queries import corrections
from ...queries import register as queries
from ...queries.citations import cited_by
from ...queries.deliveries import sent_here
from ...queries.search import MOST, find
from ..forms.register import InstructionForm, LinkForm, PaperNoteForm, RegisterForm, secrecy_in
from ..tables import DocumentFilter, DocumentTable, PaperNoteTable, document_url
from .filing import filing
from .secrecy import secret_page


def document_list(request: Request) -> HttpResponse:
    """Documents the reader may see."""
    found = DocumentFilter(request.GET, queries.registered(request.actor))
    table = DocumentTable(found.qs, request, filters=found, title=_("Documents"))
    unit = Unit(pk=request.actor.worn)
    context = {
        "crumbs": trail(_("Documents")),
        "may_see_books": policies.read_book.allows(request.actor, unit),
        "may_register": policies.register_document.allows(request.actor, unit),
    }
    return tables.page(request, table, "documents/list.html", context)


def search(request: Request) -> HttpResponse:
    """Documents, drafts and briefings by their words, with the passage."""
    query = request.GET.get("q", "").strip()[:200]
    title = _("Search in texts")
    context = {
        "title": title, "crumbs": trail((_("Documents"), reverse("documents:list")), title), "query": query,
        "hits": find(request.actor, query), "most": MOST,
    }  # fmt: skip
    return render(request, "documents/search.html", context)


def register(request: Request) -> HttpResponse:
    """Enter a document."""
    unit, today = get_object_or_404(Unit, pk=request.actor.worn), clock.local_day(clock.now())
    authorize(request.actor, policies.register_document, unit)
    refuse_secret(secrecy_in(request.POST))
    form = RegisterForm(request.actor, unit, today, request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            return _registered(request, unit, form)
        except Invalid as problem:
            add_problems(form, problem)
    words = {"title": _("Register a document"), "submit_label": _("Register"), "not_kept": True}
    back, template = reverse("documents:list"), "documents/register.html"
    return form_page(request, {"form": form, **words}, back=back, template=template)


def _registered(request: Request, unit: Unit, form: RegisterForm) -> HttpResponse:
    """Entered: the clerk writes the number of the entry on the paper."""
    new = register_document(actor=request.actor, unit=unit, new=form.value(), now=clock.now())
    said = _("Registered under number %(entry)s of %(year)s. Write it on the paper's stamp.")
    messages.success(request, said % {"entry": new.entry, "year": new.year})
    return redirect(document_url(new))


def paper_notes(request: Request) -> HttpResponse:
    """Notes "see the paper register", and noting one more."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    form = PaperNoteForm(request.POST or None)
    if form.is_valid():
        note_paper_register(actor=request.actor, unit=unit, now=clock.now(), **form.cleaned_data)
        return redirect("documents:paper_notes")
    table = PaperNoteTable(queries.paper_notes(request.actor), request, title=_("See the paper register"))
    may = policies.register_document.allows(request.actor, unit)
    crumbs = trail((_("Documents"), reverse("documents:list")), _("Paper register"))
    context = {"crumbs": crumbs, "form": form if may else None}
    return tables.page(request, table, "documents/paper_notes.html", context)


def document(request: Request, pk: int) -> HttpResponse:
    """One document: what it is, the instruction, who carries it out, what stands in whose place."""
    page = queries.document_page(request.actor, pk)
    row = page.document
    if row.state == DocumentState.SECRET:
        return secret_page(request, row)
    return render(request, "documents/document.html", _shown(request, page))


def _shown(request: Request, page: queries.DocumentPage) -> dict[str, Any]:
    row = page.document
    return {
        "page": page, "document": row, "facts": _facts(row), "title": str(row), "lead": row.summary,
        "history": _history(page), "deliveries": sent_here(request.actor, row),
        "crumbs": trail((_("Documents"), reverse("documents:list")), row.symbol or row.type.name),
        **_rights(request, row), **_entry(request, row), "cited_by": cited_by(request.actor, row),
        **filing(request, row),
    }  # fmt: skip


def file(request: Request, pk: int) -> HttpResponse:
    """The document's file, for whoever may read the document."""
    row = queries.document(request.actor, pk)
    if row.file is None:
        raise NotFound(_("No file was attached to this document."))
    return redirect(download_url(row.file, request.actor))


def instruct(request: Request, pk: int) -> HttpResponse:
    """The leader's instruction."""
    row, today = queries.document(request.actor, pk), clock.local_day(clock.now())
    authorize(request.actor, policies.instruct_document, row)
    choices = queries.units_in_reach(row.unit, today), queries.officers_of(row.unit, today)
    form = InstructionForm(*choices, request.POST or None)
    with forms.problems_in(form):
        if form.is_valid():
            instruct_document(actor=request.actor, document=row, now=clock.now(), **form.value())
            return redirect(document_url(row))
    page = {"title": _("Instruction"), "lead": row.summary, "submit_label": _("Give the instruction")}
    return form_page(request, {"form": form, **page}, back=document_url(row))


@require_POST
def finish(request: Request, pk: int) -> HttpResponse:
    """What the document asked for is done."""
    row = queries.document(request.actor, pk)
    finish_document(actor=request.actor, document=row, now=clock.now())
    messages.success(request, _("Noted as done."))
    return redirect(document_url(row))


def link(request: Request, pk: int) -> HttpResponse:
    """Say what this document does to an older one."""
    row = queries.document(request.actor, pk)
    authorize(request.actor, policies.link_document, row)
    form = LinkForm(request.actor, row, request.POST or None)
    if form.is_valid():
        link_documents(actor=request.actor, source=row, now=clock.now(), **form.value())
        return redirect(document_url(row))
    context = {
        "title": _("Link with an older document"),
        "lead": str(row),
        "form": form,
        "submit_label": _("Link"),
    }
    return form_page(request, context, back=document_url(row))


def form_page(
    request: Request, context: dict[str, Any], *, back: str, template: str = "kit/form.html"
) -> HttpResponse:
    """A whole page with one form; 422 when something has to be corrected."""
    crumbs = trail((_("Documents"), reverse("documents:list")), context["title"])
    status = 422 if context["form"].is_bound else 200
    return render(request, template, {"crumbs": crumbs, "cancel_url": back, **context}, status=status)


def add_problems(form: Any, problem: Invalid) -> None:
    """The sentences of a use case beside the fields they name."""
    if problem.code == "secret_refused":
        form.add_error("secrecy", str(problem))
        return
    names = {"issuer": "issuer_name"}
    problem.problems = tuple((names.get(place, place), sentence) for place, sentence in problem.problems)
    forms.add_problems(form, problem)


def _states(row: Document) -> dict[str, Any]:
    state = {"state": DocumentState(row.state), "tones": TONE}
    return {**state, "urgency": Urgency(row.urgency), "urgency_tones": URGENCY_TONE}


def _rights(request: Request, row: Document) -> dict[str, Any]:
    """Where it stands, and what the reader may do with it now."""
    actor, state = request.actor, row.state
    sendable = state not in (DocumentState.NUMBERED, DocumentState.VOID, *CLOSED)
    waits = state in (DocumentState.REGISTERED, DocumentState.INSTRUCTED)
    return _states(row) | {
        "may_instruct": waits and policies.instruct_document.allows(actor, row),
        "may_finish": state == DocumentState.INSTRUCTED and policies.finish_document.allows(actor, row),
        "may_link": state != DocumentState.STRUCK and policies.link_document.allows(actor, row),
        "may_send": sendable and policies.deliver_document.allows(actor, row),
        "may_see_arrivals": sendable and policies.see_arrivals.allows(actor, row),
        "may_read_text": bool(row.content) and policies.read_content.allows(actor, row.content),
        "may_answer": waits and policies.begin_outgoing.allows(actor, Unit(pk=actor.worn)),
        "may_change": hasattr(row, "seal") and policies.begin_outgoing.allows(actor, row.unit),
    }


def _entry(request: Request, row: Document) -> dict[str, Any]:
    """What was put right in the entry; whether the clerk may put it right or strike it, and why not."""
    told = {
        "changes": corrections.entry_changes(request.actor, row),
        "struck_notices": corrections.struck_notices(request.actor, row),
        "may_erase": policies.erase_secret.allows(request.actor, row),
    }
    if not policies.correct_entry.allows(request.actor, row) or row.state == DocumentState.STRUCK:
        return told
    standing = corrections.standing_of_entry(row)
    why_not, stays = why_not_corrected(standing), why_not_struck(standing)
    keeps = {"keeps_entry": not standing.made_here, "may_correct": not why_not, "may_strike": not stays}
    return {**told, **keeps, "why_not_corrected": why_not, "why_not_struck": "" if why_not else stays}


def _facts(row: Document) -> list[tuple[str, Any]]:
    sealed = hasattr(row, "seal")
    return [
        (_("Type"), row.type.name),
        (_("Number and symbol"), row.symbol),
        (_("Issuer"), row.issuer_name),
        (_("Dated"), f"{row.issued_on:%d/%m/%Y}"),
        (_("Date received"), f"{row.received_on:%d/%m/%Y}"),
        (_("Direction"), row.get_direction_display()),
        (_("Entry in the register"), f"{row.entry}/{row.year}"),
        (_("Registered by"), row.unit.name),
        (_("Who may read it"), row.get_audience_display()),
        *([(_("Check page"), check_address(row.seal.code)), ("SHA-256", row.seal.sha256)] if sealed else []),
    ]


def _history(page: queries.DocumentPage) -> list[parts.Event]:
    given = [
        parts.Event(i.at, _("Instruction"), i.user.label if i.user else "", i.body, "progress")
        for i in page.instructions
    ]
    return [*given, parts.Event(page.document.registered_at, _("Registered"), page.document.unit.short_name)]

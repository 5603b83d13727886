"""A registered document that turns out to be secret: marking it, and what is left of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import trail

from ... import policies
from ...actions.erase_secret import erase_secret
from ...domain.secrecy import see_paper
from ...enums import TONE, DocumentState
from ...models import Document
from ...queries import corrections
from ...queries import register as queries
from ..forms.register import SecretForm
from ..tables import document_url


def erase(request: Request, pk: int) -> HttpResponse:
    """Mark a document as found secret: what that does is said before it is done."""
    row = queries.document(request.actor, pk)
    authorize(request.actor, policies.erase_secret, row)
    form = SecretForm(request.POST or None)
    if form.is_valid() or row.state == DocumentState.SECRET:
        erase_secret(actor=request.actor, document=row, now=clock.now())
        messages.success(request, _("Erased. Whoever had it is told to see the paper register."))
        return redirect(document_url(row))
    return render(request, "kit/confirm.html", _erasing(row, form), status=422 if form.is_bound else 200)


def secret_page(request: Request, row: Document) -> HttpResponse:
    """All that is left: the number in the book, and where to look."""
    facts = [
        (_("Entry in the register"), f"{row.entry}/{row.year}"),
        (_("Date received"), f"{row.received_on:%d/%m/%Y}"),
        (_("Registered by"), row.unit.name),
    ]
    context = {
        "title": see_paper(), "document": row, "facts": facts, "state": DocumentState(row.state), "tones": TONE,
        "notices": corrections.struck_notices(request.actor, row),
        "may_note": policies.register_document.allows(request.actor, row.unit),
        "crumbs": trail((_("Documents"), reverse("documents:list")), f"{row.entry}/{row.year}"),
    }  # fmt: skip
    return render(request, "documents/secret.html", context)


def _erasing(row: Document, form: SecretForm) -> dict[str, Any]:
    title, said = _("Mark as found secret"), {"entry": row.entry, "year": row.year, "document": row}
    entry = _("Entry %(entry)s of %(year)s: %(document)s") % said
    crumbs = trail((_("Documents"), reverse("documents:list")), (str(row), document_url(row)), title)
    return {
        "title": title, "question": f"{entry}. {row.summary}", "form": form, "consequences": _consequences(),
        "confirm_label": _("Erase the document"), "cancel_url": document_url(row), "danger": True, "crumbs": crumbs,
    }  # fmt: skip


def _consequences() -> tuple[str, ...]:
    return (
        _(
            "Number, summary, text with all its versions and comments, and files are erased. Nothing brings them back."
        ),
        _("Asks, tasks, programmes and drafts that were made because of it say nothing of it any more."),
        _("Its number is blotted out where other texts cite it; their units are told to look."),
        _("The number stays in the book with “see the paper register”; every unit that had it is told."),
    )

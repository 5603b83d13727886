"""Putting right and striking entries of the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.files.queries import download_url
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import trail

from ... import policies
from ...actions.correct_entry import correct_entry
from ...actions.strike_entry import note_struck, strike_entry
from ...domain.correcting import Standing, why_not_corrected, why_not_struck
from ...models import Document, StruckNotice
from ...queries import corrections as queries
from ...queries.register import document
from ..forms.outgoing import ReasonForm
from ..forms.register import CorrectForm
from ..tables import document_url
from .register import add_problems, form_page


def correct(request: Request, pk: int) -> HttpResponse:
    """Let an entry read as it should."""
    row = _changeable(request, pk, why_not_corrected)
    form = CorrectForm(row, clock.local_day(clock.now()), request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            _correct(request, row, form)
            return redirect(document_url(row))
        except Invalid as problem:
            add_problems(form, problem)
    page = {"title": _("Correct the entry"), "lead": _entry(row), "submit_label": _("Correct the entry")}
    return form_page(request, {"form": form, **page}, back=document_url(row))


def strike(request: Request, pk: int) -> HttpResponse:
    """Strike an entry that was registered by mistake."""
    row = _changeable(request, pk, why_not_struck)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        strike_entry(actor=request.actor, document=row, reason=form.cleaned_data["reason"], now=clock.now())
        messages.success(request, _("The entry is struck. Whoever had something to do for it is told."))
        return redirect(document_url(row))
    return render(request, "kit/confirm.html", _striking(row, form), status=422 if form.is_bound else 200)


def former_file(request: Request, pk: int, change_pk: int) -> HttpResponse:
    """The file that another one took the place of."""
    return redirect(download_url(queries.former_file(_mine(request, pk), change_pk), request.actor))


@require_POST
def struck_seen(request: Request, pk: int) -> HttpResponse:
    """The unit has seen that the entry was struck."""
    notice = get_object_or_404(StruckNotice, pk=pk)  # the use case asks whose it is
    note_struck(actor=request.actor, notice=notice, now=clock.now())
    return redirect("documents:document", notice.document_id)


def _mine(request: Request, pk: int) -> Document:
    row = document(request.actor, pk)
    authorize(request.actor, policies.correct_entry, row)
    return row


def _changeable(request: Request, pk: int, why_not: Callable[[Standing], str]) -> Document:
    """The entry, refused with what to do instead before anything is typed."""
    row = _mine(request, pk)
    if hindrance := why_not(queries.standing_of_entry(row)):
        raise Conflict(hindrance)
    return row


def _correct(request: Request, row: Document, form: CorrectForm) -> None:
    reason = form.cleaned_data["reason"]
    correct_entry(actor=request.actor, document=row, new=form.value(), reason=reason, now=clock.now())
    messages.success(request, _("The entry reads like this now; what stood there before is kept beside it."))


def _entry(row: Document) -> str:
    return _("Entry %(entry)s of %(year)s: %(document)s") % {
        "entry": row.entry, "year": row.year, "document": row,
    }  # fmt: skip


def _striking(row: Document, form: Any) -> dict[str, Any]:
    title = _("Strike the entry")
    consequences = (
        _("The number stays in the book as struck, with your reason; it is never given again."),
        _("Nobody is asked for anything because of it any more, and whoever was asked is told."),
        _("The paper may be registered anew where it belongs."),
    )
    crumbs = trail((_("Documents"), reverse("documents:list")), (str(row), document_url(row)), title)
    return {
        "title": title, "question": f"{_entry(row)}. {row.summary}", "consequences": consequences, "form": form,
        "confirm_label": title, "cancel_url": document_url(row), "danger": True, "crumbs": crumbs,
    }  # fmt: skip

"""The public check page: is this paper what was issued, and does it still hold? Open to everybody."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giaoban.apps.files.queries import path_of
from giaoban.kit.errors import NotFound
from giaoban.kit.request import client_address
from giaoban.kit.too_often import not_too_often

from ...actions.issue_outgoing import request_of, the_signer
from ...domain.sealing import tidy_code
from ...queries.outgoing import Checked, Standing, checked
from ..forms.outgoing import CheckForm, CodeForm

ASKED_A_MINUTE, SECONDS = 60, 60
TONE = {
    Standing.IN_FORCE: "done",
    Standing.CORRECTED: "due",
    Standing.REPLACED: "late",
    Standing.RECALLED: "late",
}


@login_not_required
def ask(request: HttpRequest) -> HttpResponse:
    """Type the code that stands on the paper."""
    form = CodeForm(request.GET or None)
    if form.is_valid() and tidy_code(form.cleaned_data["code"]):
        return redirect("document_check", tidy_code(form.cleaned_data["code"]))
    return render(request, "documents/check_code.html", {"title": _("Check a document"), "form": CodeForm()})


@login_not_required
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Number, date, issuer, digest and state; a file is compared and not kept."""
    _not_too_often(request)
    found = checked(code)
    form = CheckForm(request.POST or None, request.FILES or None)
    file = form.cleaned_data["file"] if form.is_valid() else None
    context = {**_shown(found), "form": form, "verdict": _verdict(found, file)}
    response = render(request, "documents/check.html", context)
    response.headers["X-Robots-Tag"] = "noindex"  # whoever has the paper finds it, no search does
    return response


@login_not_required
def check_file(request: HttpRequest, code: str) -> FileResponse:
    """The sealed file, where its issuer made it public."""
    _not_too_often(request)
    seal = checked(code).seal
    if not seal.public_text:
        raise NotFound(_("The text of this document is not public."))
    return FileResponse(
        path_of(seal.file).open("rb"),
        as_attachment=True,
        filename=seal.file.name,
        content_type="application/pdf",
    )


def _verdict(found: Checked, file: Any) -> str:
    """One word for the page: a broken seal outweighs what a compared file says; "" when there is nothing to say."""
    if not the_signer().verify(request_of(found.seal), found.seal.signature):
        return "unsound"
    if not file:
        return ""
    return "same" if _digest(file) == found.seal.sha256 else "differs"


def _digest(file: Any) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()


def _not_too_often(request: HttpRequest) -> None:
    not_too_often(f"documents.check.{client_address(request)}", ASKED_A_MINUTE, SECONDS)


def _shown(found: Checked) -> dict[str, Any]:
    return {
        "found": found,
        "document": found.seal.document,
        "title": _("Check a document"),
        "facts": _facts(found),
        "standing": _words()[found.standing],
        "tone": TONE[found.standing],
    }


def _words() -> dict[Standing, str]:
    return {
        Standing.IN_FORCE: _("In force"),
        Standing.CORRECTED: _("Corrected by a newer document"),
        Standing.REPLACED: _("Replaced by a newer document"),
        Standing.RECALLED: _("Recalled"),
    }


def _facts(found: Checked) -> list[tuple[str, Any]]:
    row, seal = found.seal.document, found.seal
    summary = row.summary if seal.public_text else ""
    return [
        (_("Number and symbol"), row.symbol),
        (_("Type"), row.type.name),
        (_("Dated"), f"{row.issued_on:%d/%m/%Y}"),
        (_("Issuer"), row.issuer_name),
        (_("Summary"), summary),
        (_("Sealed"), seal.sealed_at),
        (_("Sealed by"), seal.post),
        ("SHA-256", seal.sha256),
    ]

"""The page of a replacement that concerns a unit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giaoban.kit import clock
from giaoban.kit.request import Request

from ... import policies, queries
from ...actions.tell_replacement import note_replacement
from ..forms import NoticeForm
from .crumbs import crumbs_of


def notice(request: Request, pk: int) -> HttpResponse:
    """A replacement that concerns a unit: what it did under the old document; say that it was seen."""
    row = queries.notice(request.actor, pk)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        note_replacement(actor=request.actor, notice=row, note=note, now=clock.now())
        return redirect("directives:notice", pk)
    may = policies.note_replacement.allows(request.actor, row) and row.noted_at is None
    page = {"title": _("A newer document changes it"), "crumbs": crumbs_of(row.new, row.unit.short_name)}
    context = {"notice": row, "how": queries.how_changed(row), "form": form if may else None, **page}
    return render(request, "directives/notice.html", context)

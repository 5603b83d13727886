"""Pages of one unit's part: it has arrived, was read, was disseminated; the programme is filed; its tasks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from giaoban.apps.documents.policies import answer_delivery
from giaoban.apps.files.queries import download_url
from giaoban.kit import clock
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui.forms import problems_in

from ... import policies, queries
from ...actions.file_programme import file_programme
from ...actions.tick_dissemination import tick_dissemination
from ...models import Dissemination
from .. import charts
from ..forms import FileForm, TickForm
from .crumbs import crumbs_of, posted


def tick(request: Request, pk: int) -> HttpResponse:
    """What is asked of the unit and how far it is; tick that it has disseminated."""
    row = queries.dissemination(request.actor, pk)
    form = TickForm(request.POST or None, request.FILES or None, initial=_ticked(row))
    if request.method == "POST" and form.is_valid() and _tick(request, row, form):
        messages.success(request, _("Noted. Thank you."))
        return redirect("directives:tick", pk)
    context = _part(request, row)
    if not context["may"]:
        return render(request, "directives/tick.html", context)
    return render(request, "directives/tick.html", {**context, "form": form}, status=_status(form))


def file(request: Request, pk: int) -> HttpResponse:
    """File the action programme: one written here, or a file."""
    row = queries.dissemination(request.actor, pk)
    form = FileForm(queries.programmes_of(row), posted(request), request.FILES or None)
    with problems_in(form):
        if request.method == "POST" and form.is_valid():
            file_programme(actor=request.actor, dissemination=row, filing=form.value(), now=clock.now())
            messages.success(request, _("The programme is filed."))
            return redirect("directives:tick", pk)
    document = row.directive.document
    page = {"title": _("File the action programme"), "lead": str(document), "row": row, "form": form}
    may = policies.tick.allows(request.actor, row)
    context = {**page, "crumbs": crumbs_of(document, row.unit.short_name), "may": may}
    return render(request, "directives/file_programme.html", context, status=_status(form))


def material(request: Request, pk: int) -> HttpResponse:
    """The material of a dissemination."""
    row = queries.dissemination(request.actor, pk)
    wanted = row.programme_file if "programme" in request.GET else row.material
    if wanted is None:
        raise NotFound(_("No file was attached."))
    return redirect(download_url(wanted, request.actor))


def _part(request: Request, row: Dissemination) -> dict[str, Any]:
    directive, delivery = row.directive, queries.delivery_of(row)
    document, today = directive.document, clock.local_day(clock.now())
    late = queries.working_days_late([row], today)[row.pk]
    return {
        "row": row, "title": str(document), "lead": document.summary, "may": policies.tick.allows(request.actor, row),
        "crumbs": crumbs_of(document, row.unit.short_name), "term": queries.term_of(row), "delivery": delivery,
        "may_answer": delivery is not None and answer_delivery.allows(request.actor, delivery),
        "way": charts.way(row, delivery, late), "late": 0 if row.is_done else late,
        "tasks": list(queries.tasks_of(row)), "down": queries.passed_down(row),
        "chases": queries.chases_of(row), "left": queries.left_to_ask(row, today).count(),
    }  # fmt: skip


def _tick(request: Request, row: Dissemination, form: TickForm) -> bool:
    """Ticked; or its problems stand in the form."""
    with problems_in(form):
        tick_dissemination(actor=request.actor, dissemination=row, held=form.value(), now=clock.now())
    return not form.errors


def _ticked(row: Dissemination) -> dict[str, object]:
    if row.ticked_at is None:
        return {}
    names = ("form", "held_on", "classes", "due", "officers", "members", "others", "note")
    return {name: getattr(row, name) for name in names}


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200

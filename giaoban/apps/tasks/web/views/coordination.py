"""Pages of coordination regulations, joint programmes and schemes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.forms import problems_in

from ... import policies, queries
from ...actions.write_coordination import (
    end_coordination,
    note_joint_meeting,
    review_coordination,
    write_coordination,
)
from ...enums import CoordinationKind
from ..forms import CoordinationForm, MeetingForm, ReviewForm
from ..tables import CoordinationTable
from .tasks import today


def coordination_list(request: Request) -> HttpResponse:
    """What the reader's units keep or take part in."""
    table = CoordinationTable(queries.coordinations(request.actor, today()), request, title=_("Coordination"))
    context = {"crumbs": trail((_("Tasks"), reverse("tasks:list")), _("Coordination")),
               "may_give": policies.may_give(request.actor)}  # fmt: skip
    return tables.page(request, table, "tasks/coordinations.html", context)


def coordination(request: Request, pk: int) -> HttpResponse:
    """One coordination: who promised what and kept it, meetings, reviews."""
    card = queries.coordination_card(request.actor, pk, today())
    kind = CoordinationKind(card.coordination.kind).label
    context = {"card": card, "title": card.coordination.title, "lead": kind, "crumbs": _crumbs(kind)}
    return render(request, "tasks/coordination.html", context)


def new_coordination(request: Request) -> HttpResponse:
    """Write one down."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.give, unit)
    form = CoordinationForm(request.POST or None)
    with problems_in(form):
        if form.is_valid():
            made = write_coordination(
                actor=request.actor, unit=unit, coordination=form.value(), now=clock.now()
            )
            return redirect("tasks:coordination", made.pk)
    return _page(request, form, _("Write down a coordination"), reverse("tasks:coordinations"))


def meet(request: Request, pk: int) -> HttpResponse:
    """Note that the parties met."""
    card = queries.coordination_card(request.actor, pk, today())
    authorize(request.actor, policies.keep_coordination, card.coordination)
    form = MeetingForm(request.POST or None)
    with problems_in(form):
        if form.is_valid():
            said = form.cleaned_data
            note_joint_meeting(actor=request.actor, coordination=card.coordination, now=clock.now(), **said)
            return redirect("tasks:coordination", pk)
    return _page(request, form, _("Note a meeting"), _url(pk))


def review(request: Request, pk: int) -> HttpResponse:
    """Judge every commitment: in time, as agreed, and why not."""
    card = queries.coordination_card(request.actor, pk, today())
    authorize(request.actor, policies.keep_coordination, card.coordination)
    form = ReviewForm(card.parties, request.POST or None)
    with problems_in(form):
        if form.is_valid():
            said = form.value()
            review_coordination(actor=request.actor, coordination=card.coordination, now=clock.now(), **said)
            return redirect("tasks:coordination", pk)
    return _page(request, form, _("Review it"), _url(pk), "tasks/review.html")


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """It holds no longer."""
    card = queries.coordination_card(request.actor, pk, today())
    end_coordination(actor=request.actor, coordination=card.coordination, now=clock.now())
    return redirect("tasks:coordination", pk)


def _url(pk: int) -> str:
    return reverse("tasks:coordination", args=[pk])


def _crumbs(*more: Any) -> Any:
    return trail(
        (_("Tasks"), reverse("tasks:list")), (_("Coordination"), reverse("tasks:coordinations")), *more
    )


def _page(
    request: Request, form: Any, title: str, back: str, template: str = "tasks/coordination_form.html"
) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "submit_label": _("Save"),
        "cancel_url": back,
        "crumbs": _crumbs(title),
    }
    return render(request, template, context, status=422 if form.errors else 200)

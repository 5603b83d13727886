"""Delegates in protocol order: who is invited, who comes, each one's link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import Crumb
from giaoban.kit.ui.columns import localized
from giaoban.kit.ui.forms import problems_in

from ... import policies, queries
from ...actions.invite_delegates import (
    add_delegates,
    answer_delegate,
    move_delegate,
    remove_delegate,
    renew_delegate_link,
)
from ...enums import DELEGATE_TONE, DelegateState
from ...formats.places import link_of_delegate
from ...models import Conference, Delegate
from ...queries import delegates as reads
from ..forms import DelegateForm, LinesForm, PlaceForm
from ..tables import DelegateFilter, DelegateTable
from .page import crumbs, form_page, shown_link


def delegate_list(request: Request, pk: int) -> HttpResponse:
    """All delegates of a conference."""
    found = queries.conference(request.actor, pk)
    narrowed = DelegateFilter(request.GET, queryset=reads.delegates(found))
    table = DelegateTable(narrowed.qs, request, filters=narrowed, title=_("Delegates"))
    may_run = policies.run.allows(request.actor, found) and not found.is_settled
    context = {"conference": found, "may_run": may_run, "crumbs": crumbs(found, _("Delegates"))}
    return tables.page(request, table, "conferences/delegates.html", context)


def invite(request: Request, pk: int) -> HttpResponse:
    """Many at once: a post, a unit, a site, one a line."""
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    form = LinesForm(found, _help(), reads.typed_delegates, request.POST or None)
    if form.is_valid():
        typed: reads.TypedDelegates = form.typed
        rows = typed.delegates
        count = add_delegates(actor=request.actor, conference=found, delegates=rows, now=clock.now())
        messages.success(request, _("%(count)s delegates were added.") % {"count": localized(count)})
        return redirect("conferences:delegates", pk)
    return form_page(request, form, _("Add delegates"), found, reverse("conferences:delegates", args=[pk]))


def delegate(request: Request, pk: int, delegate_pk: int) -> HttpResponse:
    """One delegate: answer for it; whoever runs the conference moves it and hands out its link."""
    row = reads.delegate(request.actor, pk, delegate_pk)
    form = DelegateForm(row, request.POST or None)
    if form.is_valid():
        with problems_in(form):
            answer_delegate(actor=request.actor, delegate=row, now=clock.now(), **form.answer())
            return redirect("conferences:delegates", pk)
    context = _one(request, row)
    return render(
        request, "conferences/delegate.html", {**context, "form": form}, status=422 if form.is_bound else 200
    )


@require_POST
def move(request: Request, pk: int, delegate_pk: int) -> HttpResponse:
    """Another place in the protocol order."""
    row, form = reads.delegate(request.actor, pk, delegate_pk), PlaceForm(request.POST)
    if form.is_valid():
        move_delegate(actor=request.actor, delegate=row, place=form.cleaned_data["place"])
        return redirect("conferences:delegates", pk)
    back = reverse("conferences:delegate", args=[pk, delegate_pk])
    return form_page(request, form, _("Move"), row.conference, back)


@require_POST
def renew(request: Request, pk: int, delegate_pk: int) -> HttpResponse:
    """Another link; the old one opens nothing any more."""
    renew_delegate_link(actor=request.actor, delegate=reads.delegate(request.actor, pk, delegate_pk))
    messages.success(request, _("There is another link; the old one opens nothing any more."))
    return redirect("conferences:delegate", pk, delegate_pk)


def take_out(request: Request, pk: int, delegate_pk: int) -> HttpResponse:
    """A post that is not invited after all."""
    row = reads.delegate(request.actor, pk, delegate_pk)
    authorize(request.actor, policies.run, row.conference, seen_by=policies.see)
    if request.method == "POST":
        remove_delegate(actor=request.actor, delegate=row, now=clock.now())
        return redirect("conferences:delegates", pk)
    title = _("Take the delegate out")
    context = {
        "title": title, "question": str(row), "danger": True, "confirm_label": title,
        "consequences": (_("The others close up in the order; its link opens nothing any more."),),
        "cancel_url": reverse("conferences:delegate", args=[pk, delegate_pk]), "crumbs": _way(row, title),
    }  # fmt: skip
    return render(request, "kit/confirm.html", context)


def _one(request: Request, row: Delegate) -> dict[str, Any]:
    """What its page shows to this reader."""
    still = not row.conference.is_settled
    may_run = still and policies.run.allows(request.actor, row.conference)
    return {
        "row": row, "title": str(row), "state": DelegateState(row.state), "tones": DELEGATE_TONE,
        "crumbs": _way(row, str(row)), "may_run": may_run,
        "may_answer": still and policies.answer_delegate.allows(request.actor, row),
        "place_form": PlaceForm(initial={"place": row.position}),
        "link": shown_link(request, link_of_delegate(row)) if may_run else None,
    }  # fmt: skip


def _way(row: Delegate, last: str) -> list[Crumb]:
    found: Conference = row.conference
    return crumbs(found, (_("Delegates"), reverse("conferences:delegates", args=[found.pk])), last)


def _help() -> str:
    return _("A post; its unit (code or name); its site. Parted by semicolons or pasted from a worksheet.")

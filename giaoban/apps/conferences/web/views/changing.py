"""Changing a planned conference, calling it off, and looking at what was changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.request import Request
from giaoban.kit.ui.forms import add_problems

from ... import policies, queries
from ...actions.change_conference import call_off_conference, change_conference, note_changes
from ...actions.withdraw_asked import remove_site, withdraw_paper
from ...enums import ConferenceState
from ...models import ChangeNotice, Conference
from ..forms import CallOffForm, ChangeForm
from .page import crumbs, form_page, here


def change(request: Request, pk: int) -> HttpResponse:
    """Another time, place, chair or title."""
    found = _planned(request, pk)
    form = ChangeForm(found, request.POST or None)
    if form.is_valid():
        try:
            change_conference(actor=request.actor, conference=found, now=clock.now(), **form.change())
            messages.success(request, _("Changed. Whoever was asked to take part is told."))
            return redirect(here(found))
        except Invalid as problem:
            add_problems(form, problem)
    return form_page(request, form, _("Change the conference"), found)


def call_off(request: Request, pk: int) -> HttpResponse:
    """It does not take place."""
    found, form = _planned(request, pk), CallOffForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        call_off_conference(actor=request.actor, conference=found, reason=reason, now=clock.now())
        messages.success(request, _("Called off. Whoever was asked to take part is told."))
        return redirect(here(found))
    return render(
        request, "kit/confirm.html", _calling_off(found, form), status=422 if form.is_bound else 200
    )


def take_out(request: Request, pk: int, site_pk: int) -> HttpResponse:
    """A site that does not take part after all."""
    found = _run(request, pk)
    site = get_object_or_404(found.sites.select_related("conference"), pk=site_pk)
    if request.method == "POST":
        remove_site(actor=request.actor, site=site, now=clock.now())
        return redirect("conferences:sites", pk)
    context = _asking(
        found, _("Take the site out"), site.name, _("Its unit is no longer asked to take part.")
    )
    return render(request, "kit/confirm.html", context)


def withdraw(request: Request, pk: int, paper_pk: int) -> HttpResponse:
    """A paper that is not needed after all."""
    found = _run(request, pk)
    paper = get_object_or_404(found.papers.select_related("conference", "unit"), pk=paper_pk)
    if request.method == "POST":
        withdraw_paper(actor=request.actor, paper=paper, now=clock.now())
        return redirect(here(found))
    question = f"{paper.title} – {paper.unit.short_name}"
    context = _asking(found, _("Do without the paper"), question, _("Its unit is no longer asked for it."))
    return render(request, "kit/confirm.html", context)


@require_POST
def seen(request: Request, pk: int, notice_pk: int) -> HttpResponse:
    """The unit has looked at what was changed."""
    notice = get_object_or_404(ChangeNotice, pk=notice_pk, conference=pk)  # the use case asks whose it is
    note_changes(actor=request.actor, notice=notice, now=clock.now())
    return redirect("conferences:conference", pk)


def _calling_off(found: Conference, form: CallOffForm) -> dict[str, Any]:
    told = (
        _("Nobody is asked to take part or to prepare a paper any more."),
        _("Whoever was asked is told, with your reason. It stays readable as called off."),
    )
    return {**_asking(found, _("Call off the conference"), str(found), *told), "form": form}


def _asking(found: Conference, title: str, question: str, *told: str) -> dict[str, Any]:
    """A page that asks before something is taken back."""
    return {
        "title": title, "question": question, "consequences": told, "danger": True, "confirm_label": title,
        "cancel_url": here(found), "cancel_label": _("Leave it as it is"), "crumbs": crumbs(found, title),
    }  # fmt: skip


def _run(request: Request, pk: int) -> Conference:
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    return found


def _planned(request: Request, pk: int) -> Conference:
    found = _run(request, pk)
    if found.state != ConferenceState.PLANNED:
        raise Conflict(_("Only a conference that has not been opened is changed or called off."))
    return found

"""The secretary's page: notes for the minutes, what was written in, attendance set right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.live.actions.open_topic import open_topic
from giaoban.kit import clock
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.request import Request
from giaoban.kit.ui.forms import add_problems

from ... import queries
from ...actions.give_floor import note_turn
from ...actions.keep_order import correct_attendance, handle_remark
from ...actions.run_agenda import note_item
from ...enums import FLOOR_TOPIC, QUEUE_TOPIC, RemarkKind
from ..forms import CorrectionForm, ItemNoteForm, TurnNoteForm
from .page import crumbs, form_page
from .picture import is_there


def secretary(request: Request, pk: int) -> HttpResponse:
    """Everything that the minutes are made of, as it comes in."""
    found, now = queries.run_by(request.actor, pk), clock.now()
    context = {
        "conference": found, "title": _("Secretary"), "crumbs": crumbs(found, _("Secretary")),
        "live": open_topic(FLOOR_TOPIC, pk, now), "queue": open_topic(QUEUE_TOPIC, pk, now),
        "items": found.items.all(), "spoken": queries.spoken_of(found), "waits": queries.waits_of(found),
        "message": RemarkKind.MESSAGE, "has_picture": is_there(found),
    }  # fmt: skip
    return render(request, "conferences/secretary.html", context)


def note(request: Request, pk: int, item_pk: int) -> HttpResponse:
    """The note on one item."""
    found = queries.run_by(request.actor, pk)
    row = get_object_or_404(found.items.select_related("conference"), pk=item_pk)
    form = ItemNoteForm(request.POST or None, initial={"note": row.note, "seen": row.note})
    if form.is_valid():
        try:
            note_item(actor=request.actor, item=row, **form.cleaned_data)
            return redirect("conferences:secretary", pk)
        except Conflict as problem:
            form.show_both(row.note, problem)
    title = _("Note for the minutes: %(item)s") % {"item": row.title}
    return form_page(request, form, title, found, beside="secretary")


def turn_note(request: Request, pk: int, turn_pk: int) -> HttpResponse:
    """What somebody said, and how long the turn may be."""
    found = queries.run_by(request.actor, pk)
    row = get_object_or_404(found.turns.select_related("conference"), pk=turn_pk)
    form = TurnNoteForm(request.POST or None, initial={"note": row.note, "minutes": row.minutes})
    if form.is_valid():
        note_turn(actor=request.actor, turn=row, **form.cleaned_data)
        return redirect("conferences:secretary", pk)
    return form_page(request, form, _("What was said: %(who)s") % {"who": row.who}, found, beside="secretary")


@require_POST
def handled(request: Request, pk: int, remark_pk: int) -> HttpResponse:
    """What was written in has been seen to."""
    found = queries.run_by(request.actor, pk)
    row = get_object_or_404(found.remarks.select_related("conference"), pk=remark_pk)
    handle_remark(actor=request.actor, remark=row, now=clock.now())
    return redirect("conferences:secretary", pk)


def correct(request: Request, pk: int, site_pk: int) -> HttpResponse:
    """Attendance of a site set right, with the reason."""
    found = queries.run_by(request.actor, pk)
    row = get_object_or_404(found.sites.select_related("conference"), pk=site_pk)
    form = CorrectionForm(request.POST or None, initial={"officers": row.officers, "others": row.others})
    if form.is_valid():
        try:
            correct_attendance(actor=request.actor, site=row, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("Corrected. The count before and the reason stay in the minutes."))
            return redirect("conferences:sites", pk)
        except Invalid as problem:
            add_problems(form, problem)
    title = _("Correct the attendance: %(site)s") % {"site": row.name}
    return form_page(request, form, title, found, beside="secretary")

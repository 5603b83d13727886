"""The chair's console: the agenda as it runs, who speaks, who waits, what is put to decision."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.live.actions.open_topic import open_topic
from giaoban.kit import clock
from giaoban.kit.errors import Invalid
from giaoban.kit.request import Request
from giaoban.kit.ui.forms import add_problems

from ... import queries
from ...actions.give_floor import add_turn, close_list, end_turn, give_floor, move_turn, pass_over
from ...actions.put_matter import close_matter, put_matter, tally_site, withdraw_matter
from ...actions.run_agenda import begin_item, end_item
from ...domain.decide import Rule
from ...enums import FLOOR_TOPIC, MATTER_TONE, QUEUE_TOPIC, TURN_TONE, DecisionMode, MatterOutcome
from ...formats.majorities import load_rules
from ...models import Conference
from ...queries.script import script_of
from ..forms import AddTurnForm, MatterForm, TallyForm
from .page import crumbs, form_page
from .picture import is_there

_ITEM = {"begin": begin_item, "end": end_item}
_TURN = {"give": give_floor, "end": end_turn}
_MATTER = {"close": close_matter, "withdraw": withdraw_matter}


def console(request: Request, pk: int) -> HttpResponse:
    """The script, live: now, next, to prepare; hands below the arranged papers; matters and conclusions."""
    found, now = queries.run_by(request.actor, pk), clock.now()
    floor = queries.floor_of(found)
    context = {
        "conference": found, "title": _("Chair's console"), "crumbs": crumbs(found, _("Chair's console")), "now": now,
        "has_picture": is_there(found), "floor": floor, "cues": queries.cues_of(floor, script_of(found)),
        "live": open_topic(FLOOR_TOPIC, pk, now), "turn_tones": TURN_TONE,
        "queue": open_topic(QUEUE_TOPIC, pk, now), "turn_form": AddTurnForm(), "matter_form": _matter_form(found),
        "matters": _closed(found), "matter_tones": MATTER_TONE,
        "spoken": [t for t in queries.spoken_of(found) if t.ended_at],
    }  # fmt: skip
    return render(request, "conferences/console.html", context)


@require_POST
def item(request: Request, pk: int, item_pk: int, step: str) -> HttpResponse:
    """An item begins or ends."""
    found = queries.run_by(request.actor, pk)
    row = get_object_or_404(found.items.select_related("conference"), pk=item_pk)
    _ITEM[step](actor=request.actor, item=row, now=clock.now())
    return redirect("conferences:console", pk)


@require_POST
def turn(request: Request, pk: int, turn_pk: int, step: str) -> HttpResponse:
    """The floor is given, or whoever speaks has spoken."""
    row = get_object_or_404(_turns(request, pk), pk=turn_pk)
    _TURN[step](actor=request.actor, turn=row, now=clock.now())
    return redirect("conferences:console", pk)


@require_POST
def move(request: Request, pk: int, turn_pk: int, step: str) -> HttpResponse:
    """One place earlier or later, or not called at all."""
    row = get_object_or_404(_turns(request, pk), pk=turn_pk)
    if step == "over":
        pass_over(actor=request.actor, turn=row)
    else:
        move_turn(actor=request.actor, turn=row, by=-1 if step == "up" else 1)
    return redirect("conferences:console", pk)


def add(request: Request, pk: int) -> HttpResponse:
    """A hand seen in the hall."""
    found, form = queries.run_by(request.actor, pk), AddTurnForm(request.POST or None)
    if form.is_valid():
        add_turn(actor=request.actor, conference=found, now=clock.now(), **form.cleaned_data)
        return redirect("conferences:console", pk)
    return form_page(request, form, _("Add to the list"), found, beside="console")


@require_POST
def close_speakers(request: Request, pk: int, step: str) -> HttpResponse:
    """Nobody else may ask to speak, or they may again."""
    found = queries.run_by(request.actor, pk)
    close_list(actor=request.actor, conference=found, closed=step == "close", now=clock.now())
    return redirect("conferences:console", pk)


def put(request: Request, pk: int) -> HttpResponse:
    """Put a matter to the conference."""
    found = queries.run_by(request.actor, pk)
    form = _matter_form(found, request.POST or None)
    if form.is_valid():
        try:
            put_matter(actor=request.actor, conference=found, now=clock.now(), **form.value(load_rules()))
            return redirect("conferences:console", pk)
        except Invalid as problem:
            add_problems(form, problem)
    return form_page(request, form, _("Put to decision"), found, beside="console")


@require_POST
def matter(request: Request, pk: int, matter_pk: int, step: str) -> HttpResponse:
    """Close the matter, or take it off the table."""
    found = queries.run_by(request.actor, pk)
    row = get_object_or_404(found.matters.select_related("conference"), pk=matter_pk)
    _MATTER[step](actor=request.actor, matter=row, now=clock.now())
    return redirect("conferences:console", pk)


def tally(request: Request, pk: int, matter_pk: int) -> HttpResponse:
    """Hands of one site, told by telephone."""
    found = queries.run_by(request.actor, pk)
    row = get_object_or_404(found.matters.select_related("conference"), pk=matter_pk)
    form = TallyForm(queries.sites(found), request.POST or None)
    if form.is_valid():
        try:
            tally_site(actor=request.actor, matter=row, now=clock.now(), **form.value())
            return redirect("conferences:console", pk)
        except Invalid as problem:
            add_problems(form, problem)
    return form_page(request, form, _("Count of hands"), found, beside="console")


def _turns(request: Request, pk: int) -> Any:
    return queries.run_by(request.actor, pk).turns.select_related("conference")


def _matter_form(found: Conference, data: Any = None) -> MatterForm:
    rules: list[Rule] = list(load_rules().values())
    return MatterForm(found.agreed_tasks.all(), rules, data)


def _closed(found: Conference) -> list[tuple[Any, MatterOutcome, DecisionMode]]:
    """Matters that were decided, the newest first."""
    rows = found.matters.filter(closed_at__isnull=False).order_by("-position")
    return [(row, MatterOutcome(row.outcome), DecisionMode(row.mode)) for row in rows]

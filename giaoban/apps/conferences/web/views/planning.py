"""Before the conference: list, plan, agenda, sites, papers asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.domain.alike import Alike
from giaoban.apps.proposals.queries import Became
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.request import Request
from giaoban.kit.ui import parts, tables
from giaoban.kit.ui.columns import localized
from giaoban.kit.ui.forms import add_problems, problems_in

from ... import policies, queries
from ...actions.copy_conference import copy_conference
from ...actions.order_papers import ask_paper
from ...actions.plan_conference import plan_conference, set_agenda, write_item
from ...domain.script import kind_of
from ...enums import CONSENSUS_TONE, OUTCOME_TONE, PAPER_TONE, TONE, ConferenceState, Outcome, PaperState
from ...models import Conclusion, Conference, Paper
from ...queries.script import script_words
from ..forms import AgendaForm, AskPaperForm, CopyForm, ItemForm, PlanForm
from ..tables import ConferenceFilter, ConferenceTable
from .page import crumbs, form_page
from .picture import is_there

MOST_PROPOSALS = 20
_TONES = {
    "tones": TONE, "paper_tones": PAPER_TONE, "consensus_tones": CONSENSUS_TONE, "outcome_tones": OUTCOME_TONE,
}  # fmt: skip


def conference_list(request: Request) -> HttpResponse:
    """All conferences the reader may see."""
    found = ConferenceFilter(request.GET, queryset=queries.conferences(request.actor))
    table = ConferenceTable(found.qs, request, filters=found, title=_("Conferences"))
    context = {"crumbs": crumbs(None), "may_convene": policies.may_convene(request.actor)}
    return tables.page(request, table, "conferences/list.html", context)


def conference(request: Request, pk: int) -> HttpResponse:
    """One conference: what became of the last one, agenda, attendance, papers, conclusions, tasks."""
    card = queries.conference_card(request.actor, pk)
    context = {
        "card": card, "title": card.conference.said_title, "tiles": _tiles(card),
        "crumbs": crumbs(None, card.conference.said_title),
        "state": ConferenceState(card.conference.state), "papers": _papers(request, card),
        "outcomes": _outcomes(card), "runs": policies.run.allows(request.actor, card.conference),
        "has_picture": is_there(card.conference, card.own_site),
        **_TONES,
    }  # fmt: skip
    return render(request, "conferences/conference.html", context)


def proposals(request: Request, pk: int) -> HttpResponse:
    """What the conference should hear: a part of its page, which asks for it by itself, and a page without script."""
    found = queries.conference(request.actor, pk)
    heard = queries.proposals_for(found, queries.conference_before(found), MOST_PROPOSALS)
    title = _("Proposals and obstacles to be heard")
    context = {"conference": found, "title": title, "crumbs": crumbs(found, title), **_proposals(*heard)}
    alone = bool(request.htmx) and not request.htmx.history_restore_request
    response = render(
        request, "conferences/_proposals.html" if alone else "conferences/proposals.html", context
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def copy(request: Request, pk: int) -> HttpResponse:
    """Plan another one like this one."""
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    form = CopyForm(request.POST or None, initial={"title": found.title, "hour": _hour(found)})
    if form.is_valid():
        with problems_in(form):
            made = copy_conference(actor=request.actor, conference=found, now=clock.now(), **form.values())
            return redirect("conferences:conference", made.pk)
    return form_page(request, form, _("Copy the conference"), found)


def _hour(found: Conference) -> str:
    return f"{timezone.localtime(found.starts_at):%H:%M}"


def plan(request: Request) -> HttpResponse:
    """Convene a conference."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.convene, unit)
    form = PlanForm(queries.drafts_of(unit), request.POST or None)
    if form.is_valid():
        try:
            made = plan_conference(actor=request.actor, unit=unit, now=clock.now(), **form.values())
            return redirect("conferences:conference", made.pk)
        except Invalid as problem:
            add_problems(form, problem)
    return form_page(request, form, _("Plan a conference"), None)


def agenda(request: Request, pk: int) -> HttpResponse:
    """Write the agenda."""
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    words = script_words()
    form = AgendaForm(list(found.items.all()), lambda title: kind_of(title, words), request.POST or None)
    if form.is_valid():
        set_agenda(actor=request.actor, conference=found, items=form.items(), now=clock.now())
        return redirect("conferences:conference", pk)
    return form_page(request, form, _("Write the agenda"), found)


def item(request: Request, pk: int, item_pk: int) -> HttpResponse:
    """One point of the agenda, with what the chair says before it."""
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    row = get_object_or_404(found.items.select_related("conference"), pk=item_pk)
    units = queries.task_leads(found, clock.local_day(found.starts_at))
    form = ItemForm(row, units, found.papers.all(), request.POST or None)
    if form.is_valid():
        write_item(actor=request.actor, item=row, new=form.value())
        return redirect("conferences:conference", pk)
    return form_page(request, form, _("Point of the agenda"), found)


def ask_for_paper(request: Request, pk: int) -> HttpResponse:
    """Ask a unit for a paper."""
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    form = AskPaperForm(queries.task_leads(found, clock.local_day(found.starts_at)), request.POST or None)
    if form.is_valid():
        ask_paper(
            actor=request.actor, conference=found, due=found.starts_at, now=clock.now(), **form.cleaned_data
        )
        return redirect("conferences:conference", pk)
    return form_page(request, form, _("Ask for a paper"), found)


def _tiles(card: queries.ConferenceCard) -> list[parts.Tile]:
    """Attendance in figures, as it is read out: sites connected, people present."""
    found = card.attendance
    if not found.sites:
        return []
    expected = (
        _("of %(expected)s expected") % {"expected": localized(found.expected)} if found.expected else ""
    )
    return [
        parts.Tile(_("Sites connected"), f"{localized(found.connected)}/{localized(found.sites)}"),
        parts.Tile(_("Present"), found.present, _("people"), note=expected),
        parts.Tile(_("Officers and members"), found.officers, _("people")),
    ]


def _proposals(heard: Sequence[Alike[Became]], more: int) -> dict[str, Any]:
    """The groups, each answer of a group once, and how many groups are left out."""
    shown = [
        (group, list(dict.fromkeys(became.answer for became in group.items if became.answer)))
        for group in heard
    ]
    return {"proposals": shown, "more_proposals": more}


def _outcomes(card: queries.ConferenceCard) -> list[tuple[Conclusion, Outcome | None]]:
    """The last conclusions, each with how far it is; None for a mere statement."""
    before = card.before.conclusions if card.before else ()
    return [(c, Outcome(c.outcome) if c.has_state else None) for c in before]  # type: ignore[attr-defined]


def _papers(request: Request, card: queries.ConferenceCard) -> list[tuple[Paper, PaperState, bool]]:
    """Each paper with its state, and whether the reader may hand it in."""
    open_still = not card.conference.is_settled
    allowed = policies.hand_in_paper.allows
    return [(p, PaperState(p.state), open_still and allowed(request.actor, p)) for p in card.papers]

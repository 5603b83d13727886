"""Pages of proposals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.units import names_of_units
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui import parts, tables
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.columns import localized
from giaoban.kit.ui.forms import problems_in

from .. import policies, queries
from ..actions.answer_proposal import answer_proposal
from ..actions.confirm_answer import confirm_answer, contest_answer, note_answer
from ..actions.correct_proposal import correct_proposal
from ..actions.forward_proposal import forward_proposal
from ..actions.merge_proposals import merge_proposals
from ..actions.raise_proposal import raise_proposal
from ..actions.split_proposal import split_proposal
from ..actions.withdraw_proposal import withdraw_proposal
from ..enums import STEP_TONE, TONE, State, Step
from ..models import Proposal, ProposalStep, Raising
from .forms import (
    AnswerForm,
    ContestForm,
    CorrectForm,
    ForwardForm,
    MergeForm,
    NoteForm,
    RaiseForm,
    SplitForm,
    WithdrawForm,
)
from .tables import AnsweringTable, BecameTable, ProposalFilter, ProposalTable


def proposal_list(request: Request) -> HttpResponse:
    """All proposals the reader may see; how much waits at whom stands above."""
    found = ProposalFilter(request.GET, queryset=queries.listed(request.actor))
    table = ProposalTable(found.qs, request, filters=found, title=_("Proposals and obstacles"))
    loads = queries.waiting_at(request.actor, clock.local_day(clock.now()))[:4]
    tiles = [
        parts.Tile(
            load.name, load.open, _("waiting for an answer"), tone="late" if load.overdue else "",
            note=_("%(count)s overdue") % {"count": localized(load.overdue)} if load.overdue else "",
        )
        for load in loads
    ]  # fmt: skip
    context = {"tiles": tiles, "crumbs": trail(table.title), "may_raise": policies.may_raise(request.actor)}
    return tables.page(request, table, "proposals/list.html", context)


def proposal(request: Request, pk: int) -> HttpResponse:
    """One proposal: raisers with their passages, the way so far, what can be done."""
    found = queries.proposal(request.actor, pk)
    context = {
        "proposal": found,
        "title": found.headline,
        "crumbs": trail((_("Proposals"), reverse("proposals:list")), f"#{found.pk}"),
        "may": queries.steps_for(request.actor, found),
        "state": State(found.state),
        "tones": TONE,
        "turns": queries.clock_of(found, clock.now()),
        "history": [_event(s) for s in found.steps.all()],
    }
    return render(request, "proposals/proposal.html", context | _raised(request, found))


def _raised(request: Request, found: Proposal) -> dict[str, Any]:
    """Who raised it, each in their own words, and how far the joint one is."""
    voices = queries.voices(request.actor, found)
    count = len({voice.raising.unit_id for voice in voices})
    by = ngettext("raised by %(n)s unit", "raised by %(n)s units", count) % {"n": localized(count)}
    joint = found.merged_into
    return {"voices": voices, "raised_by": by, "joint_state": joint.get_state_display() if joint else ""}


def raise_one(request: Request) -> HttpResponse:
    """Raise a proposal for the unit that is worn; the unit above takes it up."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.raise_one, unit)
    form, today = RaiseForm(request.POST or None), clock.local_day(clock.now())
    holder = queries.holder_for(unit.pk, today)
    if form.is_valid():
        made = raise_proposal(
            actor=request.actor, unit=unit, proposal=form.value(unit.pk, holder), now=clock.now()
        )
        return redirect("proposals:proposal", made.pk)
    lead = _("%(unit)s takes it up.") % {"unit": names_of_units([holder], today)[holder]}
    return _form_page(request, form, _("Raise a proposal"), reverse("proposals:list"), lead)


def correct(request: Request, pk: int) -> HttpResponse:
    """The raiser puts its words right before anybody acts on it."""
    raising = _own_raising(request, pk)
    authorize(request.actor, policies.change, raising)
    if (closed := _closed(request, raising.proposal, "change")) is not None:
        return closed
    form = CorrectForm(raising.proposal, request.POST or None)
    if form.is_valid():
        correct_proposal(actor=request.actor, raising=raising, words=form.words(), now=clock.now())
        return redirect("proposals:proposal", pk)
    lead = _("What it said before stays in its history.")
    return _form_page(request, form, _("Correct it"), _address(pk), lead)


def withdraw(request: Request, pk: int) -> HttpResponse:
    """The raiser takes it back before anybody acts on it."""
    raising = _own_raising(request, pk)
    authorize(request.actor, policies.change, raising)
    if (closed := _closed(request, raising.proposal, "change")) is not None:
        return closed
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        withdraw_proposal(
            actor=request.actor, raising=raising, text=form.cleaned_data["text"], now=clock.now()
        )
        messages.success(request, _("Withdrawn. It stays in sight with the reason."))
        return redirect("proposals:proposal", pk)
    return _form_page(request, form, _("Withdraw it"), _address(pk), raising.proposal.headline)


def what_became(request: Request) -> HttpResponse:
    """What became of what our unit asked."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.read_own, unit)
    table = BecameTable(
        queries.what_became(request.actor, unit), request, title=_("What became of what we asked")
    )
    crumbs = trail((_("Proposals"), reverse("proposals:list")), unit.short_name)
    return tables.page(request, table, "kit/list.html", {"crumbs": crumbs})


def addressees(request: Request) -> HttpResponse:
    """Who has what, since when, and how fast each answers."""
    rows = queries.answering(request.actor, clock.local_day(clock.now()))
    table = AnsweringTable(rows, request, title=_("Who answers, and how fast"))
    crumbs = trail((_("Proposals"), reverse("proposals:list")), table.title)
    return tables.page(request, table, "kit/list.html", {"crumbs": crumbs})


def merge(request: Request, pk: int) -> HttpResponse:
    """Pick the ones that ask the same, see whose words they are, and only then let this one speak for all."""
    found = queries.proposal(request.actor, pk)
    authorize(request.actor, policies.handle, found, seen_by=policies.see)
    if (closed := _closed(request, found, "merge")) is not None:
        return closed
    if queries.are_part_of(found, request.POST.getlist("others")):
        messages.info(request, _("They are part of this proposal already."))
        return redirect("proposals:proposal", pk)
    mergeable = queries.mergeable_with(request.actor, found)
    form = MergeForm([(p.pk, _asked_by(p)) for p in mergeable], request.POST or None)
    if not form.is_valid() or "confirm" not in request.POST:
        return _before_merging(request, found, form, mergeable)
    merge_proposals(actor=request.actor, into=found, others=form.among(mergeable), now=clock.now())
    return redirect("proposals:proposal", pk)


def _asked_by(row: Proposal) -> str:
    """What is asked, and by whom: units of one wording are told apart."""
    units = [r.unit.name for r in row.raisings.all()]
    named = "; ".join(dict.fromkeys(units))
    return f"{row.headline} ({named})"


def _before_merging(
    request: Request, found: Proposal, form: MergeForm, mergeable: Iterable[Proposal]
) -> HttpResponse:
    """The choice; once made, the question."""
    title = _("Merge the same")
    if not form.is_valid():
        submit = _("See before merging")
        return _form_page(request, form, title, _address(found.pk), found.headline, submit)
    context = {"title": title, "into": found, "chosen": form.among(mergeable), "cancel_url": _address(found.pk),
               "crumbs": trail((_("Proposals"), reverse("proposals:list")), title)}  # fmt: skip
    return render(request, "proposals/merge.html", context)


def split(request: Request, pk: int) -> HttpResponse:
    """Take one out of the joint proposal again."""
    found = queries.proposal(request.actor, pk)
    authorize(request.actor, policies.handle, found, seen_by=policies.see)
    if (closed := _closed(request, found, "split")) is not None:
        return closed
    form = SplitForm(request.POST or None)
    if form.is_valid():
        text = form.cleaned_data["text"]
        split_proposal(actor=request.actor, proposal=found, text=text, now=clock.now())
        messages.success(request, _("Taken out: it lies again with whoever had it before."))
        return redirect("proposals:proposal", pk)
    return _form_page(request, form, _("Take it out"), _address(pk), found.headline)


def _address(pk: int) -> str:
    return reverse("proposals:proposal", args=[pk])


def _closed(request: Request, found: Proposal, step: str) -> HttpResponse | None:
    """Before anything is typed: a step that is not open leads back to the page, which says how far it is."""
    if request.method == "POST" or getattr(queries.steps_for(request.actor, found), step):
        return None
    state = State(found.state).label
    messages.info(request, _("This proposal is “%(state)s”; that step is not open.") % {"state": state})
    return redirect("proposals:proposal", found.pk)


def forward(request: Request, pk: int) -> HttpResponse:
    """Send it to whoever should answer."""
    found = queries.proposal(request.actor, pk)
    authorize(request.actor, policies.handle, found, seen_by=policies.see)
    if (closed := _closed(request, found, "forward")) is not None:
        return closed
    form = ForwardForm(*queries.addressees(found, clock.local_day(clock.now())), request.POST or None)
    with problems_in(form):
        if form.is_valid() and (to := form.to()) is not None:
            said = {name: form.cleaned_data[name] for name in ("due", "text")}
            forward_proposal(actor=request.actor, proposal=found, to=to, now=clock.now(), **said)
            return redirect("proposals:proposal", pk)
    return _form_page(request, form, _("Forward"), _address(pk), found.headline)


def answer(request: Request, pk: int) -> HttpResponse:
    """Answer it."""
    found = queries.proposal(request.actor, pk)
    authorize(request.actor, policies.answer, found, seen_by=policies.see)
    if (closed := _closed(request, found, "answer")) is not None:
        return closed
    form = AnswerForm(*queries.addressees(found, clock.local_day(clock.now())), request.POST or None)
    with problems_in(form):
        if form.is_valid():
            now, words = clock.now(), form.words()
            answer_proposal(actor=request.actor, proposal=found, to=form.to(), now=now, **words)
            return redirect("proposals:proposal", pk)
    return _form_page(request, form, _("Answer"), _address(pk), found.headline)


@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """The raiser is content with the answer."""
    confirm_answer(actor=request.actor, raising=_own_raising(request, pk), now=clock.now())
    messages.success(request, _("Noted: settled for your unit."))
    return redirect("proposals:proposal", pk)


def note(request: Request, pk: int) -> HttpResponse:
    """The raiser has understood the answer, and says why it settles nothing."""
    raising = _own_raising(request, pk)
    if (closed := _closed(request, raising.proposal, "note")) is not None:
        return closed
    form = NoteForm(request.POST or None)
    if form.is_valid():
        note_answer(actor=request.actor, raising=raising, text=form.cleaned_data["text"], now=clock.now())
        return redirect("proposals:proposal", pk)
    lead = _("The answer stands and nobody owes another one; the matter is kept as not settled.")
    return _form_page(request, form, _("Understood, not settled"), _address(pk), lead)


def contest(request: Request, pk: int) -> HttpResponse:
    """The raiser says why it is not settled."""
    raising = _own_raising(request, pk)
    if (closed := _closed(request, raising.proposal, "contest")) is not None:
        return closed
    form = ContestForm(request.POST or None)
    if form.is_valid():
        contest_answer(actor=request.actor, raising=raising, text=form.cleaned_data["text"], now=clock.now())
        return redirect("proposals:proposal", pk)
    lead = _("Whoever answered owes an answer again; until then it is carried over.")
    return _form_page(request, form, _("Not settled: ask again"), _address(pk), lead)


def _own_raising(request: Request, pk: int) -> Raising:
    """The first raising of this proposal by one of the reader's units; 404 when there is none."""
    found = queries.proposal(request.actor, pk)
    return get_object_or_404(
        Raising.objects.filter(proposal=found, unit__in=request.actor.unit_ids).select_related("proposal")[:1]
    )


def _form_page(
    request: Request, form: django_forms.Form, title: str, back: str, lead: str = "", submit: str = ""
) -> HttpResponse:
    context = {"title": title, "lead": lead, "form": form, "submit_label": submit or title, "cancel_url": back,
               "crumbs": trail((_("Proposals"), reverse("proposals:list")), title)}  # fmt: skip
    return render(request, "kit/form.html", context, status=422 if form.is_bound else 200)


def _event(row: ProposalStep) -> parts.Event:
    kind = Step(row.step)
    title = f"{kind.label}: {row.to}" if row.to else str(kind.label)
    who = " · ".join(str(w) for w in (row.user, row.unit) if w)
    return parts.Event(row.at, title, who, row.text, STEP_TONE[kind])

"""Pages of scenarios: prepared, declared, closed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.forms import problems_in

from ... import policies, queries
from ...actions.declare_scenario import close_declaration, declare_scenario
from ...actions.prepare_scenario import change_scenario, prepare_scenario, retire_scenario
from ...models import Scenario
from ..forms import DeclareForm, OutcomeForm, ScenarioForm, scenario_initial
from ..tables import ScenarioTable


def scenario_list(request: Request) -> HttpResponse:
    """The scenarios of the reader's units."""
    table = ScenarioTable(queries.scenarios(request.actor), request, title=_("Scenarios"))
    context = {"crumbs": trail((_("Tasks"), reverse("tasks:list")), _("Scenarios")),
               "may_give": policies.may_give(request.actor)}  # fmt: skip
    return tables.page(request, table, "tasks/scenarios.html", context)


def scenario(request: Request, pk: int) -> HttpResponse:
    """One scenario: when it is declared, what goes out then, what came of each time."""
    card = queries.scenario_card(request.actor, pk, clock.local_day(clock.now()))
    context = {"card": card, "title": card.scenario.title, "lead": card.scenario.note,
               "crumbs": _crumbs(card.scenario.unit.short_name)}  # fmt: skip
    return render(request, "tasks/scenario.html", context)


def new_scenario(request: Request) -> HttpResponse:
    """Prepare a scenario."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.give, unit)
    form = ScenarioForm(_levels(unit), request.POST or None)
    with problems_in(form):
        if form.is_valid():
            made = prepare_scenario(actor=request.actor, unit=unit, now=clock.now(), **form.value())
            return redirect("tasks:scenario", made.pk)
    return _page(
        request, form, _("Prepare a scenario"), reverse("tasks:scenarios"), "tasks/scenario_form.html"
    )


def edit_scenario(request: Request, pk: int) -> HttpResponse:
    """Write a scenario anew."""
    found = _found(request, pk)
    authorize(request.actor, policies.prepare_scenario, found)
    form = ScenarioForm(_levels(found.unit), request.POST or None, initial=scenario_initial(found))
    with problems_in(form):
        if form.is_valid():
            change_scenario(actor=request.actor, scenario=found, **form.value())
            return redirect("tasks:scenario", pk)
    return _page(request, form, _("Change the scenario"), _url(pk), "tasks/scenario_form.html")


@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """It is not declared any more."""
    retire_scenario(actor=request.actor, scenario=_found(request, pk), now=clock.now())
    return redirect("tasks:scenario", pk)


def declare(request: Request, pk: int) -> HttpResponse:
    """A leader declares it, after having read what goes out."""
    found = _found(request, pk)
    authorize(request.actor, policies.declare_scenario, found)
    form = DeclareForm(request.POST or None)
    with problems_in(form):
        if form.is_valid():
            declare_scenario(actor=request.actor, scenario=found, now=clock.now(), **form.value())
            return redirect("tasks:scenario", pk)
    means = [f"{t.title} – {_due(t.days)}" for t in found.prepared.all()]
    return _page(request, form, _("Declare the scenario"), _url(pk), "kit/confirm.html", question=found.trigger,
                 consequences=means, confirm_label=_("Declare it: the tasks go out now"))  # fmt: skip


def close(request: Request, pk: int) -> HttpResponse:
    """It is over."""
    found = queries.declaration_of(request.actor, pk)
    authorize(request.actor, policies.declare_scenario, found.scenario)
    form = OutcomeForm(request.POST or None)
    with problems_in(form):
        if form.is_valid():
            outcome = form.cleaned_data["outcome"]
            close_declaration(actor=request.actor, declaration=found, outcome=outcome, now=clock.now())
            return redirect("tasks:scenario", found.scenario_id)
    return _page(request, form, _("Close it"), _url(found.scenario_id), "kit/confirm.html", question=found.reason,
                 consequences=[_("Tasks that are not confirmed are dropped, with these words as the reason.")],
                 confirm_label=_("Close it"))  # fmt: skip


def _due(days: int) -> str:
    return ngettext("due after %(n)s working day", "due after %(n)s working days", days) % {"n": days}


def _found(request: Request, pk: int) -> Scenario:
    rows = queries.scenarios(request.actor).prefetch_related("prepared")
    return get_object_or_404(rows, pk=pk)


def _levels(unit: Unit) -> list[int]:
    return queries.choices_below(unit, clock.local_day(clock.now()))[0]


def _url(pk: int) -> str:
    return reverse("tasks:scenario", args=[pk])


def _crumbs(*more: str) -> Any:
    return trail((_("Tasks"), reverse("tasks:list")), (_("Scenarios"), reverse("tasks:scenarios")), *more)


def _page(request: Request, form: Any, title: str, back: str, template: str, **more: Any) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "submit_label": _("Save"),
        "cancel_url": back,
        "crumbs": _crumbs(title),
    }
    return render(request, template, {**context, **more}, status=422 if form.errors else 200)

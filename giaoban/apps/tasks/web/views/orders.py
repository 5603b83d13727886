"""Pages of tasks given to many: seen before it is given, then how far it is down the tree."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.forms import problems_in
from giaoban.kit.ui.previewed import mark_of, may_go

from ... import policies, queries
from ...actions.create_tasks import check_deadline
from ...actions.order_tasks import leads_of, order_tasks
from ...enums import AskKind
from ...formats.meant_list import meant_list
from ...queries.meant import Reached, meant_as_typed, reached_units
from ..forms import ManyForm
from ..tables import BranchTable, OrderTable

_FIRST, _MORE = 20, 200
"""How many of those meant are named at once, and how many on the page at all."""


def give_many(request: Request) -> HttpResponse:
    """Give the same task to many units below; nothing is given before one has seen what it adds."""
    unit, today = get_object_or_404(Unit, pk=request.actor.worn), clock.local_day(clock.now())
    authorize(request.actor, policies.give, unit)
    form, context = _many_form(request, unit, today), {}
    with problems_in(form):
        if form.is_valid():
            found = meant_as_typed(unit, form.addressing(), today)
            if "list" in request.POST:
                return _listed(reached_units(found, today), form.order().title)
            mark = mark_of(found.order_by().values_list("pk", flat=True))
            if may_go(request, mark):
                return _given(request, unit, form)
            context = {**_adds(unit, form), **_named(found, today), "previewed": mark}
    return give_page(request, form, _("Give a task to many"), context)


def order_list(request: Request) -> HttpResponse:
    """What the reader's units gave to many."""
    table = OrderTable(queries.orders(request.actor), request, title=_("Given to many"))
    crumbs = trail((_("Tasks"), reverse("tasks:list")), _("Given to many"))
    context = {"crumbs": crumbs, "may_give": policies.may_give(request.actor)}
    return tables.page(request, table, "tasks/orders.html", context)


def order(request: Request, pk: int) -> HttpResponse:
    """How far one order is: in all, by branch of the tree, by organisation."""
    today = clock.local_day(clock.now())
    card = queries.order_card(request.actor, pk, today, request.GET.get("duoi", ""))
    branches = BranchTable(card.branches, request, title=_("By branch"))
    organisations = BranchTable(card.organisations, request, title=_("By organisation"), prefix="o-")
    top = card.under.pk == card.order.unit_id
    way: list[Any] = [] if top else [(card.order.title, reverse("tasks:order", args=[pk]))]
    crumbs = trail((_("Given to many"), reverse("tasks:orders")), *way, card.under.short_name)
    context = {"card": card, "title": card.order.title, "lead": card.order.aim, "crumbs": crumbs, "top": top,
               "organisations": organisations}  # fmt: skip
    return tables.page(request, branches, "tasks/order.html", context)


def give_page(request: Request, form: Any, title: str, context: dict[str, Any]) -> HttpResponse:
    """The page on which a task is given, with what it adds where that was asked for."""
    crumbs = trail((_("Tasks"), reverse("tasks:list")), title)
    page = {"title": title, "form": form, "crumbs": crumbs, **context}
    return render(request, "tasks/give.html", page, status=422 if form.errors else 200)


def _many_form(request: Request, unit: Unit, today: date) -> ManyForm:
    """As typed; a page opened anew prepares another order."""
    own = queries.programmes(request.actor, today).filter(unit=unit)
    initial = {**request.GET.dict(), "key": secrets.token_hex(16)}
    return ManyForm(queries.choices_below(unit, today), own, request.POST or None, initial=initial)


def _named(units: QuerySet[Unit], day: date) -> dict[str, Any]:
    """Those meant by name: the first few at once, more behind a line, all of them in a workbook."""
    shown, count = reached_units(units, day, _MORE), units.count()
    return {
        "meant": shown[:_FIRST],
        "more": shown[_FIRST:],
        "unnamed": count - min(count, _FIRST),
        "whole": _MORE,
    }


def _listed(units: list[Reached], title: str) -> HttpResponse:
    response = HttpResponse(meant_list(units, title), content_type=tables.XLSX)
    response["Content-Disposition"] = 'attachment; filename="don-vi-duoc-giao.xlsx"'
    return response


def _adds(unit: Unit, form: ManyForm) -> dict[str, Any]:
    """What it would add to the burden of those meant. Raises Invalid for a deadline that has passed."""
    order = form.order()
    check_deadline(order.deadline, clock.local_day(clock.now()))
    leads = leads_of(unit, order.addressing, clock.local_day(clock.now()))
    adds = queries.what_it_adds(leads, order.deadline, [order.title], form.cleaned_data["indicator"])
    return {"adds": adds, "kinds": dict(AskKind.choices)}


def _given(request: Request, unit: Unit, form: ManyForm) -> HttpResponse:
    now = clock.now()
    made = order_tasks(actor=request.actor, unit=unit, order=form.order(), now=now)
    if made.created_at == now:
        messages.success(request, _("Given. The units have it on their list."))
    else:
        messages.info(request, _("This was given already. Nobody got it a second time."))
    return redirect("tasks:order", made.pk)

"""Accounts for many units at once: looked at, then handed out as one list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from giaoban.apps.org.models import Unit
from giaoban.kit import clock, export
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.forms import problems_in
from giaoban.kit.ui.previewed import mark_of, may_go

from ... import queries
from ...actions.hand_out_accounts import Handed, hand_out_accounts
from ...enums import Post
from ..forms import ManyForm

_SHOWN = 20


@never_cache
def many(request: Request) -> HttpResponse:
    """Who gets an account is seen before it is made; what is made comes as a workbook, once."""
    unit, now = _unit(request), clock.now()
    today = clock.local_day(now)
    form = ManyForm(queries.organisations_below(unit, today), request.POST or None)
    context: dict[str, Any] = {}
    with problems_in(form):
        if form.is_valid():
            context = _meant(unit, form.value(), today)
            if may_go(request, context["mark"]):
                actor, wanted = request.actor, form.value()
                return _listed(
                    hand_out_accounts(actor=actor, unit=unit, wanted=wanted, day=today, now=now), wanted
                )
    return _page(request, unit, form, context)


def _unit(request: Request) -> Unit:
    """The unit below which accounts are made: the one that is worn, else the first that is administered."""
    own = request.actor.units_as((Post.ADMINISTRATOR,))
    if not own:
        raise NotFound()
    return Unit.objects.get(pk=request.actor.worn if request.actor.worn in own else min(own))


def _meant(unit: Unit, wanted: queries.Wanted, today: date) -> dict[str, Any]:
    new = queries.lacking(unit, wanted, today)
    again = queries.unused(unit, wanted, today)
    units = [(pk, "new") for pk in new.values_list("pk", flat=True)]
    accounts = [(pk, "again") for pk in again.values_list("pk", flat=True)]
    names = list(new.values_list("name", flat=True)[:_SHOWN])
    return {
        "seen": True, "mark": mark_of([wanted, *units, *accounts]), "count": len(units), "again": len(accounts),
        "names": names, "unnamed": len(units) - len(names),
    }  # fmt: skip


def _page(request: Request, unit: Unit, form: ManyForm, context: dict[str, Any]) -> HttpResponse:
    title = _("Accounts for many units")
    crumbs = trail((_("Accounts"), reverse("accounts:list")), title)
    page = {"title": title, "unit": unit, "form": form, "crumbs": crumbs, **context}
    return render(request, "accounts/many.html", page, status=422 if form.errors else 200)


def _listed(handed: list[Handed], wanted: queries.Wanted) -> HttpResponse:
    """One line a unit, to be cut apart and handed over."""
    heads = [
        export.ExportColumn(name) for name in (_("Unit"), _("Code"), _("Post"), _("User name"), _("Password"))
    ]
    rows = (
        (one.unit.name, one.unit.code, str(wanted.post.label), one.username, one.password) for one in handed
    )
    response = HttpResponse(export.export_xlsx(heads, rows, title=_("Accounts")), content_type=tables.XLSX)
    response["Content-Disposition"] = 'attachment; filename="tai-khoan.xlsx"'
    return response

"""Pages of asking: what is asked of whom, seen before it is sent; passing it down."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giaoban.apps.documents.models import Document
from giaoban.apps.documents.queries.register import document as find_document
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.enums import AskKind
from giaoban.apps.tasks.formats.meant_list import meant_list
from giaoban.apps.tasks.queries import what_it_adds
from giaoban.apps.tasks.queries.meant import meant_as_typed, reached_units
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.numbers import say_number
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.forms import problems_in
from giaoban.kit.ui.previewed import mark_of, may_go

from ... import policies, queries
from ...actions.send_directive import check_order, pass_down, send_directive
from ..forms import OrderForm, PassForm
from ..tables import DirectiveTable, NoticeTable, directive_url
from .crumbs import crumbs_of, posted

SHOWN_UNITS = 100


def directive_list(request: Request) -> HttpResponse:
    """What the reader's units ask others, and are asked, to disseminate."""
    table = DirectiveTable(queries.directives(request.actor), request, title=_("Dissemination"))
    crumbs = trail((_("Documents"), reverse("documents:list")), _("Dissemination"))
    return tables.page(request, table, "kit/list.html", {"crumbs": crumbs})


def document(request: Request, pk: int) -> HttpResponse:
    """Everything about carrying out one document: who is asked, one's own part, who was told of a replacement."""
    row = find_document(request.actor, pk)
    table = NoticeTable(queries.notices(request.actor, row), request, title=_("Told of the replacement"))
    context = {
        "document": row,
        "directives": list(queries.directives(request.actor).filter(document=row)),
        "own": list(queries.own_disseminations(request.actor, row)),
        "may_ask": policies.ask.allows(request.actor, Unit(pk=request.actor.worn)),
        "crumbs": crumbs_of(row, _("Dissemination")),
        "title": _("Dissemination of %(document)s") % {"document": row},
        "lead": row.summary,
    }
    return tables.page(request, table, "directives/document.html", context)


def ask(request: Request, pk: int) -> HttpResponse:
    """Say what is asked of whom; see how many and who these are; send it."""
    row, today = find_document(request.actor, pk), clock.local_day(clock.now())
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.ask, unit)
    form, context = _order_form(request, row, unit), {}
    with problems_in(form):
        if form.is_valid():
            found = meant_as_typed(unit, form.order().addressing, today)
            if "list" in request.POST:
                return _listed(found, row.summary)
            if may_go(request, mark := mark_of(found.order_by().values_list("pk", flat=True))):
                return _sent(request, row, unit, form)
            context = {**_meant(found, today), **_adds(found, form, row), "previewed": mark}
    return _page(request, "directives/ask.html", row, form, _("Ask for dissemination"), context)


def pass_on(request: Request, pk: int) -> HttpResponse:
    """Ask everybody below who has not been asked in this wave; what is asked was set at the top."""
    row, today = queries.dissemination(request.actor, pk), clock.local_day(clock.now())
    authorize(request.actor, policies.tick, row)
    left = queries.left_to_ask(row, today)
    form = PassForm(sorted(set(left.order_by().values_list("level", flat=True))), posted(request))
    with problems_in(form):
        if form.is_valid():
            sent = pass_down(actor=request.actor, dissemination=row, now=clock.now(), **form.value())
            messages.success(request, _("Passed down. The units are being asked."))
            return redirect(directive_url(sent))
    document, context = row.directive.document, {"row": row, **_meant(left, today)}
    return _page(request, "directives/pass_down.html", document, form, _("Pass it down"), context)


def _adds(units: Any, form: OrderForm, row: Document) -> dict[str, Any]:
    """What it adds to the burden of those meant. Raises Invalid for a day that has passed."""
    order = form.order()
    check_order(order, clock.local_day(clock.now()))
    leads = units.order_by().values("pk").query.sql_with_params()
    titles = [row.summary, *(task.title for task in order.tasks)]
    return {"adds": what_it_adds(leads, order.deadline, titles), "kinds": dict(AskKind.choices)}


def _sent(request: Request, row: Document, unit: Unit, form: OrderForm) -> HttpResponse:
    made = send_directive(actor=request.actor, document=row, unit=unit, order=form.order(), now=clock.now())
    messages.success(request, _("Sent. The units are being asked."))
    return redirect(directive_url(made))


def _order_form(request: Request, row: Document, unit: Unit) -> OrderForm:
    own = queries.own_documents(request.actor, row)
    return OrderForm(queries.choices_below(unit, clock.local_day(clock.now())), own, posted(request))


def _listed(units: Any, title: str) -> HttpResponse:
    """All of them with where they lie, as a workbook."""
    book = meant_list(reached_units(units, clock.local_day(clock.now())), title)
    response = HttpResponse(book, content_type=tables.XLSX)
    response["Content-Disposition"] = 'attachment; filename="don-vi-duoc-hoi.xlsx"'
    return response


def _meant(units: Any, day: date) -> dict[str, Any]:
    """How many, how many at each level, and the first of them by name and place."""
    levels = Counter(units.order_by().values_list("level", flat=True))
    counted = [
        (Level(level).label, ngettext("%(n)s unit", "%(n)s units", n) % {"n": say_number(n)})
        for level, n in sorted(levels.items())
    ]
    shown = reached_units(units, day, SHOWN_UNITS)
    return {"count": sum(levels.values()), "by_level": counted, "meant": shown}


def _page(
    request: Request, template: str, row: Document, form: Any, title: str, context: dict[str, Any]
) -> HttpResponse:
    page = {"title": title, "lead": str(row), "crumbs": crumbs_of(row, title), "document": row, "form": form}
    return render(request, template, {**page, **context}, status=422 if form.errors else 200)

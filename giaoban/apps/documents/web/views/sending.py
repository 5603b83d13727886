"""Pages of sending: whom a document goes to, how far it has arrived, what was sent to us."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Invalid, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import parts, tables
from giaoban.kit.ui.breadcrumbs import Crumb, trail
from giaoban.kit.ui.columns import localized

from ... import policies
from ...actions.send_document import acknowledge_delivery, receive_delivery, send_document
from ...domain.days import from_today
from ...models import Delivery, Document
from ...queries import deliveries as queries
from ...queries.register import document
from ..forms.outgoing import SendForm
from ..tables import ArrivalFilter, ArrivalTable, SentToTable, document_url
from .register import add_problems

SHOWN_UNITS = 100


def send(request: Request, pk: int) -> HttpResponse:
    """Choose, see who is meant, send."""
    row, today = document(request.actor, pk), clock.local_day(clock.now())
    authorize(request.actor, policies.deliver_document, row)
    form = SendForm(queries.reporting_organisations(), request.POST or None)
    context = {"form": form, "document": row, "title": _("Send"), "lead": str(row)}
    if form.is_valid():
        try:
            if "send" in request.POST:
                return _sent(request, row, form)
            context |= _meant(row, form, today)
        except Invalid as problem:
            add_problems(form, problem)
    context["crumbs"] = _crumbs(row, _("Send"))
    return render(request, "documents/send.html", context, status=_status(form))


def arrivals(request: Request, pk: int) -> HttpResponse:
    """To whom a document was sent, who received and acknowledged it."""
    row = document(request.actor, pk)
    authorize(request.actor, policies.see_arrivals, row)
    found = ArrivalFilter(request.GET, queryset=queries.deliveries(row))
    table = ArrivalTable(found.qs, request, filters=found, title=_("Sent to"))
    context = {"crumbs": _crumbs(row, _("Sent to")), "tiles": _tiles(queries.arrived(row)), "lead": str(row)}
    return tables.page(request, table, "documents/arrivals.html", context)


def sent_to_us(request: Request) -> HttpResponse:
    """What other units sent to the reader's."""
    table = SentToTable(queries.sent_to(request.actor), request, title=_("Sent to us"))
    crumbs = trail((_("Documents"), reverse("documents:list")), _("Sent to us"))
    return tables.page(request, table, "kit/list.html", {"crumbs": crumbs})


@require_POST
def acknowledge(request: Request, pk: int) -> HttpResponse:
    """We have it and have read it; back to where it was said (`next`, a path of this site), else to the document.

    Thousands say so in the same hour: nothing is read that the step does not need, and the page itself says it.
    """
    row = queries.to_answer(request.actor, pk)
    acknowledge_delivery(actor=request.actor, delivery=row, now=clock.now())
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, None) and back.startswith("/")
    return redirect(back) if here else redirect("documents:document", row.document_id)


@require_POST
def receive(request: Request, pk: int) -> HttpResponse:
    """It has arrived."""
    row = _delivery(request, pk)
    receive_delivery(actor=request.actor, delivery=row, now=clock.now())
    return redirect("documents:document", row.document_id)


def _delivery(request: Request, pk: int) -> Delivery:
    found = queries.sent_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def _sent(request: Request, row: Document, form: SendForm) -> HttpResponse:
    new = send_document(
        actor=request.actor, document=row, addressing=form.addressing(), due_on=form.cleaned_data["due_on"],
        now=clock.now(),
    )  # fmt: skip
    said = ngettext("Sent to %(count)s unit.", "Sent to %(count)s units.", new) % {"count": localized(new)}
    messages.success(request, said if new else _("All of them have it already."))
    return redirect("documents:arrivals", row.pk)


def _meant(row: Document, form: SendForm, day: date) -> dict[str, Any]:
    """How many, and the first of them by name. Raises Invalid where sending would."""
    from_today(form.cleaned_data["due_on"], day)
    units = queries.addressed(form.addressing(), sender_id=row.unit_id, day=day)
    return {"count": units.count(), "meant": list(units.values_list("name", flat=True)[:SHOWN_UNITS])}


def _tiles(counts: queries.Arrived) -> list[parts.Tile]:
    return [
        parts.Tile(_("Sent to"), counts.sent, _("units")),
        parts.Tile(_("Received"), counts.received, _("units")),
        parts.Tile(_("Acknowledged"), counts.acknowledged, _("units")),
    ]


def _crumbs(row: Document, here: str) -> list[Crumb]:
    return trail(
        (_("Documents"), reverse("documents:list")), (row.symbol or str(row), document_url(row)), here
    )


def _status(form: SendForm) -> int:
    return 422 if form.is_bound and form.errors else 200

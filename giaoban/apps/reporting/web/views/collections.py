"""Collections: the overview, and what waits to be received."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giaoban.kit import clock
from giaoban.kit.errors import GiaoBanError, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.columns import localized

from ...actions.receive_report import receive_report
from ...enums import TONE, CollectionState
from ...models import Collection
from ...queries import inbox as waiting_queries
from ...queries import overview as collection_queries
from ...queries.opening import openable
from ..tables import InboxTable
from .crumbs import in_collection, in_reports

_AT_ONCE = 50
"""So many reports are received in one round; then the page shows how many are left, and goes on."""


def overview(request: Request) -> HttpResponse:
    """Collections the reader takes part in: open ones as cards, earlier ones as a list."""
    rows = collection_queries.visible_collections(request.actor)
    running = list(rows.filter(state=CollectionState.OPEN)[:12])
    earlier = Paginator(rows.exclude(pk__in=[c.pk for c in running]), 12).get_page(request.GET.get("page"))
    now = clock.now()
    cards = collection_queries.cards(request.actor, [*running, *earlier.object_list], now)
    context = {
        "title": _("Reports"), "lead": _("What is asked for in each period, by when, and how far it is."),
        "crumbs": in_reports(), "open": cards[: len(running)], "earlier": cards[len(running) :],
        "page": earlier, "tones": TONE, "now": now, "may_open": bool(openable(request.actor)),
    }  # fmt: skip
    return render(request, "reporting/overview.html", context)


def inbox(request: Request, pk: int) -> HttpResponse:
    """What waits to be received in a collection; POST receives the report named."""
    collection = collection_queries.seen_collection(request.actor, pk)
    if request.method == "POST":
        _receive(request, collection)
        if not request.htmx:
            return redirect("reporting:inbox", pk)
    return _inbox_page(request, collection)


def _inbox_page(request: Request, collection: Collection) -> HttpResponse:
    rows = waiting_queries.waiting(request.actor, collection)
    table = InboxTable(rows, request, title=_("Reports to receive"))
    context = {
        "lead": collection.title, "collection": collection,
        "clear": waiting_queries.without_doubts(request.actor, collection).exists(),
        "crumbs": in_collection(collection, _("To receive")),
    }  # fmt: skip
    return tables.page(request, table, "reporting/inbox.html", context)


def _receive(request: Request, collection: Collection) -> None:
    wanted = request.POST.get("report", "")
    rows = waiting_queries.waiting(request.actor, collection)
    rows = rows.select_related("expectation__unit")
    found = rows.filter(pk=int(wanted)).first() if wanted.isascii() and wanted.isdigit() else None
    if found is None:
        raise NotFound(_("This report does not wait for you any more."))
    receive_report(actor=request.actor, report=found, now=clock.now())
    if not request.htmx:
        messages.success(request, _("Received: %(unit)s.") % {"unit": found.expectation.unit.name})


def receive_all(request: Request, pk: int) -> HttpResponse:
    """Receive every report without a doubt, some at a time; the page goes on by itself. GET asks first."""
    collection = collection_queries.seen_collection(request.actor, pk)
    rows = waiting_queries.without_doubts(request.actor, collection)
    if request.method != "POST":
        return _ask(request, collection, rows.count())
    received = sum(_one(request, report) for report in list(rows.select_related("expectation")[:_AT_ONCE]))
    done, left = _before(request) + received, rows.count()
    if received and left:
        return _going_on(request, collection, done, left)
    return _finished(request, pk, done)


def _before(request: Request) -> int:
    """How many this run received in its earlier rounds: for showing only."""
    typed = request.POST.get("done", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 0


def _going_on(request: Request, collection: Collection, done: int, left: int) -> HttpResponse:
    context = {
        "title": _("Receive all without doubts"), "lead": collection.title, "collection": collection,
        "crumbs": in_collection(collection, _("To receive")), "done": done, "left": left, "whole": done + left,
    }  # fmt: skip
    return render(request, f"reporting/{'_' if request.htmx else ''}receiving.html", context)


def _finished(request: Request, pk: int, done: int) -> HttpResponse:
    text = ngettext("%(n)s report received.", "%(n)s reports received.", done) % {"n": localized(done)}
    messages.success(request, text)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": reverse("reporting:inbox", args=[pk])})
    return redirect("reporting:inbox", pk)


def _one(request: Request, report: object) -> bool:
    try:
        receive_report(actor=request.actor, report=report, now=clock.now())  # type: ignore[arg-type]
    except GiaoBanError as error:
        messages.error(request, str(error))
        return False
    return True


def _ask(request: Request, collection: Collection, count: int) -> HttpResponse:
    question = ngettext(
        "Receive %(n)s report that has no figure to be checked?",
        "Receive %(n)s reports that have no figure to be checked?",
        count,
    ) % {"n": localized(count)}
    context = {
        "title": _("Receive all without doubts"), "lead": collection.title, "question": question,
        "consequences": [_("Their figures count at once in the totals of every superior unit.")],
        "confirm_label": _("Receive"), "cancel_url": reverse("reporting:inbox", args=[collection.pk]),
    }  # fmt: skip
    return render(request, "kit/confirm.html", context)

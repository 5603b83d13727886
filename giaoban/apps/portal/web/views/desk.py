"""The editors' desk: the unit's news, its page, its documents for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.documents.models import Document
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import Crumb, trail
from giaoban.kit.ui.forms import problems_in

from ... import policies
from ...actions.draft_from_conference import draft_from_conference
from ...actions.keep_page import keep_page
from ...actions.show_document import hide_document, show_document
from ...enums import PUBLISHERS
from ...models import ShownDocument
from ...queries import desk, shown, telling
from ..forms import PageForm
from ..tables import ConferenceTable, DocumentTable, ItemFilter, ItemTable


def item_list(request: Request) -> HttpResponse:
    """News of the actor's units, and what can be done."""
    unit = desk.worn_unit(request.actor)
    found = ItemFilter(request.GET, queryset=desk.items(request.actor))
    table = ItemTable(found.qs, request, filters=found, title=_("News"))
    context = {
        "crumbs": crumbs(), "page": desk.page_of(unit), "unit": unit,
        "may_write": policies.may_write(request.actor), "may_keep": policies.may_keep(request.actor),
    }  # fmt: skip
    return tables.page(request, table, "portal/desk.html", context)


def page(request: Request) -> HttpResponse:
    """Open the unit's page, close it, and say what stands on it."""
    unit = desk.worn_unit(request.actor)
    authorize(request.actor, policies.keep_page, unit)
    form = PageForm(request.POST or None, initial=PageForm.of(desk.page_of(unit)))
    if form.is_valid():
        with problems_in(form):
            keep_page(actor=request.actor, unit=unit, facts=form.value(), now=clock.now())
            messages.success(request, _("The settings of the page are kept."))
            return redirect("portal:desk")
    context = {"title": _("Settings of the public page"), "lead": unit.name, "form": form}
    return form_page(request, context, _("Save"))


def documents(request: Request) -> HttpResponse:
    """Issued documents of the unit, and which of them everybody finds."""
    unit = desk.worn_unit(request.actor)
    rows = shown.showable_documents(request.actor, unit)
    may = request.actor.holds(unit.pk, PUBLISHERS)
    table = DocumentTable(rows, request, may, title=_("Documents for everybody"))
    context = {"crumbs": crumbs(_("Documents for everybody")), "lead": unit.name}
    return tables.page(request, table, "kit/list.html", context)


def document(request: Request, pk: int) -> HttpResponse:
    """Put a document on the page, or take it off: asks first."""
    row = get_object_or_404(shown.showable_documents(request.actor, desk.worn_unit(request.actor)), pk=pk)
    authorize(request.actor, policies.show_document, row)
    is_shown = ShownDocument.objects.filter(document=row).exists()
    if request.method == "POST":
        change = hide_document if is_shown else show_document
        change(actor=request.actor, document=row, now=clock.now())
        return redirect("portal:desk_documents")
    return render(request, "kit/confirm.html", _asking(row, is_shown))


def conferences(request: Request) -> HttpResponse:
    """Conferences that were held and that the unit can write about."""
    unit = desk.worn_unit(request.actor)
    authorize(request.actor, policies.write_item, unit)
    rows = telling.conferences_to_tell(request.actor, unit)
    table = ConferenceTable(rows, request, title=_("News from a conference"))
    lead = _(
        "The conference drafts the item from what it recorded; an editor goes on with it, the unit publishes it."
    )
    context = {"crumbs": crumbs(_("News from a conference")), "lead": lead}
    return tables.page(request, table, "kit/list.html", context)


def conference(request: Request, pk: int) -> HttpResponse:
    """Let a conference draft its item: asks first, because there may be one."""
    unit = desk.worn_unit(request.actor)
    authorize(request.actor, policies.write_item, unit)
    found = get_object_or_404(telling.conferences_to_tell(request.actor, unit), pk=pk)
    if request.method == "POST":
        row = draft_from_conference(actor=request.actor, conference=found, unit=unit, now=clock.now())
        return redirect("portal:desk_item", row.pk)
    return render(request, "kit/confirm.html", _drafting(found))


def crumbs(*last: Any) -> list[Crumb]:
    """The way down to a page of the desk."""
    return trail((_("News"), reverse("portal:desk")), *last) if last else trail(_("News"))


def form_page(request: Request, context: dict[str, Any], submit: str, back: str = "") -> HttpResponse:
    """A page with one form; 422 when it came back with errors."""
    given = {"submit_label": submit, "cancel_url": back or reverse("portal:desk")}
    given |= {"crumbs": crumbs(context["title"])} | context
    return render(request, "kit/form.html", given, status=422 if context["form"].is_bound else 200)


def _drafting(found: Any) -> dict[str, Any]:
    title, back = _("Let the conference draft the news"), reverse("portal:desk_conferences")
    means = [_("Nothing is public: it is a draft. What the conference did not record stands in brackets.")]
    if found.is_told:
        means.insert(0, _("The unit has news about this conference already; this makes another draft."))
    return {
        "title": title, "question": found.title, "consequences": means, "confirm_label": title, "cancel_url": back,
        "crumbs": crumbs((_("News from a conference"), back), title),
    }  # fmt: skip


def _asking(row: Document, is_shown: bool) -> dict[str, Any]:
    title = _("Take it off the page") if is_shown else _("Make the document public")
    opening = [
        _("Everybody finds its number, date and summary on the unit's page, with its check page."),
        _("Its text is handed out only where the issuer made the text public."),
    ]
    closing = [_("It is no longer listed. Its check page stays, for whoever has the paper.")]
    return {
        "title": title, "question": f"{row} – {row.summary}", "consequences": closing if is_shown else opening,
        "confirm_label": title, "cancel_url": reverse("portal:desk_documents"), "danger": is_shown,
        "crumbs": crumbs((_("Documents for everybody"), reverse("portal:desk_documents")), title),
    }  # fmt: skip

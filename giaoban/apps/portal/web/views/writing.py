"""One item at the editors' desk: written, shown as it will be, published, corrected, withdrawn; its pictures."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giaoban.apps.files.queries import download_url
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui import parts
from giaoban.kit.ui.forms import problems_in

from ... import policies
from ...actions.keep_picture import add_picture, change_picture, remove_picture
from ...actions.publish_item import publish_item, withdraw_item
from ...actions.write_item import ChangedMeanwhile, change_item, discard_item, write_item
from ...domain.text import blocks
from ...domain.writing import NewsText, marks_of
from ...enums import TONE, ItemState
from ...models import NewsItem, Picture
from ...queries import desk
from ...queries.categories import name_of
from ...queries.visits import visits_of_items
from ..forms import CorrectionForm, NewsForm, PictureForm, PictureWordsForm, ReasonForm
from .desk import crumbs, form_page


def new(request: Request) -> HttpResponse:
    """Write an item."""
    unit = desk.worn_unit(request.actor)
    authorize(request.actor, policies.write_item, unit)
    form = NewsForm(request.POST or None, initial={"category": "hoat-dong"})
    if form.is_valid():
        with problems_in(form):
            row = write_item(actor=request.actor, unit=unit, text=form.value(), now=clock.now())
            return redirect("portal:desk_item", row.pk)
    return form_page(
        request, {"title": _("Write news"), "lead": unit.name, "form": form}, _("Save the draft")
    )


def item(request: Request, pk: int) -> HttpResponse:
    """An item as readers will see it, with what can be done."""
    row = desk.item(request.actor, pk)
    draft = row.state == ItemState.DRAFT
    context = {
        "title": row.title, "item": row, "blocks": blocks(row.body), "pictures": list(row.pictures.all()),
        "former": list(row.former.select_related("user")), "state": ItemState(row.state), "tones": TONE, "draft": draft,
        "category": name_of(row.category, get_language() or ""), "crumbs": crumbs(row.title),
        "visits": visits_of_items([pk]).get(pk, 0), "may_change": _right(row).allows(request.actor, row),
        "may_publish": policies.publish_item.allows(request.actor, row),
    }  # fmt: skip
    return render(request, "portal/desk_item.html", context)


def edit(request: Request, pk: int) -> HttpResponse:
    """Write a draft anew, or correct what is published. 409 with both versions when another editor saved first."""
    row = desk.item(request.actor, pk)
    authorize(request.actor, _right(row), row, seen_by=policies.see_item)
    kind = NewsForm if row.state == ItemState.DRAFT else CorrectionForm
    form = kind(request.POST or None, initial=_initial(row.text))
    try:
        if form.is_valid() and _changed(request, row, form):
            return redirect("portal:desk_item", pk)
    except ChangedMeanwhile as error:
        return _both(request, row, form, error)
    return render(request, "portal/desk_edit.html", _editing(row, form), status=422 if form.is_bound else 200)


def publish(request: Request, pk: int) -> HttpResponse:
    """Publish: asks first."""
    row = desk.item(request.actor, pk)
    authorize(request.actor, policies.publish_item, row, seen_by=policies.see_item)
    if request.method == "POST":
        publish_item(actor=request.actor, item=row, now=clock.now())
        messages.success(request, _("The item is published."))
        return redirect("portal:desk_item", pk)
    means = [
        _("Everybody reads it, without signing in."),
        _("Every correction afterwards is shown with what was said before."),
    ]
    return _confirm(request, row, _("Publish"), means)


def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw with a reason."""
    row = desk.item(request.actor, pk)
    authorize(request.actor, policies.publish_item, row, seen_by=policies.see_item)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        withdraw_item(actor=request.actor, item=row, reason=form.cleaned_data["reason"], now=clock.now())
        return redirect("portal:desk_item", pk)
    return _confirm(
        request, row, _("Withdraw"), [_("Its address then says that it was withdrawn, and why.")], form
    )


def discard(request: Request, pk: int) -> HttpResponse:
    """Take away a draft."""
    row = desk.item(request.actor, pk)
    authorize(request.actor, policies.change_draft, row, seen_by=policies.see_item)
    if request.method == "POST":
        discard_item(actor=request.actor, item=row)
        return redirect("portal:desk")
    return _confirm(
        request, row, _("Discard the draft"), [_("The draft and its pictures are gone.")], danger=True
    )


def new_picture(request: Request, pk: int) -> HttpResponse:
    """Add a picture."""
    row = desk.item(request.actor, pk)
    authorize(request.actor, _right(row), row, seen_by=policies.see_item)
    form = PictureForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with problems_in(form):
            add_picture(actor=request.actor, item=row, picture=form.value(), now=clock.now())
            return redirect("portal:desk_item", pk)
    context = {"title": _("Add a picture"), "lead": row.title, "form": form}
    return form_page(request, context, _("Add"), _here(row))


def picture(request: Request, pk: int) -> HttpResponse:
    """A picture of an item that need not be public."""
    row = desk.picture(request.actor, pk)
    return redirect(download_url(row.shown if "vua" in request.GET else row.small, request.actor))


def picture_words(request: Request, pk: int) -> HttpResponse:
    """Write what can be seen, and the caption, anew."""
    row = _picture(request, pk)
    form = PictureWordsForm(request.POST or None, initial={"alt": row.alt, "caption": row.caption})
    if form.is_valid():
        change_picture(actor=request.actor, picture=row, now=clock.now(), **form.cleaned_data)
        return redirect("portal:desk_item", row.item_id)
    context = {"title": _("Describe the picture"), "lead": row.item.title, "form": form}
    return form_page(request, context, _("Save"), _here(row.item))


def no_picture(request: Request, pk: int) -> HttpResponse:
    """Take a picture out: asks first."""
    row = _picture(request, pk)
    if request.method == "POST":
        remove_picture(actor=request.actor, picture=row, now=clock.now())
        return redirect("portal:desk_item", row.item_id)
    return _confirm(request, row.item, _("Take the picture out"), [row.alt], danger=True)


def _picture(request: Request, pk: int) -> Picture:
    row = desk.picture(request.actor, pk)
    authorize(request.actor, _right(row.item), row.item, seen_by=policies.see_item)
    return row


def _right(row: NewsItem) -> Any:
    return policies.change_draft if row.state == ItemState.DRAFT else policies.publish_item


def _here(row: NewsItem) -> str:
    return reverse("portal:desk_item", args=[row.pk])


def _initial(text: NewsText) -> dict[str, Any]:
    marks = json.dumps(marks_of(text), sort_keys=True)
    names = ("title", "lead", "body", "category", "source", "shared")
    return {name: getattr(text, name) for name in names} | {"opened_with": marks}


def _changed(request: Request, row: NewsItem, form: NewsForm) -> bool:
    """Was it taken? Else the problems stand in the form."""
    note = form.cleaned_data.get("note", "")
    with problems_in(form):
        change_item(
            actor=request.actor,
            item=row,
            text=form.value(),
            opened_with=form.marks(),
            note=note,
            now=clock.now(),
        )
    return not form.errors


def _editing(row: NewsItem, form: NewsForm) -> dict[str, Any]:
    title = _("Change the draft") if row.state == ItemState.DRAFT else _("Correct the item")
    return {
        "title": title, "lead": row.title, "form": form, "cancel_url": _here(row), "submit_label": _("Save"),
        "crumbs": crumbs((row.title, _here(row)), title),
    }  # fmt: skip


def _both(request: Request, row: NewsItem, form: NewsForm, error: ChangedMeanwhile) -> HttpResponse:
    """What was typed stays in the form; beside it what was saved meanwhile. Saving again keeps one's own."""
    now, mine = desk.item(request.actor, row.pk), form.value()
    cells = [
        parts.ConflictCell(form.fields[f].label or "", getattr(mine, f), getattr(now.text, f), f)
        for f in error.fields
    ]
    url = reverse("portal:desk_edit", args=[row.pk])
    form.data = {**request.POST.dict(), "opened_with": json.dumps(marks_of(now.text), sort_keys=True)}
    context = _editing(row, form) | {"conflict": parts.Conflict(cells, "", now.updated_at, url)}
    return render(request, "portal/desk_edit.html", context, status=409)


def _confirm(
    request: Request, row: NewsItem, title: str, means: list[str], form: Any = None, *, danger: bool = False
) -> HttpResponse:
    context = {
        "title": title, "question": row.title, "consequences": means, "confirm_label": title, "form": form,
        "cancel_url": _here(row), "danger": danger or form is not None,
        "crumbs": crumbs((row.title, _here(row)), title),
    }  # fmt: skip
    return render(
        request, "kit/confirm.html", context, status=422 if form is not None and form.is_bound else 200
    )

"""What the views of conferences share."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.documents.formats.check_code import qr_png
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from ...domain.links import Link
from ...formats.places import place_address
from ...models import Conference


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A personal link as a page shows it: its address, and the QR as a picture in the page."""

    address: str
    picture: str


def shown_link(request: Request, link: Link) -> ShownLink:
    """The link with its QR, to be opened with a telephone or sent on."""
    address = place_address(link, request.build_absolute_uri("/"))
    return ShownLink(address, "data:image/png;base64," + b64encode(qr_png(address)).decode())


def crumbs(found: Conference | None, *last: Any) -> list[Crumb]:
    """The way down to a page of a conference."""
    steps: list[Any] = [(_("Conferences"), reverse("conferences:list"))]
    if found is not None:
        steps.append((said_title(found), here(found)))
    return trail(*steps, *last)


def said_title(found: Conference) -> str:
    """Its title; a rehearsal says so on every page."""
    return _("Rehearsal: %(title)s") % {"title": found.title} if found.rehearsal else found.title


def here(found: Conference) -> str:
    """The page of a conference."""
    return reverse("conferences:conference", args=[found.pk])


def form_page(
    request: Request, form: Any, title: str, found: Conference | None, back: str = ""
) -> HttpResponse:
    """A page with one form; 422 when it came back with errors."""
    cancel = back or (here(found) if found else reverse("conferences:list"))
    context = {
        "title": title, "lead": said_title(found) if found else "", "form": form, "submit_label": title,
        "cancel_url": cancel, "crumbs": crumbs(found, title),
    }  # fmt: skip
    return render(request, "kit/form.html", context, status=422 if form.is_bound else 200)

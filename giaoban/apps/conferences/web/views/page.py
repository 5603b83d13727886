"""What the views of conferences share."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.documents.formats.check_code import qr_png
from giaoban.kit.errors import GiaoBanError, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from ...domain.links import Link, LinkRenewed, link_of
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
        steps.append((found.said_title, here(found)))
    return trail(*steps, *last)


def here(found: Conference) -> str:
    """The page of a conference."""
    return page_of(found, "conference")


def page_of(found: Conference, name: str) -> str:
    """The page called `name` of a conference."""
    return reverse(f"conferences:{name}", args=[found.pk])


def form_page(
    request: Request, form: Any, title: str, found: Conference | None, back: str = "", *, beside: str = ""
) -> HttpResponse:
    """A page with one form; 422 when it came back with errors. Whoever gives it up goes to the address `back`, to the
    page of the conference called `beside`, or to its own page.
    """
    home = page_of(found, beside or "conference") if found else reverse("conferences:list")
    context = {
        "title": title, "lead": found.said_title if found else "", "form": form, "submit_label": title,
        "cancel_url": back or home, "crumbs": crumbs(found, title),
    }  # fmt: skip
    return render(request, "kit/form.html", context, status=422 if form.is_bound else 200)


def link_in(token: str) -> Link:
    """The link that the token is. Raises NotFound for anything else."""
    link = link_of(token)
    if link is None:
        raise not_ours()
    return link


def not_ours() -> NotFound:
    """The answer to what looks like a personal link and is none."""
    return NotFound(_("This link is not whole. Scan the code again, or copy the whole address."))


def kept_here(response: HttpResponse) -> HttpResponse:
    """A page that a personal link opened: nobody keeps it, finds it, or hears of its address from where it links to."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def gone(request: HttpRequest, error: GiaoBanError) -> HttpResponse:
    """What a link says that opens nothing, and what to do then."""
    return render(request, "conferences/link_gone.html", {"error": error}, status=error.status)


def tells_of_renewal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer a link that was renewed with the page that says so."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return view(request, *args, **options)
        except LinkRenewed as renewed:
            return gone(request, renewed)

    return answer

"""The request as views see it: with the actor and htmx's facts that the middleware puts on it."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from giaoban.kit.access import Actor

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class Request(HttpRequest):
    """What every view of the house takes."""

    actor: Actor
    htmx: HtmxDetails


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks, as the outermost of our own proxies saw it; "" where nobody said one.

    Each proxy writes the address that it was asked from at the end of X-Forwarded-For. With `PROXIES` of them ahead,
    the one that counts from the end so many places is theirs; whatever stands before it a visitor may have written.
    What is no address, or fewer of them than there are proxies, counts as not said: the direct address speaks then.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    said = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not 0 < settings.PROXIES <= len(said):
        return direct
    try:
        return str(ip_address(said[-settings.PROXIES].strip("[]")))
    except ValueError:
        return direct


def opened_by_link(view: V) -> V:
    """Mark a view that its address alone opens: by the signed token in it, or because it is for everybody.

    Under `/hop/` it takes the short way (docs/adr/0014): no session, user or cookie of one reaches it, so that neither
    who is signed in nor what another site makes a browser send can matter. It asks its token itself.
    """
    view.opened_by_link = True  # type: ignore[attr-defined]
    view.login_required = False  # type: ignore[attr-defined]
    return view

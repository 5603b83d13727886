"""The request as views see it: with the actor and htmx's facts that the middleware puts on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from giaoban.kit.access import Actor

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class Request(HttpRequest):
    """What every view of the house takes."""

    actor: Actor
    htmx: HtmxDetails


def opened_by_link(view: V) -> V:
    """Mark a view that its address alone opens: by the signed token in it, or because it is for everybody.

    Under `/hop/` it takes the short way (docs/adr/0014): no session, user or cookie of one reaches it, so that neither
    who is signed in nor what another site makes a browser send can matter. It asks its token itself.
    """
    view.opened_by_link = True  # type: ignore[attr-defined]
    view.login_required = False  # type: ignore[attr-defined]
    return view

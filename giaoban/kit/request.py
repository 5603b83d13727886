"""The request as views see it: with the actor and htmx's facts that the middleware puts on it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from giaoban.kit.access import Actor


class Request(HttpRequest):
    """What every view of the house takes."""

    actor: Actor
    htmx: HtmxDetails

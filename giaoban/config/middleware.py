"""The edges of a page: language, actor, and errors in one voice."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from giaoban.apps.accounts.models import User
from giaoban.apps.accounts.queries import actor_of
from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.errors import GiaoBanError, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui.errors import error_page

Respond = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The installation's language unless the reader chose another: what browsers prefer does not matter here."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        if chosen not in dict(settings.LANGUAGES):
            chosen = settings.LANGUAGE_CODE
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.respond(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class ActorMiddleware:
    """Puts `request.actor` beside `request.user`: the appointments in force, and the hat that is worn."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            request.actor = actor_of(user, day=clock.local_day(clock.now()), worn=request.session.get("hat"))
        else:
            request.actor = Actor.public()
        return self.respond(request)


class ErrorMiddleware:
    """Turns the house's errors into pages; anything else is Django's 500.

    An address with a NUL names nothing: no column of PostgreSQL can hold one.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return error_page(request, NotFound())
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return error_page(request, error) if isinstance(error, GiaoBanError) else None

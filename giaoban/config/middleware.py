"""The edges of a page: language, actor, and errors in one voice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from giaoban.apps.accounts.models import User
from giaoban.apps.accounts.queries import actor_of
from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.errors import GiaoBanError, NotFound
from giaoban.kit.request import Request
from giaoban.kit.sent_once import led_to, mark_of, remember
from giaoban.kit.ui.errors import error_page, not_a_page, signed_out
from giaoban.kit.ui.theme import COOKIE as THEME_COOKIE

Respond = Callable[[HttpRequest], HttpResponse]
_KEPT = re.compile(r"[0-9a-f]{32}")


class ReaderMiddleware:
    """Pages for everybody know nobody: no cookie reaches them and none leaves, so every reader gets the same bytes.

    It stands outside of sessions, language and the check of forms, which then find a stranger.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(settings.READERS):
            return self.respond(request)
        request.COOKIES = {}
        response = self.respond(request)
        response.cookies.clear()
        told = [name.strip() for name in response.headers.get("Vary", "").split(",")]
        response.headers["Vary"] = ", ".join(name for name in told if name and name.lower() != "cookie")
        return response


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


class LinkMiddleware:
    """The short way of views that are marked `opened_by_link`: language, view, errors in the house's voice.

    It stands before sessions, sign-in and forgery checks, and drops the cookies that these would read. Everything else
    goes on as ever, also what is under the prefix and not marked: what nobody has opened stays closed (docs/adr/0014).
    """

    PREFIX = "/hop/"

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        match = self._marked(request.path_info)
        if match is None:
            return self.respond(request)
        kept = {settings.LANGUAGE_COOKIE_NAME, THEME_COOKIE}
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if name in kept}
        request.resolver_match, request.actor = match, Actor.public()
        return LanguageMiddleware(self._answer)(request)

    def _marked(self, path: str) -> ResolverMatch | None:
        if not path.startswith(self.PREFIX) or "\x00" in path:
            return None
        try:
            match = resolve(path)
        except Resolver404:
            return None
        return match if getattr(match.func, "opened_by_link", False) else None

    @staticmethod
    def _answer(request: HttpRequest) -> HttpResponse:
        view, args, options = cast(ResolverMatch, request.resolver_match)
        try:
            return cast(HttpResponse, view(request, *args, **options))
        except GiaoBanError as error:
            return error_page(request, error)


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


class SignInMiddleware:
    """Every page needs a sign-in unless its view is marked `login_not_required`; words typed into a form are not
    lost on the way there, which is why Django's own is not used.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        return signed_out(request)


class TakenMiddleware:
    """Tells the browser which form was taken, so that it forgets the words it keeps (kit/static/kit/kept.js).

    Taken: posted by somebody signed in, and neither refused nor sent to the sign-in. The name of the cookie
    carries the id, so that two tabs do not overwrite each other's.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        if request.method != "POST" or response.status_code >= 400 or not request.user.is_authenticated:
            return response
        kept = request.POST.get("gb_kept", "")
        if _KEPT.fullmatch(kept):
            response.set_cookie(f"gb_taken_{kept}", "1", max_age=300, samesite="Lax", secure=settings.HTTPS)
        return response


class OnceMiddleware:
    """A form that comes a second time is led to where it led the first time (kit/sent_once.py)."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (mark := mark_of(request)):
            return self.respond(request)
        try:
            led = led_to(mark)
        except GiaoBanError as error:
            return error_page(request, error)
        if led:
            messages.info(request, _("This was sent already. Nothing was done a second time."))
            return HttpResponseRedirect(led)
        response = self.respond(request)
        remember(mark, response)
        return response


class ErrorMiddleware:
    """Turns the house's errors into pages; anything else is Django's 500.

    An address with a NUL names nothing: no column of PostgreSQL can hold one.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return error_page(request, NotFound())
        response = self.respond(request)
        bare = isinstance(response, HttpResponseNotAllowed) and not response.content
        return not_a_page(request, response) if bare and request.accepts("text/html") else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return error_page(request, error) if isinstance(error, GiaoBanError) else None

"""How a page for everybody is answered: the same bytes for all readers, kept for seconds, counted without a trace.

The language stands in the address (`?lang=en`); nothing a browser says of its reader changes the page.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from giaoban.kit import clock
from giaoban.kit.errors import NotFound

from ...actions.count_visits import count_visit
from ...domain.visits import is_counted
from ...models import PublicPage
from ...queries.reading import Stamp, stamp
from .frame import frame_of, visits_line

KEPT_SECONDS, LOOSE_SECONDS, READERS_SECONDS = 300, 20, 60
"""How long this process keeps an answer that the stamp guards, one that other rooms change too, and how long a
reader's browser or a proxy may."""
ASKED = ("trang", "q", "lang")
"""What of a query changes a page; anything else is as if it were not there."""
VISITS = "<!--visits-->"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a view gives: a template with its context, of which page and item it is (for the count)."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    page: PublicPage | None = None
    item_id: int | None = None
    status: int = 200
    content_type: str = HTML
    counted: bool = True
    follows_news: bool = True


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    packed: bytes
    etag: str
    shown_of: tuple[int | None, int | None]
    status: int
    content_type: str
    counted: bool
    moved: int | None


def for_everybody(view: Callable[..., Shown | HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of a view that gives a `Shown` (kept and counted) or an answer of its own (neither)."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = _kept(functools.partial(view, request, *args, **kwargs), request)
        if isinstance(found, HttpResponse):
            return found
        return _counted(request, found, _response(request, found, language_of(request)))

    return login_not_required(require_safe(answer))


def language_of(request: HttpRequest) -> str:
    """The language of the address, else the installation's."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def number_of(request: HttpRequest) -> int:
    """Which page of a list. Raises NotFound for what is no number."""
    asked = request.GET.get("trang", "1")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 4:
        raise NotFound()
    return int(asked)


def _kept(view: Callable[[], Shown | HttpResponse], request: HttpRequest) -> _Kept | HttpResponse:
    """What is kept of this address, while nothing has changed; else what the view gives now."""
    now = stamp()
    key = _key(request, language_of(request), now)
    kept: _Kept | None = caches["pages"].get(key)
    if kept is not None:
        return kept
    found = _anew(view, request, now)
    if isinstance(found, _Kept) and found.status < 400:
        caches["pages"].set(key, found, LOOSE_SECONDS if found.moved is None else KEPT_SECONDS)
    return found


def _anew(view: Callable[[], Shown | HttpResponse], request: HttpRequest, now: Stamp) -> _Kept | HttpResponse:
    """What the view gives, drawn in the language of the address."""
    language = language_of(request)
    with translation.override(language):
        try:
            found = view()
        except NotFound:
            found = Shown("portal/nothing.html", status=404, counted=False)
        return found if isinstance(found, HttpResponse) else _made(found, request, language, now)


def _key(request: HttpRequest, language: str, now: Stamp) -> str:
    asked = urlencode([(name, request.GET[name][:300]) for name in ASKED if name in request.GET])
    words = f"{now.stamp} {language} {request.path} {asked}"
    return hashlib.sha256(words.encode()).hexdigest()


def _made(found: Shown, request: HttpRequest, language: str, now: Stamp) -> _Kept:
    """The page without its counts makes the tag, so that a visit does not make it another page."""
    frame = frame_of(found.page, request, language) if found.content_type == HTML else {}
    bare: str = render_to_string(found.template, {**frame, **found.context})
    tag = hashlib.sha256(bare.encode()).hexdigest()[:32]
    if VISITS in bare:
        bare = bare.replace(VISITS, visits_line(found.page, clock.local_day(clock.now())))
    body, moved = bare.encode(), int(now.moved_at.timestamp()) if found.follows_news else None
    shown_of = (found.page.pk if found.page else None, found.item_id)
    kept = (body, gzip.compress(body, 6, mtime=0), f'W/"{tag}"', shown_of, found.status)
    return _Kept(*kept, found.content_type, found.counted and found.content_type == HTML, moved)


def _response(request: HttpRequest, kept: _Kept, language: str) -> HttpResponse:
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(kept.packed if packs else kept.body, kept.content_type, kept.status)
    if packs:
        response["Content-Encoding"] = "gzip"
    response["Vary"], response["Content-Language"] = "Accept-Encoding", language
    if kept.status >= 400:
        response["Cache-Control"] = "no-store"
        return response
    response["Cache-Control"], response["ETag"] = f"public, max-age={READERS_SECONDS}", kept.etag
    if kept.moved is not None:
        response["Last-Modified"] = http_date(kept.moved)
    return get_conditional_response(request, kept.etag, kept.moved, response) or response


def _counted(request: HttpRequest, kept: _Kept, response: HttpResponse) -> HttpResponse:
    agent, purpose = request.headers.get("User-Agent", ""), request.headers.get("Sec-Purpose", "")
    if kept.counted and is_counted(request.method or "", agent, purpose):
        count_visit(*kept.shown_of, clock.local_day(clock.now()))
    return response

"""Secret addresses of calendars: a user's own, and what answers there."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request, client_address
from giaoban.kit.too_often import not_too_often
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from ... import queries
from ...actions.keep_feed import make_feed, renew_feed, revoke_feed
from ...domain.secrets import digest_of
from ...formats.calendar_feed import calendar_feed

ASKED_AN_HOUR, GUESSES_A_MINUTE = 60, 30
BACK, AHEAD = timedelta(days=60), timedelta(days=400)


def feed_list(request: Request) -> HttpResponse:
    """One's own addresses."""
    return _list(request)


@require_POST
def make(request: Request) -> HttpResponse:
    """A new address for the unit whose hat is worn, told once."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    _row, secret = make_feed(actor=request.actor, unit=unit, now=clock.now())
    return _told(request, unit, secret)


@require_POST
def renew(request: Request, pk: int) -> HttpResponse:
    """Another address in the place of one, told once."""
    row = queries.own_feed(request.actor, pk)
    fresh, secret = renew_feed(actor=request.actor, feed=row, now=clock.now())
    return _told(request, fresh.unit, secret)


def revoke(request: Request, pk: int) -> HttpResponse:
    """Stop an address: asks first."""
    row, title = queries.own_feed(request.actor, pk), _("Revoke the address")
    if request.method == "POST":
        revoke_feed(actor=request.actor, feed=row, now=clock.now())
        messages.success(request, _("The address no longer answers."))
        return redirect("tasks:feeds")
    context = {
        "title": title, "question": row.unit.name, "danger": True, "confirm_label": title, "crumbs": _crumbs(title),
        "consequences": [_("Every telephone or program that reads it loses this calendar.")],
        "cancel_url": reverse("tasks:feeds"),
    }  # fmt: skip
    return render(request, "kit/confirm.html", context)


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar as the person behind the address sees it now. 404 for no address, 410 for one that has gone."""
    today = clock.local_day(clock.now())
    reader = _reader(request, secret, today)
    if reader.gone:
        return _private(
            HttpResponse(_("This calendar address has gone."), status=410, content_type="text/plain")
        )
    items = queries.calendar_items(reader.actor, reader.unit, today - BACK, today + AHEAD, today)
    body = calendar_feed(reader.unit.short_name, items, settings.PUBLIC_URL)
    return _calendar(request, body)


def _reader(request: HttpRequest, secret: str, today: date) -> queries.Reader:
    """Whoever the secret belongs to. Each secret has its own limit, since behind a proxy many share an address; the
    address is counted for whoever guesses.
    """
    try:
        found = queries.reader_of(secret, today)
    except NotFound:
        not_too_often(f"tasks.feed.{client_address(request)}", GUESSES_A_MINUTE, 60)
        raise
    not_too_often(f"tasks.feed.{digest_of(secret)}", ASKED_AN_HOUR, 3600)
    return found


def _calendar(request: HttpRequest, body: bytes) -> HttpResponse:
    """The bytes, or 304 for whoever has them."""
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    response = _private(HttpResponse(body, content_type="text/calendar; charset=utf-8"))
    response["ETag"] = tag
    response["Content-Disposition"] = 'inline; filename="giao-ban.ics"'
    return _private(get_conditional_response(request, etag=tag, response=response) or response)


def _private(response: HttpResponse) -> HttpResponse:
    """Not for shared caches, and not for search engines."""
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _list(request: Request, **more: object) -> HttpResponse:
    unit = Unit.objects.filter(pk=request.actor.worn or 0).first()
    context = {
        "title": _("Calendar on your telephone"), "unit": unit, "feeds": queries.feeds(request.actor),
        "crumbs": _crumbs(), **more,
    }  # fmt: skip
    return render(request, "tasks/feeds.html", context)


def _told(request: Request, unit: Unit, secret: str) -> HttpResponse:
    """The page with the new address, which is shown this once and kept by nobody."""
    address = settings.PUBLIC_URL + reverse("tasks:feed", args=[secret])
    response = _list(request, address=address, of=unit)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _crumbs(*last: str) -> list[Crumb]:
    own = (_("Calendar on your telephone"), reverse("tasks:feeds"))
    return trail((_("Tasks"), reverse("tasks:list")), *([own, *last] if last else [own[0]]))

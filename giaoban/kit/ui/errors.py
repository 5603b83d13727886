"""Errors in one voice: what happened, what was kept, what to do next; as a page, or a fragment for htmx."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from giaoban.kit.errors import AlreadyThere, GiaoBanError, Invalid

Text = str | Promise
_CODE = re.compile(r"[a-z][a-z0-9_.,:-]*")
_SENTENCE_ENDS = (".", "!", "?", "”")
_NOTHING_CHANGED = _("Nothing was changed. What you had saved before is still there.")


@dataclass(frozen=True, slots=True)
class Voice:
    """The three sentences of an error, its heading and its icon."""

    title: Text
    happened: Text
    kept: Text
    todo: Text
    icon: str = "circle-alert"


VOICES: dict[int, Voice] = {
    400: Voice(
        _("This request could not be read"),
        _("The address or the form that arrived is not complete."),
        _NOTHING_CHANGED,
        _("Go back one page, reload it, and try again."),
    ),
    403: Voice(
        _("This step is not open to your post"),
        _("You may see this, but your post in this unit does not allow the step."),
        _NOTHING_CHANGED,
        _("Check which unit you are acting for, or ask the leader or the administrator of your unit."),
        "lock",
    ),
    404: Voice(
        _("There is nothing here"),
        _("The page does not exist, was moved, or lies outside your unit's scope."),
        _NOTHING_CHANGED,
        _("Start from your list of work, or search for what you need."),
        "map-pin-off",
    ),
    401: Voice(
        _("You were signed out"),
        _("The session had ended, or somebody signed out in another tab."),
        _("Nothing was sent. What was typed is still in the form, or stands below."),
        _("Sign in again with the same account and send the form once more."),
        "log-in",
    ),
    405: Voice(
        _("This address belongs to a button"),
        _("It takes what a form sends; there is no page to open, to reload or to keep as a bookmark."),
        _NOTHING_CHANGED,
        _("Go back to the page with the button, or start from your list of work."),
        "mouse-pointer-click",
    ),
    409: Voice(
        _("This has changed in the meantime"),
        _("Somebody else has just done this, or its state has changed."),
        _NOTHING_CHANGED,
        _("Reload the page to see where it stands."),
        "git-compare-arrows",
    ),
    422: Voice(
        _("Something has to be corrected first"),
        _("What was handed in breaks a rule."),
        _NOTHING_CHANGED,
        _("Correct the places named below and hand it in again."),
    ),
    429: Voice(
        _("Too many questions"),
        _("Too many questions came from your address in a short time."),
        _NOTHING_CHANGED,
        _("Wait a minute, then try again."),
        "hourglass",
    ),
    500: Voice(
        _("The system made a mistake"),
        _("The step was not finished because of a fault on our side. It has been noted."),
        _("Nothing was half done: the step was taken back whole. What you had saved before is still there."),
        _("Try again in a minute. If it happens again, give the administrator the time shown below."),
        "server-crash",
    ),
}
OF_CODE: dict[str, Voice] = {
    AlreadyThere.code: Voice(
        _("This was entered before"),
        _("The same thing is there already."),
        _("Nothing was entered a second time."),
        _("If yours is another one, correct its number, day or issuer and send again."),
        "copy-check",
    ),
}
"""Errors that the voice of their status does not fit."""
NO_LIST = replace(VOICES[422], todo=_("Correct what the sentence above names and hand it in again."))
"""A broken rule whose one sentence says it all."""
PAGE_TOO_OLD = Voice(
    _("This page is no longer valid"),
    _("It was open for too long, you signed in or out in another tab, or cookies are switched off."),
    _("Nothing was sent. What was typed stands below; the form it belongs to offers it again."),
    _("Open the page before and send the form once more. Allow cookies if it happens each time."),
    "timer-off",
)
_BESIDE = {
    "HX-Retarget": "#gb-alerts", "HX-Reselect": ".gb-error", "HX-Reswap": "innerHTML show:#gb-alerts:top"
}  # fmt: skip
"""Where a fragment goes that says no: beside what the button would have replaced, which stays, and into sight."""
_LONG = 20
"""Characters from which a posted value counts as words that somebody would miss; a code has no blanks."""
_NO_WORDS = {"csrfmiddlewaretoken", "next", "gb_kept", "changes"}


def _answer(request: HttpRequest, status: int, **extra: Any) -> HttpResponse:
    context = {"voice": VOICES[status], "status": status, "problems": (), **extra}
    htmx = bool(getattr(request, "htmx", False)) and not getattr(request.htmx, "boosted", False)  # type: ignore[attr-defined]
    if status == 500:
        text = render_to_string("kit/_error.html" if htmx else "kit/error500.html", context)
        return HttpResponse(text, status=500, headers=_BESIDE if htmx else None)
    response = render(request, "kit/_error.html" if htmx else "kit/error.html", context, status=status)
    for name, value in _BESIDE.items() if htmx else ():
        response.headers[name] = value
    return response


def error_page(request: HttpRequest, error: GiaoBanError) -> HttpResponse:
    """The page of an expected error: its own sentence stands first, its places are listed, and a way back."""
    status = error.status if error.status in VOICES else 400
    problems = _places(error) if isinstance(error, Invalid) else []
    voice = OF_CODE.get(error.code, NO_LIST if status == 422 and not problems else VOICES[status])
    if isinstance(error, AlreadyThere) and error.todo:
        voice = replace(voice, todo=error.todo)
    return _answer(
        request, status, voice=voice, message=str(error), problems=problems, back=_back(request),
        there=error.address if isinstance(error, AlreadyThere) else "",
    )  # fmt: skip


def _places(error: Invalid) -> list[tuple[str, str, str]]:
    """(place, sentence, address) for people: the code of a field is no name, and "missing" alone says nothing."""
    found = []
    for place, sentence in error.problems:
        named = not _CODE.fullmatch(place)
        if named or sentence.endswith(_SENTENCE_ENDS):
            found.append((place if named else "", sentence, error.links.get(place, "")))
    return found


def _back(request: HttpRequest) -> str:
    """Path and query of the page before, when it is of this site; "" otherwise."""
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if before.scheme not in ("http", "https") or before.netloc != request.get_host():
        return ""
    path = f"{before.path}?{before.query}" if before.query else before.path
    return path if url_has_allowed_host_and_scheme(path, None) and path.startswith("/") else ""


def _words(request: HttpRequest) -> list[str]:
    """What somebody typed into the form that arrived: shown back to them, stored nowhere."""
    named = [(name, text) for name, texts in request.POST.lists() for text in texts]
    typed = [text.strip() for name, text in named if name not in _NO_WORDS and "password" not in name]
    return [text for text in typed if len(text) >= _LONG and len(text.split()) > 1]


def _is_ours(request: HttpRequest) -> bool:
    """The form was sent by a page of this site: nobody else's words are shown here."""
    try:
        sent_by = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    except ValueError:
        return False
    return sent_by.netloc == request.get_host()


def signed_out(request: HttpRequest) -> HttpResponse:
    """A page that needs a sign-in, asked for without one.

    The page of a form, not the address it was sent to, is where signing in leads. A form with words gets them
    back (401); so does a fragment, which must not be replaced by the page of signing in.
    """
    fragment = bool(getattr(request, "htmx", False))
    page = _back(request) if request.method != "GET" or fragment else request.get_full_path()
    words = _words(request) if request.method == "POST" and request.accepts("text/html") else []
    if not words and not fragment:
        return redirect_to_login(page or "/", settings.LOGIN_URL)
    sign_in = redirect_to_login(page or "/", settings.LOGIN_URL).url
    return _answer(request, 401, words=words, sign_in=sign_in)


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400)


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403)


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404)


def not_a_page(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """In the place of Django's empty answer where a form's address is opened like a page, or a page is posted to."""
    response = _answer(request, 405, back=_back(request))
    response.headers["Allow"] = refused.headers.get("Allow", "")
    return response


def handler409(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 409)


def handler429(request: HttpRequest) -> HttpResponse:
    return _answer(request, 429)


def handler500(request: HttpRequest) -> HttpResponse:
    from django.utils import timezone

    return _answer(request, 500, moment=timezone.localtime())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For `settings.CSRF_FAILURE_VIEW`: mostly a page left open over night."""
    words = _words(request) if _is_ours(request) else []
    return _answer(request, 403, voice=PAGE_TOO_OLD, words=words, back=_back(request))

"""A form sent twice is taken once: by a second press, by Back and another press, by a line that lost the answer.

Each drawing of a page has a token of its own against forgery (Django masks it anew), so the same fields with the same
token, from the same account to the same address, are the same form. The first to come is taken; what comes after it
is led to where the first was led. What was not taken – refused, looked at before, in error – may come again.

mark = mark_of(request)          # "" for anything but a form of the kit (kit/_form.html) of somebody signed in
if led := led_to(mark): …        # it was taken before
remember(mark, response)         # where it led, or that it was not taken
"""

from __future__ import annotations

import time
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .errors import Conflict

FIELD = "gb_once"
_AGAINST_FORGERY = "csrfmiddlewaretoken"
_OF_THIS_TRY = "gb_kept"
_TAKEN, _UNDER_WAY = 24 * 3600, 120  # seconds for which it is known
_PATIENCE, _STEP = 10.0, 0.2  # seconds that a second press waits for the first


def mark_of(request: HttpRequest) -> str:
    """What tells this form from every other: account, address, token, fields and files."""
    if request.method != "POST" or not request.user.is_authenticated:
        return ""
    if FIELD not in request.POST or _AGAINST_FORGERY not in request.POST:
        return ""
    said = [str(request.user.pk), request.get_full_path()]
    said += [repr((name, values)) for name, values in sorted(request.POST.lists()) if name != _OF_THIS_TRY]
    for name, files in sorted(request.FILES.lists()):
        said += [repr((name, file.name, _content(file))) for file in files]
    return "once:" + sha256("\n".join(said).encode()).hexdigest()


def _content(file: object) -> str:
    digest = sha256()
    for chunk in file.chunks():  # type: ignore[attr-defined]
        digest.update(chunk)
    file.seek(0)  # type: ignore[attr-defined]
    return digest.hexdigest()


def led_to(mark: str) -> str:
    """The address to which the same form led before; "" when this is the first, which is under way from now on.

    Waits while the first is under way; raises Conflict where that takes too long.
    """
    for _try in range(int(_PATIENCE / _STEP)):
        if cache.add(mark, "", _UNDER_WAY):
            return ""
        if led := cache.get(mark):
            return str(led)
        time.sleep(_STEP)
    raise Conflict(
        _("This form was sent before and is still being worked on. Look in a minute whether it is there.")
    )


def remember(mark: str, response: HttpResponse) -> None:
    """A form that was taken leads on; any other answer shows it again or refuses it."""
    if led := response.headers.get("Location"):
        cache.set(mark, led, _TAKEN)
    else:
        cache.delete(mark)

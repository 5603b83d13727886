"""Light or dark: a cookie set by a posted form; without it the reader's system decides."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "gb_theme"
THEMES = ("light", "dark")


def chosen_theme(request: HttpRequest) -> str:
    """ "light", "dark", or "" for the system's."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""


@login_not_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Keep the posted `theme` for a year ("" forgets it) and go back to `next`."""
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure()):
        following = "/"
    response = HttpResponseRedirect(following)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(COOKIE, theme, max_age=365 * 86_400, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE)
    return response

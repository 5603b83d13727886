"""All addresses."""

from __future__ import annotations

from importlib.util import find_spec

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from giaoban.apps.briefings.web import views as briefing_views
from giaoban.apps.documents.web.views import check as check_views
from giaoban.apps.tasks.web.views import public as public_views

_ROOMS = {
    "": "cockpit",
    "tai-khoan/": "accounts",
    "nhac-viec/": "notify",
    "mang-luoi/": "org",
    "van-ban/": "documents",
    "trien-khai/": "directives",
    "nhiem-vu/": "tasks",
    "kien-nghi/": "proposals",
    "bao-cao/": "reporting",
    "giao-ban/": "briefings",
    "tep/": "files",
    "truc-tiep/": "live",
}


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answers when the process serves."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for without being told: the mark. For a day only, a new release may name another file."""
    return HttpResponsePermanentRedirect(static("kit/mark.svg"), headers={"Cache-Control": "max-age=86400"})


urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("favicon.ico", favicon, name="favicon"),
    # Conferences begin twice: /hoi-nghi/ for who is signed in, /hop/ for personal links.
    path("", include("giaoban.apps.conferences.web.urls")),
    # Of allauth's pages these two only: accounts are an administrator's, without an e-mail address.
    path("dang-nhap/login/", allauth_views.login, name="account_login"),
    path("dang-nhap/logout/", allauth_views.logout, name="account_logout"),
    # The short address of a figure, as briefings print it.
    path("nguon/<slug:code>", briefing_views.source, name="figure_source"),
    # The short address of an issued document, as printed on it; open to everybody.
    path("kiem-tra/", check_views.ask, name="document_check_code"),
    path("kiem-tra/<slug:code>/", check_views.check, name="document_check"),
    path("kiem-tra/<slug:code>/tep/", check_views.check_file, name="document_check_file"),
    # The week of a unit that lets everybody read it.
    path("lich-tuan/<slug:code>/", public_views.public_week, name="public_week"),
    path("lich-tuan/<slug:code>/<str:day>/", public_views.public_week, name="public_week_of"),
    # What everybody reads, and its editors' desk.
    path("", include("giaoban.apps.portal.web.urls")),
    path("", include("giaoban.kit.ui.urls")),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
]
urlpatterns += [
    path(prefix, include(f"giaoban.apps.{room}.web.urls"))
    for prefix, room in _ROOMS.items()
    if find_spec(f"giaoban.apps.{room}.web") and find_spec(f"giaoban.apps.{room}.web.urls")
]

handler400 = "giaoban.kit.ui.errors.handler400"
handler403 = "giaoban.kit.ui.errors.handler403"
handler404 = "giaoban.kit.ui.errors.handler404"
handler429 = "giaoban.kit.ui.errors.handler429"
handler500 = "giaoban.kit.ui.errors.handler500"

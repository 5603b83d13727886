"""The page that pages are compared with: Django's own session and sign-in, one query, 25 rows, a plain template."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from giaoban.apps.org.models import Unit

ROWS = 25
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_PAGE = Template(
    "<!doctype html><html><body><p>{{ user }}</p><table>{% for row in rows %}<tr>"
    "<td>{{ row.code }}</td><td>{{ row.name }}</td><td>{{ row.short_name }}</td><td>{{ row.organisation.name }}</td>"
    "<td>{{ row.area.short_name }}</td><td>{{ row.get_level_display }}</td></tr>{% endfor %}</table></body></html>"
)


def page(request: HttpRequest) -> HttpResponse:
    """The same 25 units as the list of units begins with."""
    rows = Unit.objects.select_related("organisation", "area").order_by("sort_key")[:ROWS]
    return HttpResponse(_PAGE.render(Context({"rows": rows, "user": request.user})))


urlpatterns = [path("", page)]

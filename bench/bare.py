"""The page that a page is compared with: Django's own session and sign-in, one query, a plain template, no frame.

It draws as many rows as the page, as many cells in them and as many links: a report of 200 lines of ten cells is held
against 200 rows of ten cells. `shape_of` counts them in the page's own HTML; a page that the data set leaves with
fewer than 25 rows of six cells is held against 25 of six. The cells are attributes of units, without numbers to
format; a link is reversed as a template does it. What a page has besides rows (map, filters, navigation) has nothing
to set against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from giaoban.apps.org.models import Unit

ROWS, CELLS = 25, 6
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_PLACES = ("code", "name", "short_name", "organisation.name", "area.short_name", "get_level_display")


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows, cells a row and links a row of a page, rounded up."""

    rows: int = ROWS
    cells: int = CELLS
    links: int = 0

    @property
    def address(self) -> str:
        return f"/?rows={self.rows}&cells={self.cells}&links={self.links}"


class _Counted(HTMLParser):
    """Counts the body rows of tables, their cells and the links in them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.rows = self.cells = self.links = 0
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("tbody", "tfoot"):
            self._inside = True
        elif self._inside:
            self.rows += tag == "tr"
            self.cells += tag in ("td", "th")
            self.links += tag == "a"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("tbody", "tfoot"):
            self._inside = False


def shape_of(html: str) -> Shape:
    """What the bare page has to draw instead of this page."""
    found = _Counted()
    found.feed(html)
    if not found.rows:
        return Shape()
    cells, links = -(-found.cells // found.rows), -(-found.links // found.rows)
    return Shape(max(ROWS, found.rows), max(CELLS, cells), min(links, max(CELLS, cells)))


@cache
def _template(cells: int, links: int) -> Template:
    drawn = [f"{{{{ row.{_PLACES[i % len(_PLACES)]} }}}}" for i in range(cells)]
    linked = [f"<a href=\"{{% url 'unit' row.code %}}\">{text}</a>" for text in drawn[:links]] + drawn[links:]
    return Template(
        "<!doctype html><html><body><p>{{ user }}</p><table>{% for row in rows %}<tr>"
        + "".join(f"<td>{text}</td>" for text in linked)
        + "</tr>{% endfor %}</table></body></html>"
    )


def page(request: HttpRequest, code: str = "") -> HttpResponse:
    """The units that the list of units begins with, in the shape asked for."""
    rows, cells, links = (int(request.GET[name]) for name in ("rows", "cells", "links"))
    units = Unit.objects.select_related("organisation", "area").order_by("sort_key")[:rows]
    return HttpResponse(_template(cells, links).render(Context({"rows": units, "user": request.user})))


urlpatterns = [path("", page), path("unit/<str:code>/", page, name="unit")]

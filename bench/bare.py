"""The page that a page is compared with: Django's own session and sign-in, plain templates, no frame.

It draws the same rows. `shape_of` reads them out of the page's own HTML: rows of tables, items of lists, pairs of
facts, paragraphs of a draft and lines of a text to copy in its main part, with how many cells and links one of them
has. Rows of one shape become one table, filled by one query, however many tables the page shows them in: a report of
200 lines in ten tables is held against 200 rows, a unit of 25 units below it, seven dated names and lines and two
facts against three tables of 25, 7 and 2 rows. A page with fewer cells in all than 25 rows of six is held against
these instead of its largest table.

The cells are attributes of units, without numbers to format; a link is reversed as a template does it. What a page
has besides rows (map, legend, filters, tabs, forms, navigation) has nothing to set against it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
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
SETTINGS = {
    "ROOT_URLCONF": "bench.bare",
    "MIDDLEWARE": MIDDLEWARE,
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
}
_PLACES = ("code", "name", "short_name", "organisation.name", "area.short_name", "get_level_display")
_ASIDE = {"nav", "form", "svg"}


@dataclass(frozen=True, slots=True, order=True)
class Rows:
    """So many rows of so many cells and links each."""

    rows: int
    cells: int
    links: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """What a bare page draws: a table for each, the largest first."""

    tables: tuple[Rows, ...]

    @property
    def address(self) -> str:
        return "/?" + "&".join(f"t={t.rows}.{t.cells}.{t.links}" for t in self.tables)

    def __str__(self) -> str:
        return " + ".join(
            f"{t.rows} × {t.cells} cells" + (f", {t.links} links" if t.links else "") for t in self.tables
        )


class _Counted(HTMLParser):
    """Counts the rows of the main part by what one of them holds: (cells, links)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: Counter[tuple[int, int]] = Counter()
        self._main = False
        self._aside: list[str] = []
        self._row = ""
        self._head = self._text = False
        self._cells = self._links = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._main = self._main or tag == "main"
        legend = tag == "ul" and "gb-legend" in (dict(attrs).get("class") or "")
        if self._aside or legend or (tag in _ASIDE and not self._row):
            self._aside.append(tag)
        elif tag == "textarea":
            self._text = True
        elif tag == "thead":
            self._head = True
        elif tag in ("tr", "li", "dt", "article") and self._main and not self._head:
            self._close()
            self._row, self._cells, self._links = tag, 0, 0
        if self._row:
            self._cells += tag in ("td", "th", "dd", "dt")
            self._links += tag == "a"

    def handle_data(self, data: str) -> None:
        if self._text and self._main:
            self.found[1, 0] += sum(bool(line.strip()) for line in data.splitlines())
        self._cells += self._row in ("li", "article") and bool(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if self._aside:
            if tag in self._aside:
                while self._aside.pop() != tag:
                    pass
        elif tag in ("thead", "textarea"):
            self._head = self._text = False
        elif tag in ("tr", "li", "dd", "article", "main"):
            self._close()
            self._main = self._main and tag != "main"

    def _close(self) -> None:
        if self._row and self._cells:
            self.found[self._cells, self._links] += 1
        self._row = ""


def shape_of(html: str) -> Shape:
    """What the bare page has to draw instead of this page."""
    read = _Counted()
    read.feed(html)
    tables = [Rows(n, *held) for held, n in read.found.items()] or [Rows(0, 0)]
    tables.sort(key=lambda t: (-t.rows * t.cells, t))
    if sum(t.rows * t.cells for t in tables) < ROWS * CELLS:
        tables[0] = replace(tables[0], rows=ROWS, cells=CELLS)
    return Shape(tuple(tables))


@cache
def _template(tables: tuple[Rows, ...]) -> Template:
    return Template(
        "<!doctype html><html><body><p>{{ user }}</p>"
        + "".join(_table(n, rows) for n, rows in enumerate(tables))
        + "</body></html>"
    )


def _table(number: int, rows: Rows) -> str:
    drawn = [f"{{{{ row.{_PLACES[i % len(_PLACES)]} }}}}" for i in range(max(rows.cells, rows.links))]
    linked = [f"<a href=\"{{% url 'unit' row.code %}}\">{text}</a>" for text in drawn[: rows.links]]
    cells = "".join(f"<td>{text}</td>" for text in linked + drawn[rows.links :])
    return f"<table>{{% for row in tables.{number} %}}<tr>{cells}</tr>{{% endfor %}}</table>"


def page(request: HttpRequest, code: str = "") -> HttpResponse:
    """The units that the list of units begins with, in the shapes asked for: one query each."""
    tables = tuple(Rows(*map(int, held.split("."))) for held in request.GET.getlist("t"))
    units = Unit.objects.select_related("organisation", "area").order_by("sort_key")
    context = {"tables": [units[: held.rows] for held in tables], "user": request.user}
    return HttpResponse(_template(tables).render(Context(context)))


urlpatterns = [path("", page), path("unit/<str:code>/", page, name="unit")]

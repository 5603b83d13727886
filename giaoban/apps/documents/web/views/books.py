"""The register books: on the page, printed, as XLSX and PDF."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import parts
from giaoban.kit.ui.breadcrumbs import trail

from ... import policies
from ...enums import Direction
from ...formats.books import book_pdf, book_xlsx, load_book_forms
from ...queries import books as queries

_DIRECTIONS = {"di": Direction.OUTGOING, "den": Direction.INCOMING}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def book(request: Request, way: str) -> HttpResponse:
    """The book of one direction and year, leaf by leaf, the newest first seen; the file holds the whole."""
    unit, year = _which(request, way)
    found = queries.leaf_of(unit, _DIRECTIONS[way], year, load_book_forms(), _leaf(request))
    years = queries.years_of(unit, _DIRECTIONS[way]) or [year]
    here = reverse("documents:book", args=[way])
    context = {
        "book": found, "way": way, "years": [parts.Tab(str(y), f"{here}?nam={y}", y == year) for y in years],
        "title": found.form.title.capitalize(), "lead": f"{found.unit} · {found.year_line}",
        "crumbs": trail((_("Documents"), reverse("documents:list")), found.form.title.capitalize()),
    }  # fmt: skip
    return render(request, "documents/book.html", context)


def _leaf(request: Request) -> int | None:
    asked = request.GET.get("to", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None


def book_file(request: Request, way: str, kind: str) -> HttpResponse:
    """The same as a file."""
    unit, year = _which(request, way)
    found = queries.book_of(unit, _DIRECTIONS[way], year, load_book_forms())
    made, media = (book_pdf(found), "application/pdf") if kind == "pdf" else (book_xlsx(found), _XLSX)
    response = HttpResponse(made, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="so-{way}-{found.year}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _which(request: Request, way: str) -> tuple[Unit, int]:
    if way not in _DIRECTIONS:
        raise NotFound(_("There is no such book."))
    unit = get_object_or_404(Unit.objects.select_related("organisation"), pk=request.actor.worn)
    authorize(request.actor, policies.read_book, unit)
    asked = request.GET.get("nam", "")
    years = queries.years_of(unit, _DIRECTIONS[way])
    this = clock.local_day(clock.now()).year
    fallback = years[0] if years and this not in years else this
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else fallback
    return unit, year

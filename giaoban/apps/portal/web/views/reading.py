"""Pages for everybody: fronts, lists, items, what was found, documents, conferences, pictures."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from giaoban.apps.files.queries import path_of
from giaoban.kit import clock
from giaoban.kit.errors import NotFound

from ...domain.text import blocks
from ...enums import ItemState
from ...models import NewsItem, PublicPage
from ...queries import reading, search, shown
from ...queries.categories import category, name_of
from ...queries.visits import visits_of_items
from .answering import Shown, for_everybody, number_of
from .frame import in_language, public_address

RELATED, NEWEST = 5, 5
PICTURE_SECONDS = 3600


@for_everybody
def front(request: HttpRequest) -> Shown:
    """The newest news of all units with an open page, and these pages."""
    found = reading.news_page(reading.news(None, _today()), number_of(request))
    context = {"title": _("News of the network"), "found": found, "pages": reading.open_pages()[:200]}
    return Shown("portal/front.html", context)


@for_everybody
def unit_front(request: HttpRequest, code: str) -> Shown:
    """The newest news of one unit, with what units above it share."""
    page = reading.open_page(code)
    found = reading.news_page(reading.news(page, _today()), number_of(request))
    return Shown("portal/front.html", {"title": page.name, "found": found}, page)


@for_everybody
def in_category(request: HttpRequest, category_code: str, code: str = "") -> Shown:
    """News of one category."""
    page, kind = _page(code), category(category_code)
    found = reading.news_page(reading.news(page, _today(), kind.code), number_of(request))
    context = {"title": kind.name(get_language() or ""), "found": found}
    return Shown("portal/list.html", context, page)


@for_everybody
def found(request: HttpRequest, code: str = "") -> Shown:
    """News that holds the words, with the passage; the words stand in the address."""
    page, words = _page(code), request.GET.get("q", "")
    hits = search.find(page, words, _today(), number_of(request))
    context = {"title": _("Search"), "found": hits, "asked": bool(search.words_in(words))}
    return Shown("portal/found.html", context, page, counted=False)


@for_everybody
def item(request: HttpRequest, pk: int, slug: str) -> Shown | HttpResponse:
    """One item; an older wording of its address leads to the present one (for now: a title may be changed back), a
    withdrawn item says that it was.
    """
    row = reading.item(pk)
    if row.slug != slug:
        return redirect(in_language(item_address(row), get_language() or ""))
    if row.state == ItemState.WITHDRAWN:
        return Shown("portal/withdrawn.html", {"item": row}, row.page, status=410, counted=False)
    return Shown("portal/item.html", _of_item(row), row.page, row.pk)


@for_everybody
def printed(request: HttpRequest, pk: int, slug: str) -> Shown:
    """One item for paper: the words and pictures alone."""
    row = reading.item(pk)
    if row.slug != slug or row.state == ItemState.WITHDRAWN:
        raise NotFound()
    context = {**_of_item(row), "canonical": public_address(item_address(row))}
    return Shown("portal/printed.html", context, row.page, counted=False)


@for_everybody
def documents(request: HttpRequest, code: str) -> Shown:
    """What the unit issued and made public; each with its check page."""
    page, number = reading.open_page(code), number_of(request)
    start = (max(1, number) - 1) * reading.PER_PAGE
    rows = list(shown.public_documents(page)[start : start + reading.PER_PAGE + 1])
    context = {
        "title": _("Documents"), "rows": shown.with_standing(rows[: reading.PER_PAGE]), "number": number,
        "newer": number > 1, "older": len(rows) > reading.PER_PAGE,
    }  # fmt: skip
    return Shown("portal/documents.html", context, page, follows_news=False)


@for_everybody
def conferences(request: HttpRequest, code: str) -> Shown:
    """The unit's public conferences, with the news about each."""
    page = reading.open_page(code)
    rows = list(shown.public_conferences(page)[:50])
    context = {"title": pgettext("public page", "Conferences"), "rows": shown.with_news(rows)}
    return Shown("portal/conferences.html", context, page, follows_news=False)


@for_everybody
def nothing(request: HttpRequest, rest: str) -> Shown:
    """Any other address under those of everybody."""
    raise NotFound()


@login_not_required
@require_safe
def picture(request: HttpRequest, pk: int, size: str) -> FileResponse:
    """A picture of a published item, as its page or a list shows it."""
    row = reading.picture(pk)
    if size not in ("vua", "nho"):
        raise NotFound()
    file = row.shown if size == "vua" else row.small
    response = FileResponse(path_of(file).open("rb"), content_type=file.media_type)
    response["Cache-Control"] = f"public, max-age={PICTURE_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def item_address(row: NewsItem) -> str:
    """The path of an item."""
    return reverse("portal:item", args=[row.pk, row.slug])


def _of_item(row: NewsItem) -> dict[str, Any]:
    pictures = list(row.pictures.all())
    related = reading.related(row, RELATED)
    first = public_address(reverse("portal:picture", args=[pictures[0].pk, "vua"])) if pictures else ""
    return {
        "title": row.title, "item": row, "blocks": blocks(row.body), "pictures": pictures, "picture": first,
        "former": list(row.former.all()), "related": related,
        "newest": reading.newest(row, NEWEST, related), "category": name_of(row.category, get_language() or ""),
        "visits_of_item": visits_of_items([row.pk]).get(row.pk, 0),
    }  # fmt: skip


def _page(code: str) -> PublicPage | None:
    return reading.open_page(code) if code else None


def _today() -> Any:
    return clock.local_day(clock.now())

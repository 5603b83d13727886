"""News as everybody may read it: only of open pages, only what is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When

from giaoban.apps.org.enums import Line
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.lines import ancestors
from giaoban.apps.tasks.queries import is_public
from giaoban.kit import prepared
from giaoban.kit.errors import NotFound

from ..domain.sections import Section, sections_of
from ..enums import ItemState
from ..models import NewsItem, Picture, PublicPage

PER_PAGE = 20
FARTHEST = 500
"""The last page of a list; what is older is found by searching."""
_NEAR = 300
"""Items among which related ones are looked for: the newest of the page."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Changes with whatever changes public pages; when it last did."""

    stamp: UUID
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An item in a list, with its first picture."""

    item: NewsItem
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class NewsPage:
    """One page of a list, newest first; is there a newer, an older one?"""

    rows: Sequence[Listed]
    number: int
    newer: bool
    older: bool


def stamp() -> Stamp:
    """One short statement, asked with every page."""
    row = prepared.fetch("SELECT stamp, moved_at FROM portal_portalstamp WHERE id = 1", [])
    return Stamp(*row[0])


def open_page(code: str) -> PublicPage:
    """A unit's page. Raises NotFound for one that is closed, as for one that never was."""
    found = PublicPage.objects.select_related("unit").filter(unit__code=code, is_open=True).first()
    if found is None:
        raise NotFound()
    return found


def open_pages() -> QuerySet[PublicPage]:
    """All pages that everybody reads, the centre first."""
    return (
        PublicPage.objects.filter(is_open=True)
        .select_related("unit")
        .order_by("unit__level", "unit__sort_key")
    )


def published() -> QuerySet[NewsItem]:
    """What everybody may read, newest first, without its long columns."""
    rows = NewsItem.objects.filter(state=ItemState.PUBLISHED, page__is_open=True).select_related("page__unit")
    return rows.defer("body", "folded", "folded_title", "words").order_by("-published_at", "-pk")


def news(page: PublicPage | None, day: date, category: str = "") -> QuerySet[NewsItem]:
    """Of the whole network (None), or of a unit with what units above it share. Two queries before the rows'."""
    rows = published()
    if category:
        rows = rows.filter(category=category)
    if page is None:
        return rows
    above = _above(page.unit, day) if page.from_above else []
    if not above:
        return rows.filter(page=page)
    pages = PublicPage.objects.filter(unit_id__in=above).values_list("pk", flat=True)
    return rows.filter(Q(page=page) | Q(page__in=list(pages), shared=True))


def news_page(rows: QuerySet[NewsItem], number: int) -> NewsPage:
    """One page of a list. Two queries. Raises NotFound for a page that is not there."""
    if not 1 <= number <= FARTHEST:
        raise NotFound()
    start = (number - 1) * PER_PAGE
    found = list(rows[start : start + PER_PAGE + 1])
    if not found and number > 1:
        raise NotFound()
    return NewsPage(listed(found[:PER_PAGE]), number, number > 1, len(found) > PER_PAGE)


def listed(items: Iterable[NewsItem]) -> list[Listed]:
    """Items with their first pictures. One query."""
    kept = list(items)
    first: dict[int, Picture] = {}
    for picture in Picture.objects.filter(item__in=kept).order_by("item", "position", "pk"):
        first.setdefault(picture.item_id, picture)
    return [Listed(item, first.get(item.pk)) for item in kept]


def item(pk: int) -> NewsItem:
    """An item that is or was public. Raises NotFound for a draft, and for one of a closed page."""
    rows = NewsItem.objects.exclude(state=ItemState.DRAFT).filter(page__is_open=True)
    found = rows.select_related("page__unit", "conference").defer("folded", "words").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def related(found: NewsItem, most: int) -> Sequence[NewsItem]:
    """Of the same conference first, then those of the page whose titles are most alike. Two queries."""
    near = published().filter(page=found.page).exclude(pk=found.pk)[:_NEAR].values("pk")
    same = When(conference__isnull=False, conference_id=found.conference_id, then=Value(0))
    rows = published().filter(Q(pk__in=near) | Q(conference__isnull=False, conference_id=found.conference_id))
    rows = rows.exclude(pk=found.pk).annotate(
        kin=Case(same, default=Value(1), output_field=IntegerField()),
        alike=TrigramSimilarity("folded_title", found.folded_title),
    )
    found_rows = rows.order_by("kin", "-alike", "-published_at")[: most * 2]
    return [row for row in found_rows if row.kin == 0 or row.alike > 0.15][:most]


def newest(found: NewsItem, most: int, but: Iterable[NewsItem] = ()) -> list[NewsItem]:
    """The page's newest items beside this one, without those in `but`. One query."""
    known = {found.pk, *(row.pk for row in but)}
    return list(published().filter(page=found.page).exclude(pk__in=known)[:most])


def picture(pk: int) -> Picture:
    """A picture of a published item. Raises NotFound."""
    rows = Picture.objects.filter(item__state=ItemState.PUBLISHED, item__page__is_open=True)
    found = rows.select_related("shown", "small").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def sections(page: PublicPage) -> list[Section]:
    """What rooms of later days add to this unit's page."""
    return sections_of(page.unit_id)


def has_week(page: PublicPage) -> bool:
    """Does the unit let everybody read its weekly schedule? One query."""
    return is_public(page.unit)


def last_pk() -> int:
    """The highest number of an item, for the parts of the map of addresses. One query."""
    return NewsItem.objects.aggregate(last=Max("pk"))["last"] or 0


def _above(unit: Unit, day: date) -> list[int]:
    return sorted({pk for line in Line for pk in ancestors(unit, line, day)})

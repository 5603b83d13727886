"""News found by its words, without diacritics, with the passage."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery

from giaoban.kit.text import Piece, marked, whole_word

from ..domain.addresses import words_of
from ..domain.text import plain
from ..models import NewsItem, PublicPage
from .reading import news

MOST_WORDS, HITS = 8, 10
"""Words of a search; hits a page, each with its passage, which is what a search costs."""
_AROUND = 160
"""Letters looked at on either side of the first word found."""
_MARKS = re.compile("[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Found:
    """An item with all words; title and passage in pieces, those searched for marked."""

    item: NewsItem
    title: Sequence[Piece]
    passage: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of what was found, newest first; is there an older one?"""

    rows: Sequence[Found]
    number: int
    older: bool

    @property
    def newer(self) -> bool:
        return self.number > 1


def words_in(query: str) -> list[str]:
    """The folded words of a search, at most eight, each once: each must be found."""
    return list(dict.fromkeys(words_of(query[:300]).split()))[:MOST_WORDS]


def find(page: PublicPage | None, query: str, day: date, number: int = 1) -> FoundPage:
    """Published items whose title, lead or text hold every word, newest first. Nothing for an empty query."""
    words = words_in(query)
    if not words:
        return FoundPage((), 1, older=False)
    asked = SearchQuery(" & ".join(f"'{word}'" for word in words), config="simple", search_type="raw")
    start = (max(1, number) - 1) * HITS
    rows = news(page, day).defer(None).defer("folded", "folded_title", "words").filter(words=asked)
    found = list(rows[start : start + HITS + 1])
    shown = [Found(row, marked(row.title, words), _passage(row, words)) for row in found[:HITS]]
    return FoundPage(shown, max(1, number), older=len(found) > HITS)


def _passage(row: NewsItem, words: Sequence[str]) -> Sequence[Piece]:
    """The words around the first hit of lead and text; the lead where only the title holds them.

    Cut beforehand: marking works letter by letter, and a body may be long. Without its marks a letter keeps its place.
    """
    text = " ".join(row.lead.split())
    first = _first(text, words)
    if first is None:
        text = f"{text} {' '.join(plain(row.body).split())}".strip()
        first = _first(text, words)
    elif len(text) - first < 3 * _AROUND:
        text = f"{text} {' '.join(plain(row.body[: 6 * _AROUND]).split())}".strip()
    start = max(0, (first or 0) - _AROUND)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    pieces = marked(text[start : start + 3 * _AROUND], words)
    return [Piece("…", found=False), *pieces] if start and pieces and pieces[0].text != "…" else pieces


def _first(text: str, words: Sequence[str]) -> int | None:
    """Where the first of the words stands; None where none does."""
    folded = _MARKS.sub("", unicodedata.normalize("NFD", text.casefold())).replace("đ", "d")
    places = [hit.start() for hit in (re.search(whole_word(word), folded) for word in words) if hit]
    return min(places, default=None)

"""Mentions of documents in a text: "Nghị quyết số 68/NQ-CP ngày 01/7/2021", "23-QĐ/TW".

Only what `domain.symbol` reads is a mention, and of that only what looks like a symbol in the middle of a sentence:
a number, then parts in capitals. Which document is meant is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from .symbol import SymbolError, parse_symbol

_CAPITAL = "A-ZĐĂÂÊÔƠƯ"
_PART = rf"[{_CAPITAL}]+[a-zđ]?\d*(?:[&.][{_CAPITAL}]+)*"
_FIRST_PART = rf"(?:[{_CAPITAL}]{{2,}}|[{_CAPITAL}](?=[/-][{_CAPITAL}]{{2}}))[a-zđ]?\d*(?:[&.][{_CAPITAL}]+)*"
_NUMBER = r"\d{1,5}[a-zđ]?"
_BLANK = "[ \u00a0]"
_AWAY = rf"{_BLANK}[/\-–]?{_BLANK}?(?={_FIRST_PART}/)"  # "298 KH/TWĐTN", "976 - KH/BDVTW"
_SYMBOL = rf"{_NUMBER}(?:/(?:19|20)\d\d(?=/))?(?:[/\-–]|{_AWAY}){_FIRST_PART}(?:[/\-–]{_PART})*"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language around a symbol, as they are written in running text."""

    number: str
    day: str
    month: str
    year: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` names the document with this symbol; `dated` when its date is said beside it.

    `key` is equal for all ways to write the same number and symbol.
    """

    start: int
    end: int
    symbol: str
    key: str
    dated: date | None

    @property
    def sign(self) -> str:
        """What a person's decision about this mention is remembered under."""
        return sign_of(self.key, self.dated)


def sign_of(key: str, dated: date | None) -> str:
    """The key, with the date where one is said: "68|nq-cp@2021-07-01"."""
    return f"{key}@{dated.isoformat()}" if dated else key


def key_of(symbol: str) -> str:
    """ "68|nq-cp" of "68/NQ-CP", "068 - NQ/CP"; "" for what is no symbol."""
    try:
        read = parse_symbol(symbol)
    except SymbolError:
        return ""
    return f"{read.number_text.lstrip('0') or '0'}|{'-'.join(read.parts)}".casefold()


def number_in(key: str) -> int:
    """The number that a key begins with."""
    return int(re.match(r"\d+", key).group())  # type: ignore[union-attr]


def mentions(text: str, words: Words) -> list[Mention]:
    """All mentions in their order; none overlaps another."""
    found = []
    for match in _pattern(words).finditer(text):
        key = key_of(match["symbol"])
        if key:
            found.append(Mention(match.start(), match.end("symbol"), match["symbol"], key, _dated(match)))
    return found


def linked(runs: Sequence[Mapping[str, Any]], links: Mapping[tuple[int, int], str]) -> list[dict[str, Any]]:
    """`runs` with the stretches of `links` (start and end in their joined text → address) as links of their own.

    The text stays to the letter. A stretch that touches a run with a link already is left alone.
    """
    cuts = sorted({edge for stretch in links for edge in stretch})
    taken = _with_own_links(runs)
    free = {s: to for s, to in links.items() if not any(s[0] < end and start < s[1] for start, end in taken)}
    found, at = [], 0
    for run in runs:
        text, here = run["text"], at
        edges = [here, *(c for c in cuts if here < c < here + len(text)), here + len(text)]
        for start, end in pairwise(edges):
            inside = next((to for (a, b), to in free.items() if a <= start and end <= b), "")
            cited = {"href": inside, "cited": True} if inside else {}
            found.append({**run, "text": text[start - here : end - here], **cited})
        at += len(text)
    return found


def _with_own_links(runs: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    found, at = [], 0
    for run in runs:
        if run.get("href"):
            found.append((at, at + len(run["text"])))
        at += len(run["text"])
    return found


def _dated(match: re.Match[str]) -> date | None:
    if not match["y"]:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


@lru_cache(maxsize=4)
def _pattern(words: Words) -> re.Pattern[str]:
    types = "|".join(re.escape(name) for name in sorted(words.types, key=len, reverse=True))
    number, day, month, year = map(re.escape, (words.number, words.day, words.month, words.year))
    named = rf"(?i:\b(?:{types}){_BLANK}+)?(?i:\b{number}{_BLANK}*:?{_BLANK}*)?"
    dated = (
        rf"(?:,?{_BLANK}+{day}{_BLANK}+(?P<d>\d{{1,2}})(?:[/.-]|{_BLANK}+{month}{_BLANK}+)"
        rf"(?P<m>\d{{1,2}})(?:[/.-]|{_BLANK}+{year}{_BLANK}+)(?P<y>\d{{4}}))?"
    )
    return re.compile(rf"{named}(?<![\w/.,\-–])(?P<symbol>{_SYMBOL})(?![\w/]){dated}")

"""Text for search and order, without the database's collation.

`fold` gives what searches compare; `sort_key` gives what lists order by (Vietnamese alphabet, then tone, then
case). Both are stored beside the text, because the server may have no ICU.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from vn_collate import collate_key

_BLANKS = re.compile(r"\s+")
_ITEM_SIGN = re.compile(r"^\s*(?:[-–—+*•]|\(?\d{1,2}(?:\.\d{1,2})*[.)](?!\d)|\(?[a-zđ][.)])\s*")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters other than tab and line end; signs that turn the direction of writing, so that "12" is read as
"21"; what is no character at all."""


def printable(text: str) -> str:
    """What was typed, without the signs that nobody sees and that change what is read (or that no database and no
    document can hold)."""
    return _UNSEEN.sub("", text)


def in_sentence(name: str) -> str:
    """A name as it stands inside a sentence, after other words: "Tháng 7 năm 2021" is "tháng 7 năm 2021" there."""
    return name[:1].lower() + name[1:]


def fold(text: str) -> str:
    """Lower case, no diacritics, single blanks: `fold("Đà  Nẵng") == "da nang"`. Idempotent."""
    lowered = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    bare = "".join(c for c in lowered if not unicodedata.combining(c))
    return _BLANKS.sub(" ", bare.replace("đ", "d")).strip()


def sort_key(text: str) -> str:
    """A key whose byte order is the Vietnamese order of `text`: syllable by syllable ("Bà Rịa" before "Bạc Liêu").

    The collation gives every sign outside letters and digits one weight, so the text itself breaks ties.
    """
    tidy = _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()
    syllables = ".".join(collate_key(word) for word in tidy.lower().split(" "))
    return f"{syllables} {tidy}"


def item_of(line: str) -> str:
    """A line of a list without its dash, number or letter: "1.2) Cấp vốn" is "Cấp vốn", "10.000 hộ" stays."""
    return _ITEM_SIGN.sub("", line, count=1).strip()


class Piece(NamedTuple):
    """A part of a text, and whether it is what was searched for."""

    text: str
    found: bool


def marked(text: str, words: Sequence[str], most: int = 260) -> list[Piece]:
    """`text` on one line around the first of the folded `words`, at most some `most` letters, each word marked.

    Whole words, without diacritics: `marked("Nghị quyết", ["nghi"])` marks "Nghị", not the "nghi" of "nghiêm". "…"
    stands for what is left out.
    """
    line = _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()
    spans = _spans(line, words)
    start, end = _window(line, spans[0][0] if spans else 0, most)
    pieces = [Piece("…", found=False)] if start else []
    at = start
    for span in spans:
        first, after = max(span[0], at), min(span[1], end)
        if first >= after:
            continue
        if first > at:
            pieces.append(Piece(line[at:first], found=False))
        pieces.append(Piece(line[first:after], found=True))
        at = after
    if at < end:
        pieces.append(Piece(line[at:end], found=False))
    if end < len(line):
        pieces.append(Piece("…", found=False))
    return pieces


def _spans(line: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where in `line` the folded words stand, in order, none touching the next."""
    letters = list(map(_folded_letter, line))
    folded = "".join(letters)
    one_each = len(folded) == len(line) and "" not in letters
    places = range(len(line)) if one_each else [i for i, letter in enumerate(letters) for _ in letter]
    hits = sorted(
        (places[m.start()], places[m.end() - 1] + 1)
        for word in words
        for m in re.finditer(whole_word(word), folded)
    )
    found: list[tuple[int, int]] = []
    for first, after in hits:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(after, found[-1][1]))
        else:
            found.append((first, after))
    return found


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    return " " if letter == " " else fold(letter)


def _window(line: str, first: int, most: int) -> tuple[int, int]:
    """Where to cut, at blanks, so that a third of what is shown stands before the first hit."""
    if len(line) <= most:
        return 0, len(line)
    start = max(0, min(first - most // 3, len(line) - most))
    start = line.rfind(" ", 0, start + 1) + 1
    end = len(line) if start + most >= len(line) else max(line.rfind(" ", start, start + most), first + 1)
    return start, end


def whole_word(word: str) -> str:
    """A pattern for a folded word that stands alone; Python and PostgreSQL read it alike."""
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"


def matches_all_words(query: str) -> list[str]:
    """The folded words of a search, at most eight: each must be found."""
    return fold(query).split()[:8]

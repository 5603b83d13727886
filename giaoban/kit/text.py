"""Text for search and order, without the database's collation.

`fold` gives what searches compare; `sort_key` gives what lists order by (Vietnamese alphabet, then tone, then
case). Both are stored beside the text, because the server may have no ICU.
"""

from __future__ import annotations

import re
import unicodedata

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


def matches_all_words(query: str) -> list[str]:
    """The folded words of a search, at most eight: each must be found."""
    return fold(query).split()[:8]

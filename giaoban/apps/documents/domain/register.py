"""Rules of the register that need no database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from django.utils.translation import gettext as _

_LEADING = re.compile(r"\s*(\d{1,6})\b")
_BLANKS = re.compile(r"\s+")
_SIGNS = re.compile(r"\s*([/–-])\s*")
_NUMBER_WORD = re.compile(r"^[^\W\d_]{1,6}(?:\s*[:.]\s*|\s+)(?=\d)")


@dataclass(frozen=True, slots=True)
class TypeSpec:
    """A type of document as a country pack names it."""

    code: str
    name: str
    abbreviation: str = ""


def leading_number(symbol: str) -> int | None:
    """290 of "290-QĐ/TW", 5 of "05/BC-MTTW-BTT"; None when the symbol does not begin with a number."""
    found = _LEADING.match(symbol)
    return int(found.group(1)) if found else None


def lacks_number(symbol: str) -> bool:
    """Was a number and symbol typed in which no number stands? Some papers carry none: a person says so."""
    return bool(symbol.strip()) and not any(letter.isdigit() for letter in symbol)


def tidy_line(text: str) -> str:
    """One line, single blanks."""
    return _BLANKS.sub(" ", text).strip()


def tidy_symbol(text: str) -> str:
    """A number and symbol as printed, without the word before it and blanks round its signs: "290-QĐ/TW" of
    "Số: 290 - QĐ / TW".
    """
    return _SIGNS.sub(r"\1", _NUMBER_WORD.sub("", tidy_line(text)))


def one_spelling(symbol: str, spellings: Sequence[Sequence[str]]) -> str:
    """`symbol` for comparing: where a part ends in one of several spellings of an abbreviation, the first of them."""
    said = normalize("NFC", symbol)
    for first, *others in spellings:
        ways = "|".join(re.escape(way) for way in others)
        said = re.sub(rf"(?:{ways})(?![\w.])", first, said, flags=re.IGNORECASE)
    return said


def bare_recipient(line: str) -> str:
    """A recipient without the dash before it and the ";" or "." behind it, as they are typed like on paper."""
    return line.strip().lstrip("-").strip().rstrip(";. ")


def without_opening(text: str, openings: Sequence[Sequence[str]]) -> str:
    """`text` on one line without the words that another text puts before it ("Về việc", "V/v"), however often.

    Each opening is the words, and what stays of them where they only look like one ("Về việc làm", "việc làm"):
    the first that fits counts. Capitals do not matter. A text that is nothing else stays as it is.
    """
    whole = rest = tidy_line(text)
    while opening := next((o for o in openings if _opens(rest, o[0])), ()):
        stays = " ".join(opening[1:])
        rest = (stays + rest[len(opening[0]) :]).lstrip(" :.,–-")
    return rest or whole


def _opens(text: str, opening: str) -> bool:
    head, after = text[: len(opening)], text[len(opening) : len(opening) + 1]
    return head.casefold() == opening.casefold() and not after.isalnum()


def wrong_arrival(issued_on: date, received_on: date, today: date) -> str:
    """What is wrong with the day of arrival, or ""."""
    if received_on < issued_on:
        return _("A document cannot arrive before it was issued.")
    return _("A document cannot arrive after today.") if received_on > today else ""

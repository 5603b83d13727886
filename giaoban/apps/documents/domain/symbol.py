"""Number and symbol of a document: "05/BC-MTTW-BTT" taken apart and put together again, to the letter.

The type of a document is never inferred from its abbreviation: QĐ is a decision or a regulation, TTr a
proposal or a circular. The abbreviation is kept as written, and the type is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_FIRST = re.compile(r"\d+[a-zđ]?")
_SEPARATOR = re.compile(r"\s*[/\-–]\s*|\s+")
_PART = re.compile(r"[^\W_]+(?:[&.][^\W_]+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")


class SymbolError(ValueError):
    """The text is not a number and symbol; the message says where it stops being one."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """`number_text` as written ("05"); `separators[i]` stands before `parts[i]`, as written (" - ").

    `year_part` says that the first part is the year; `type_part` that the first part after it is the type's
    abbreviation. What remains are the issuers."""

    number_text: str
    parts: tuple[str, ...]
    separators: tuple[str, ...]
    year_part: bool
    type_part: bool

    @property
    def number(self) -> int:
        return int(re.sub(r"\D", "", self.number_text))

    @property
    def year(self) -> int | None:
        return int(self.parts[0]) if self.year_part else None

    @property
    def type_abbreviation(self) -> str:
        """ "QĐ", "NQLT" …, "" for a letter. Says nothing sure about the type."""
        return self.parts[int(self.year_part)] if self.type_part else ""

    @property
    def issuers(self) -> tuple[str, ...]:
        """Issuer symbols in order: ("MTTW", "BTT")."""
        return self.parts[int(self.year_part) + int(self.type_part) :]

    def __str__(self) -> str:
        joined = (s + p for s, p in zip(self.separators, self.parts, strict=True))
        return self.number_text + "".join(joined)


def parse_symbol(text: str, *, type_abbreviations: Collection[str] | None = None) -> Symbol:
    """The symbol that a text writes; `str()` of it gives the text back, without outer spaces.

    "17/CT-UBND" and "1234/UBND-VP" have one form: only knowing the abbreviations tells a type from an issuer.
    With `type_abbreviations` a first part outside it counts as an issuer; without, the first of two or more
    parts counts as the type. A single part is always the issuer. Raises SymbolError.
    """
    rest = text.strip()
    first = _FIRST.match(rest)
    if not first:
        raise SymbolError(f"a number is expected at the start of {text!r}")
    at = first.end()
    parts: list[str] = []
    separators: list[str] = []
    while at < len(rest):
        separator = _SEPARATOR.match(rest, at)
        part = _PART.match(rest, separator.end()) if separator else None
        if not separator or not part:
            raise SymbolError(f"{rest[at:]!r} in {text!r} cannot be read")
        separators.append(separator.group())
        parts.append(part.group())
        at = part.end()
    if not parts:
        raise SymbolError(f"{text!r} has a number, but no symbol")
    has_year = len(parts) > 1 and bool(_YEAR.fullmatch(parts[0])) and "/" in separators[0]
    named = parts[int(has_year) :]
    is_type = len(named) > 1 and (type_abbreviations is None or named[0] in type_abbreviations)
    return Symbol(first.group(), tuple(parts), tuple(separators), has_year, is_type)

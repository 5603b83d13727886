"""A register book as it is printed: a title, columns with their widths, rows of texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OUTGOING = frozenset({"symbol", "dated", "title", "signed_by", "recipients", "kept_by", "copies", "note"})
INCOMING = frozenset(
    {"received", "entry", "issuer", "symbol", "dated", "title", "in_charge", "passed", "receipt", "note"}
)
WORDS = frozenset(
    {
        "kept",
        "skipped",
        "replaced",
        "recalled",
        "corrected",
        "numbered",
        "sent",
        "page",
        "none",
        "struck",
        "secret",
        "put_right",
    }
)


class BookError(ValueError):
    """The data of a register book does not fit; the message names the place."""


@dataclass(frozen=True, slots=True)
class BookColumn:
    value: str
    title: str
    width: float


@dataclass(frozen=True, slots=True)
class BookForm:
    """How a book looks: `year` holds {year}."""

    title: str
    basis: str
    year: str
    columns: tuple[BookColumn, ...]


@dataclass(frozen=True, slots=True)
class BookForms:
    """Both books and the words in their cells."""

    outgoing: BookForm
    incoming: BookForm
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Book:
    """One unit's book of one year, ready to be printed; or one leaf of it, of `leaves`, the last the newest."""

    form: BookForm
    unit: str
    year: int
    rows: tuple[tuple[str, ...], ...]
    words: Mapping[str, str]
    leaf: int = 1
    leaves: int = 1

    @property
    def year_line(self) -> str:
        return self.form.year.format(year=self.year)


def book_forms(data: Mapping[str, Any]) -> BookForms:
    """The forms that a mapping (from YAML) describes. Raises BookError."""
    words = data.get("words", {})
    if wrong := sorted(WORDS ^ set(words)):
        raise BookError(f"words: {wrong[0]!r} is missing or unknown")
    return BookForms(_form(data, "outgoing", OUTGOING), _form(data, "incoming", INCOMING), words)


def _form(data: Mapping[str, Any], name: str, known: frozenset[str]) -> BookForm:
    row = data.get(name, {})
    try:
        columns = tuple(BookColumn(c["value"], c["title"], float(c["width"])) for c in row["columns"])
        form = BookForm(row["title"], row["basis"], row["year"], columns)
    except (KeyError, TypeError, ValueError) as problem:
        raise BookError(f"{name}: {problem!r}") from problem
    if unknown := [c.value for c in columns if c.value not in known or c.width <= 0]:
        raise BookError(f"{name}.columns: {unknown[0]!r} is not known, or has no width")
    return form

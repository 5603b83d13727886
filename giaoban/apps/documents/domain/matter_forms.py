"""The forms of the two lists that are printed of matter files, as a country pack describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .book import BookColumn

LIST = frozenset({"code", "title", "retention", "keeper", "note"})
PAPERS = frozenset({"number", "symbol", "dated", "title", "issuer", "sheet", "note"})
WORDS = frozenset(
    {
        "none",
        "draft",
        "struck",
        "secret",
        "put_right",
        "replaced",
        "recalled",
        "corrected",
        "continues",
        "closed",
        "unread",
    }
)


class MatterFormError(ValueError):
    """The data of the lists does not fit; the message names the place."""


@dataclass(frozen=True, slots=True)
class PrintedList:
    """`sentences` besides the table: "closing", for papers also "facts", "open", "signed" (by whom)."""

    title: str
    summary: str
    columns: tuple[BookColumn, ...]
    sentences: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MatterForms:
    """`retentions`: years (None: permanent) to the words of the country, in the order of the choice."""

    retentions: Mapping[int | None, str]
    list: PrintedList
    papers: PrintedList
    words: Mapping[str, str]

    def retention(self, years: int | None) -> str:
        """The words for a retention; one that is no longer offered reads like the others."""
        return self.retentions.get(years) or self._like(years)

    def _like(self, years: int | None) -> str:
        other, words = next((n, words) for n, words in self.retentions.items() if n is not None)
        return words.replace(str(other), str(years))


def matter_forms(data: Mapping[str, Any]) -> MatterForms:
    """The forms that a mapping (from YAML) describes. Raises MatterFormError."""
    words = data.get("words", {})
    if wrong := sorted(WORDS ^ set(words)):
        raise MatterFormError(f"words: {wrong[0]!r} is missing or unknown")
    try:
        retentions = {row["years"]: str(row["name"]) for row in data["retentions"]}
    except (KeyError, TypeError) as problem:
        raise MatterFormError(f"retentions: {problem!r}") from problem
    if None not in retentions or not any(retentions) or any(n is not None and n < 1 for n in retentions):
        raise MatterFormError("retentions: permanent (null) and at least one number of years are needed")
    return MatterForms(
        retentions,
        _printed(data, "list", LIST, ("closing",)),
        _printed(data, "papers", PAPERS, ("facts", "open", "closing", "signed")),
        words,
    )


def _printed(
    data: Mapping[str, Any], name: str, known: frozenset[str], sentences: tuple[str, ...]
) -> PrintedList:
    row = data.get(name, {})
    try:
        columns = tuple(BookColumn(c["value"], c["title"], float(c["width"])) for c in row["columns"])
        found = PrintedList(row["title"], row["summary"], columns, {s: str(row[s]) for s in sentences})
    except (KeyError, TypeError, ValueError) as problem:
        raise MatterFormError(f"{name}: {problem!r}") from problem
    if unknown := [c.value for c in columns if c.value not in known or c.width <= 0]:
        raise MatterFormError(f"{name}.columns: {unknown[0]!r} is not known, or has no width")
    return found

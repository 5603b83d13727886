"""The words of the papers of weeks and plans, as the country pack gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar


class WordsError(ValueError):
    """The pack's words do not fit; the message names the key."""


@dataclass(frozen=True, slots=True)
class WeekWords:
    """Sentences with places in braces. `days` from Monday on; `parts` by part of the day; `columns` in their order with
    `shares` of the width; `landscape` turns the sheet.
    """

    type_name: str
    type_symbol: str
    summary: str
    opening: str
    synthetic: str
    landscape: bool
    days: tuple[str, ...]
    parts: Mapping[str, str]
    columns: Mapping[str, str]
    shares: Mapping[str, float]
    marks: Mapping[str, str]
    changed_note: str
    closing: str


@dataclass(frozen=True, slots=True)
class MondayWords:
    """Headings by section, `empty` where a section has no line, `states` by state of a line."""

    type_name: str
    type_symbol: str
    summary: str
    opening: str
    synthetic: str
    sections: Mapping[str, str]
    empty: str
    columns: Mapping[str, str]
    shares: Mapping[str, float]
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlanWords:
    """Of the plan of a month, quarter or year; `periods` by span, `whole` for what goes on all the time."""

    type_name: str
    type_symbol: str
    summary: str
    opening: str
    synthetic: str
    landscape: bool
    periods: Mapping[str, str]
    whole: str
    columns: Mapping[str, str]
    shares: Mapping[str, float]
    marks: Mapping[str, str]
    changed_note: str
    closing: str


T = TypeVar("T", WeekWords, MondayWords, PlanWords)


def words_from(kind: type[T], data: Mapping[str, Any]) -> T:
    """The words in a mapping (from YAML). Raises WordsError for an unknown or missing key."""
    names = {f.name for f in fields(kind)}
    for wrong in sorted(names ^ set(data)):
        raise WordsError(f"{'missing' if wrong in names else 'unknown'} key {wrong!r}")
    found: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in data.items()}
    return kind(**found)

"""The order of a briefing, as the country pack lays it down for each document layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


class OutlineError(ValueError):
    """The outline's data cannot be used; the message names the place."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it.

    `place`: form sections whose outline place it is give their figures and results here. `kinds`: texts of
    these kinds from every section. `reckoning`, `doubts`: who answered; what was doubted. `chart`: one
    indicator drawn by area. `table`: the sections' figures by organisation as a table.
    """

    title: str
    level: int = 1
    place: str = ""
    kinds: tuple[str, ...] = ()
    reckoning: bool = False
    doubts: bool = False
    chart: str = ""
    table: bool = True


@dataclass(frozen=True, slots=True)
class Outline:
    """`words` are the sentences that a briefing says itself, with {places}.

    `table_units`: a unit of measure → (how many of it make one, the larger unit that tables are written in).
    """

    code: str
    type_name: str
    type_symbol: str
    summary: str
    intro: str
    parts: tuple[Part, ...]
    words: Mapping[str, str]
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    table_units: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)

    def say(self, word: str, **places: object) -> str:
        """One of the outline's own sentences."""
        return self.words[word].format(**places)


_WORDS = {
    "answered", "basis", "late", "missing", "nobody_missing", "returned", "doubt", "doubt_open", "by_organisation",
    "by_area", "organisation", "area", "total", "annex_figures", "annex_asks", "ask", "ask_earlier",
    "ask_sent", "ask_answered", "ask_settled", "ask_not_settled", "ask_holder", "chart", "synthetic", "unit_said",
    "listed", "group", "group_all", "annex_whole", "indicator", "unit", "now", "previous", "last_year", "change",
    "plan", "percent", "points", "summary_of", "figures_of", "reading_time", "none_of",
    "missing_many", "annex_missing", "at_level_0", "at_level_1", "at_level_2", "at_level_3", "at_level_4",
}  # fmt: skip


def outline_from_data(data: Mapping[str, Any]) -> Outline:
    """An outline from the pack's YAML. Raises OutlineError."""
    try:
        parts = tuple(Part(**{**part, "kinds": tuple(part.get("kinds", ()))}) for part in data["parts"])
        words = dict(data["words"])
        found = Outline(
            code=data["code"], type_name=data["type_name"], type_symbol=data["type_symbol"], summary=data["summary"],
            intro=data["intro"], parts=parts, words=words, addressees=tuple(data.get("addressees", ())),
            recipients=tuple(data.get("recipients", ())),
            table_units={u: (Decimal(r["of"]), r["unit"]) for u, r in data.get("table_units", {}).items()},
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise OutlineError(f"outline {data.get('code')!r}: {error}") from error
    lacking = _WORDS - words.keys()
    if lacking:
        raise OutlineError(f"outline {found.code!r}: no words for {', '.join(sorted(lacking))}")
    return found

"""The order and the fixed words of a unit's own report, as the country pack lays them down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class OwnOutlineError(ValueError):
    """The outline's data cannot be used; the message names the place."""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A heading and what stands under it: every section of the form, or the texts of some kinds."""

    title: str
    level: int = 1
    kinds: tuple[str, ...] = ()
    sections: bool = False


@dataclass(frozen=True, slots=True)
class OwnOutline:
    """`summaries`: the line under "REPORT" by form code, `summary` for the others; both with {period}."""

    type_name: str
    type_symbol: str
    summary: str
    intro: str
    parts: tuple[OwnPart, ...]
    words: Mapping[str, str]
    summaries: Mapping[str, str] = field(default_factory=dict)

    def about(self, form: str, period: str) -> str:
        """What the report is about, on its title line."""
        return self.summaries.get(form, self.summary).format(period=period)

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of texts that have a part of their own; the others stay in their section."""
        return frozenset(kind for part in self.parts for kind in part.kinds)


_WORDS = {
    "as_above", "estimate", "estimates", "synthetic", "plan_table", "annex", "number", "indicator", "unit", "value",
    "to_date", "last_year", "change", "plan", "percent", "ratio", "none",
    "none_of",
}  # fmt: skip


def own_outline_from_data(data: Mapping[str, Any]) -> OwnOutline:
    """An outline from the pack's YAML. Raises OwnOutlineError."""
    try:
        parts = tuple(OwnPart(**{**part, "kinds": tuple(part.get("kinds", ()))}) for part in data["parts"])
        found = OwnOutline(**{**data, "parts": parts})
    except (KeyError, TypeError) as error:
        raise OwnOutlineError(f"own report: {error}") from error
    if lacking := _WORDS - found.words.keys():
        raise OwnOutlineError(f"own report: no words for {', '.join(sorted(lacking))}")
    return found

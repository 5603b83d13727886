"""What people write for a unit, a site or an area: its code, or any name that it has or had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from giaoban.kit.text import fold

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Named(Generic[Row]):
    """What a written name or code may mean: one row, none, or several."""

    rows: Mapping[str, Sequence[Row]]

    def find(self, written: str) -> Sequence[Row]:
        return self.rows.get(fold(written.strip()), ())


def named(rows: Sequence[tuple[Row, Sequence[str]]]) -> Named[Row]:
    """Rows by each of their names, without diacritics and case."""
    found: dict[str, list[Row]] = {}
    for row, names in rows:
        for name in {fold(n.strip()) for n in names if n.strip()}:
            found.setdefault(name, []).append(row)
    return Named(found)

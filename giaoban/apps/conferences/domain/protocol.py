"""Delegates as they are typed: by post, in protocol order, one a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewDelegate:
    """A post that is invited; `unit_id`: whose it is, `site_id`: where it sits (None: where the conference is)."""

    post: str
    unit_id: int | None = None
    site_id: int | None = None

    def __post_init__(self) -> None:
        if not self.post.strip():
            raise ValueError("a delegate is a post")


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line as typed, its cells without outer blanks; `number` from 1, blank lines counted."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""


def typed_lines(text: str) -> Iterator[TypedLine]:
    """The lines of a pasted table: cells parted by a tab (from a worksheet) or a semicolon. No blank ones."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            parts = line.split("\t") if "\t" in line else line.split(";")
            yield TypedLine(number, tuple(part.strip() for part in parts))


def moved(order: Sequence[int], pk: int, place: int) -> list[int]:
    """The order with `pk` at `place` (from 1); a place beyond either end is that end."""
    rest = [one for one in order if one != pk]
    at = max(0, min(place - 1, len(rest)))
    return [*rest[:at], pk, *rest[at:]]

"""Whom a document is sent to, as somebody says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addressing:
    """Units `by_hand` (codes or names, a line each; an empty one names nobody), and all units that are of one of
    `levels`, of one of `organisations` (codes), in `area` (its code or name) and in one of `groups` (codes). An empty
    condition does not narrow; without any nobody is meant."""

    by_hand: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    organisations: tuple[str, ...] = ()
    area: str = ""
    groups: tuple[str, ...] = ()

    @property
    def by_rule(self) -> bool:
        """Is anybody meant besides those named by hand?"""
        return bool(self.levels or self.organisations or self.area or self.groups)


def lines_of(text: str) -> tuple[str, ...]:
    """What was typed, one unit a line: empty lines stay, so that each line keeps its number. () of nothing."""
    lines = tuple(line.strip() for line in text.rstrip().splitlines())
    return lines if any(lines) else ()

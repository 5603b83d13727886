"""Whom a document is sent to, as somebody says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addressing:
    """Units `by_hand` (codes or names), and all units that are of one of `levels`, of one of `organisations`
    (codes), in `area` (its code or name) and in one of `groups` (codes). An empty condition does not narrow; without
    any nobody is meant."""

    by_hand: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    organisations: tuple[str, ...] = ()
    area: str = ""
    groups: tuple[str, ...] = ()

    @property
    def by_rule(self) -> bool:
        """Is anybody meant besides those named by hand?"""
        return bool(self.levels or self.organisations or self.area or self.groups)

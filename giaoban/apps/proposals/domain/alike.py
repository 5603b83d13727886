"""The same thing asked through several lines is shown once, with everybody who asked it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Alike(Generic[Item]):
    """Items of one wording, in the order they came; `raisers`: the units that raised any of them."""

    items: tuple[Item, ...]
    raisers: int

    @property
    def first(self) -> Item:
        return self.items[0]


def grouped(
    items: Iterable[Item], wording: Callable[[Item], str], raisers: Callable[[Item], int]
) -> Sequence[Alike[Item]]:
    """One group a wording, the most raised first; groups raised alike keep the order of the items."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(wording(item), []).append(item)
    groups = [Alike(tuple(alike), sum(map(raisers, alike))) for alike in found.values()]
    return sorted(groups, key=lambda group: -group.raisers)

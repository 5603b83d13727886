"""Do two demands look like one? By what their titles share, in any language written in syllables or words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from giaoban.kit.text import fold

SHARED, SHARE = 2, 0.5
"""Titles are alike when they share so many pairs of neighbouring words, and so much of the shorter title."""


def pairs_of(title: str) -> frozenset[tuple[str, str]]:
    """Pairs of neighbouring words of a title, without diacritics, case and signs."""
    words = "".join(c if c.isalnum() else " " for c in fold(title)).split()
    return frozenset(pairwise(words))


def alike(one: str, other: str) -> bool:
    """Two titles that seem to ask for the same: at least two shared pairs, half of the shorter one."""
    a, b = pairs_of(one), pairs_of(other)
    shared = len(a & b)
    return shared >= SHARED and shared >= SHARE * min(len(a), len(b))


def alike_among(titles: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Those of `titles` that are alike to one of `wanted`, in their order."""
    sought = [w for w in wanted if w.strip()]
    return [title for title in titles if any(alike(title, w) for w in sought)]


def groups_of(titles: Iterable[str]) -> list[list[int]]:
    """Places of titles that are alike to one another, two or more together, in order of the first."""
    listed = list(titles)
    groups: list[list[int]] = []
    for place, title in enumerate(listed):
        for group in groups:
            if alike(listed[group[0]], title):
                group.append(place)
                break
        else:
            groups.append([place])
    return [group for group in groups if len(group) > 1]

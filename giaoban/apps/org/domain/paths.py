"""Dated chains of superiors: a row is split where something above it changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .spans import Span, end_of, gaps, overlap, start_of


@dataclass(frozen=True, slots=True)
class Link:
    """`node` stands under `parent` on the days of `valid`; a root has no parent."""

    node: str
    parent: str | None
    valid: Span


@dataclass(frozen=True, slots=True)
class Chain:
    """A link with the `path` from the root down to the node, the same on every day of `valid`."""

    node: str
    parent: str | None
    path: tuple[str, ...]
    valid: Span


def chains(links: Iterable[Link]) -> list[Chain]:
    """Every link as one or more chains. A parent without a link of its own is a root there.

    Raises ValueError when a node would stand under itself.
    """
    of: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        of[link.node].append(link)
    done: dict[str, list[Chain]] = {}

    def resolve(node: str, below: tuple[str, ...]) -> list[Chain]:
        if node in below:
            raise ValueError(f"{node} stands under itself: {' < '.join(below)}")
        if node not in done:
            found = [c for link in of[node] for c in split(link, (*below, node))] if node in of else []
            done[node] = sorted(found, key=lambda c: start_of(c.valid))
        return done[node]

    def split(link: Link, below: tuple[str, ...]) -> Iterable[Chain]:
        if link.parent is None:
            yield Chain(link.node, None, (link.node,), link.valid)
            return
        parts = [
            (part, c.path) for c in resolve(link.parent, below) if (part := overlap(c.valid, link.valid))
        ]
        parts += [(gap, (link.parent,)) for gap in gaps(link.valid, [part for part, _ in parts])]
        for part, path in sorted(parts, key=lambda p: (start_of(p[0]), end_of(p[0]))):
            yield Chain(link.node, link.parent, (*path, link.node), part)

    return [chain for node in list(of) for chain in resolve(node, ())]

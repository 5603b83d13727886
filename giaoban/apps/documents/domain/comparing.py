"""Two revisions side by side, by the identity of paragraphs; inside an edited one, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

Fate: TypeAlias = Literal["same", "edited", "moved", "added", "removed"]
PieceKind: TypeAlias = Literal["same", "added", "removed"]
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Standing:
    """A paragraph as it stands in one revision: its identity and its words."""

    key: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one paragraph. An edited one that also moved is "edited" with `moved` set."""

    key: int
    fate: Fate
    pieces: tuple[Piece, ...]
    moved: bool = False


def compare(old: Sequence[Standing], new: Sequence[Standing]) -> tuple[Change, ...]:
    """Every paragraph of both once, in the new order; a removed one stands after its old neighbour above."""
    before = {p.key: p.text for p in old}
    stayed = _unmoved([p.key for p in old], [p.key for p in new])
    changes = [_change(p, before.get(p.key), p.key not in stayed) for p in new]
    known = {p.key for p in new}
    neighbour: int | None = None
    for standing in old:
        if standing.key not in known:
            gone = Change(standing.key, "removed", _pieces(standing.text, ""))
            place = next((i + 1 for i, c in enumerate(changes) if c.key == neighbour), 0)
            changes.insert(place, gone)
        neighbour = standing.key
    return tuple(changes)


def _change(now: Standing, before: str | None, moved: bool) -> Change:
    if before is None:
        return Change(now.key, "added", _pieces("", now.text))
    if before != now.text:
        return Change(now.key, "edited", _pieces(before, now.text), moved)
    return Change(now.key, "moved" if moved else "same", _pieces(before, now.text), moved)


def _unmoved(old: list[int], new: list[int]) -> set[int]:
    """The longest run of paragraphs that kept their order; the others were moved."""
    both = set(old) & set(new)
    place = {key: i for i, key in enumerate(k for k in new if k in both)}
    tails: list[int] = []
    best: list[list[int]] = []
    for key in (k for k in old if k in both):
        length = sum(1 for tail in tails if tail < place[key])
        chain = [*(best[length - 1] if length else []), key]
        if length == len(tails):
            tails.append(place[key])
            best.append(chain)
        else:
            tails[length], best[length] = place[key], chain
    return set(best[-1]) if best else set()


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(a[a1:a2])))
            continue
        if a2 > a1:
            pieces.append(Piece("removed", "".join(a[a1:a2])))
        if b2 > b1:
            pieces.append(Piece("added", "".join(b[b1:b2])))
    return tuple(pieces)

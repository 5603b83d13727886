"""The order in which people speak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from ..enums import TurnKind


class Waiting(Protocol):
    """What the order of a turn hangs on."""

    kind: str
    position: int
    pk: int


W = TypeVar("W", bound=Waiting)


def in_order(turns: Sequence[W]) -> list[W]:
    """Arranged papers first, hands below them; each by position, then by who asked first."""
    return sorted(turns, key=lambda turn: (turn.kind != TurnKind.PAPER, turn.position, turn.pk))


def moved(turns: Sequence[W], pk: int, by: int) -> list[W]:
    """The order with one turn `by` places further (negative: earlier), never past its own kind: a hand does not pass
    an arranged paper. The same order when it cannot move.
    """
    found = in_order(turns)
    here = next(place for place, turn in enumerate(found) if turn.pk == pk)
    there = here + by
    if not 0 <= there < len(found) or found[there].kind != found[here].kind:
        return found
    found.insert(there, found.pop(here))
    return found


def seconds_left(started_at: datetime, minutes: int, now: datetime) -> int:
    """Seconds until the time is up; negative when it has passed."""
    return int((started_at + timedelta(minutes=minutes) - now).total_seconds())

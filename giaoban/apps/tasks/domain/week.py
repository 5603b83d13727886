"""Entries of a weekly schedule as values, and where two of them clash."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import NamedTuple

from ..enums import ClashKind, Part

_BETWEEN = re.compile(r"[;,\n]")
HALF_DAYS = {
    Part.MORNING: (time(7, 30), time(11, 30)),
    Part.AFTERNOON: (time(13, 30), time(17)),
    Part.EVENING: (time(18), time(21)),
}
"""The usual hours of an office, for calendars that want to know when something ends."""
_AT_LEAST = 60


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is written into a week. `weekday` 0 is Monday; `chair`, `participants`, `prepared_by` name posts and units.

    `participants` is a list in words, parted by commas, semicolons or lines. `link` is a path of this site or "".
    `public`: everybody may read it on the unit's public page, if there is one.
    """

    weekday: int
    part: str
    content: str
    starts_at: time | None = None
    chair: str = ""
    participants: str = ""
    place: str = ""
    prepared_by: str = ""
    task_id: int | None = None
    link: str = ""
    standing: bool = False
    clash_reason: str = ""
    public: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError("a week has seven days, 0 to 6")
        if not self.content.strip():
            raise ValueError("an entry says what is done")
        if self.link and (not self.link.startswith("/") or self.link.startswith("//")):
            raise ValueError(f"an entry leads to a path of this site, not to {self.link[:60]!r}")


@dataclass(frozen=True, slots=True)
class Slot:
    """What an entry occupies. Two slots with the same `key` are the same entry."""

    key: int
    weekday: int
    part: str
    chair: str = ""
    participants: str = ""
    place: str = ""
    cancelled: bool = False


class Clash(NamedTuple):
    """The entries `one` and `other` need the same thing at the same time; `what` in the words of `one`."""

    one: int
    other: int
    kind: ClashKind
    what: str


def monday_of(day: date) -> date:
    """The Monday of the week in which `day` lies."""
    return day - timedelta(days=day.weekday())


def taken_up(part: Part, hour: time | None, minutes: int | None) -> tuple[time, int]:
    """When something in this part of a day begins, and how many minutes it takes: as long as was said, else until the
    end of the half-day, an hour where that is over.
    """
    begins, ends = HALF_DAYS[part]
    start = hour or begins
    left = (ends.hour - start.hour) * 60 + ends.minute - start.minute
    return start, minutes or (left if left > 0 else _AT_LEAST)


def names_in(words: str) -> dict[str, str]:
    """The posts and units that a list in words names: how they are compared → as they are written."""
    return {_same(name): name.strip() for name in _BETWEEN.split(words) if name.strip()}


def clashes_between(one: Slot, other: Slot) -> list[Clash]:
    """What both need in the same part of the same day. Nothing clashes with itself or with what is cancelled.

    Chairs are compared with chairs; somebody who chairs one and takes part in the other is one person too.
    """
    if (
        one.key == other.key
        or one.cancelled
        or other.cancelled
        or (one.weekday, one.part) != (other.weekday, other.part)
    ):
        return []
    chairs, theirs = names_in(one.chair), names_in(other.chair)
    people, others = chairs | names_in(one.participants), theirs | names_in(other.participants)
    found = [Clash(one.key, other.key, ClashKind.CHAIR, chairs[n]) for n in chairs if n in theirs]
    found += [
        Clash(one.key, other.key, ClashKind.PERSON, people[n])
        for n in people
        if n in others and not (n in chairs and n in theirs)
    ]
    if one.place.strip() and _same(one.place) == _same(other.place):
        found.append(Clash(one.key, other.key, ClashKind.PLACE, one.place.strip()))
    return found


def clashes_of(one: Slot, others: Iterable[Slot]) -> list[Clash]:
    """Everything in which `one` clashes with one of `others`."""
    return [clash for other in others for clash in clashes_between(one, other)]


def clashes_among(slots: Sequence[Slot]) -> list[Clash]:
    """Every clash of a week, from both sides: each pair stands twice."""
    return [clash for slot in slots for clash in clashes_of(slot, slots)]


def _same(words: str) -> str:
    """How names are compared: case, blanks and the two ways of writing a letter make no difference."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())

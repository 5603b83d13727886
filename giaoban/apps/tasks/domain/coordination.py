"""A coordination that is written, as a value; when the next review is due; how many meetings are missing."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class NewCommitment:
    """What a party promises, by a day or at any time."""

    text: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class NewParty:
    """A body and what it promises. `name` is a unit's code or full name, or that of a body outside the network."""

    name: str
    commitments: tuple[NewCommitment, ...] = ()


@dataclass(frozen=True, slots=True)
class NewCoordination:
    """What several bodies agree on. `meetings` a year; reviewed first on `review_on`, then every `review_months`."""

    kind: str
    title: str
    signed_on: date
    review_on: date
    parties: tuple[NewParty, ...]
    symbol: str = ""
    meetings: int = 0
    review_months: int = 12


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one commitment: in time? as agreed? `words` say why not."""

    commitment_id: int
    in_time: bool
    as_agreed: bool
    words: str = ""

    @property
    def kept(self) -> bool:
        return self.in_time and self.as_agreed


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last day of that month."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_review(due: date, months: int, held_on: date) -> date:
    """The day of the next review: on from the day the last was due, the first that lies after the day it was held."""
    found, step = due, 0
    while found <= held_on:
        step += 1
        found = months_after(due, step * months)
    return found


def meetings_missing(held: Iterable[date], a_year: int, signed_on: date, today: date) -> int:
    """How many of this year's meetings should have been held by today and were not: they spread over the year.

    In its first year a coordination owes only those that fall after it was signed.
    """
    first = date(today.year, 1, 1)
    dues = [months_after(first, 12 * n // a_year) - timedelta(days=1) for n in range(1, a_year + 1)]
    owed = sum(signed_on < due <= today for due in dues)
    return max(0, owed - sum(day.year == today.year and day <= today for day in held))


_DAY_AT_END = re.compile(r"^(.*?)[\s–-]+(\d{1,2})/(\d{1,2})/(\d{4})\s*$")


def promises_in(text: str) -> list[NewCommitment]:
    """Commitments as they were typed, one a line; a day of the calendar at the end of a line is its day."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _DAY_AT_END.match(line)
        by = _day(*map(int, match.groups()[1:])) if match else None
        found.append(
            NewCommitment(match[1].strip(), by) if match and by and match[1].strip() else NewCommitment(line)
        )
    return found


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

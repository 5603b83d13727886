"""One thing asked of one unit, as a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class NewAsk:
    """What is asked of `unit_id`, by when, and where it is done.

    `kind` is a code (`enums.AskKind`, or a room's own, ≤ 40 letters); `url` a path of this site, resolved
    when written; `subject_type` and `subject_id` name the row it is about ("reporting.Report", 42), so that
    whoever asked can close it; `post` narrows it to a post of the unit ("" for any). `due` is aware, or None.
    """

    kind: str
    unit_id: int
    title: str
    due: datetime | None
    url: str
    subject_type: str
    subject_id: int
    post: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("an ask says what is asked")
        if not self.url.startswith("/") or self.url.startswith("//"):
            raise ValueError(f"an ask leads to a path of this site, not to {self.url[:60]!r}")
        if self.due is not None and self.due.tzinfo is None:
            raise ValueError("due is an aware moment")


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """How much falls due in the week that begins on `monday`; `kinds` counts by kind."""

    monday: date
    count: int
    kinds: dict[str, int] = field(default_factory=dict)


def by_week(dues: Sequence[tuple[date, str, int]], first: date, weeks: int) -> list[WeekLoad]:
    """Weeks from the one of `first` on, with what falls due in each.

    `dues` holds (day, kind, how many). What was due before the first week still has to be done and counts in
    the first one; what falls due after the last is left out.
    """
    monday = first - timedelta(days=first.weekday())
    kinds: list[dict[str, int]] = [{} for _week in range(weeks)]
    for day, kind, count in dues:
        place = max(0, (day - monday).days // 7)
        if place < weeks:
            kinds[place][kind] = kinds[place].get(kind, 0) + count
    return [
        WeekLoad(monday + timedelta(weeks=place), sum(found.values()), found)
        for place, found in enumerate(kinds)
    ]

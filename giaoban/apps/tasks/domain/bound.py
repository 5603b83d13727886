"""Entries that follow something else (a conference), as values; what of those that stand has to change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from ..enums import Part
from .week import monday_of

_NOON, _EVENING = time(12), time(18)


class Source(NamedTuple):
    """What entries follow: "conferences.Conference", 42."""

    type: str
    id: int


@dataclass(frozen=True, slots=True)
class BoundEntry:
    """What stands in the schedule of `unit_id`, from `starts_at` (local). `link` is a path of this site.

    `place` is where it is; with `own_place` only a new entry takes it, and the unit may write another. `minutes` is
    how long it takes, where that is known.
    """

    unit_id: int
    starts_at: datetime
    content: str
    chair: str
    place: str
    link: str
    own_place: bool = False
    minutes: int | None = None

    @property
    def monday(self) -> date:
        return monday_of(self.starts_at.date())

    def fields(self) -> dict[str, Any]:
        """The columns of an entry that follow."""
        hour = self.starts_at.time()
        return {
            "weekday": self.starts_at.weekday(),
            "part": str(part_of(hour)),
            "starts_at": hour.replace(second=0, microsecond=0),
            "content": self.content,
            "chair": self.chair[:200],
            "link": self.link,
            "minutes": self.minutes,
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry of the source that stands: its id, whose week, and its columns."""

    pk: int
    unit_id: int
    monday: date
    issued: bool
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Differences:
    """What has to be done: entries that go, those that change with their new columns, and those that are new."""

    gone: list[Standing]
    changed: list[tuple[Standing, dict[str, Any]]]
    fresh: list[BoundEntry]


def part_of(hour: time) -> Part:
    """Before noon, until 18:00, after that."""
    if hour < _NOON:
        return Part.MORNING
    return Part.AFTERNOON if hour < _EVENING else Part.EVENING


def differences(
    standing: Iterable[Standing], wanted: Collection[BoundEntry], *, whole: bool = True
) -> Differences:
    """One entry a unit. An entry in another week than the wanted one goes and comes anew.

    With `whole` what stands and is not wanted goes too; without, only units among `wanted` are looked at.
    """
    by_unit = {entry.unit_id: entry for entry in wanted}
    gone, changed, kept = [], [], set()
    for row in standing:
        new = by_unit.get(row.unit_id)
        if new is None:
            gone += [row] if whole else []
        elif new.monday != row.monday or row.unit_id in kept:
            gone.append(row)
        else:
            kept.add(row.unit_id)
            values = new.fields() | ({} if new.own_place else {"place": new.place[:200]})
            if any(row.values[name] != value for name, value in values.items()):
                changed.append((row, {"place": row.values["place"], **values}))
    return Differences(gone, changed, [e for unit, e in by_unit.items() if unit not in kept])

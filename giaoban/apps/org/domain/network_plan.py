"""What a loader hands over: the whole network as values, things named by their codes.

A country pack builds a plan; `actions.load_network` makes the tables agree with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from ..enums import AreaKind, DayKind, Level, Line, OrganisationKind
from .paths import Link
from .spans import Span


@dataclass(frozen=True, slots=True)
class AreaRow:
    """`name` is the latest; `earlier` names are found by searches too."""

    code: str
    official_code: str
    kind: AreaKind
    name: str
    short_name: str
    longitude: float | None
    latitude: float | None
    valid: Span
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameRow:
    """What the area or unit `code` was called on the days of `valid`."""

    code: str
    name: str
    short_name: str
    valid: Span


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """On `day` `share` of the predecessor went into the successor (None: in part, how much is not known)."""

    predecessor: str
    successor: str
    share: Decimal | None
    day: date


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    code: str
    kind: OrganisationKind
    name: str
    short_name: str
    position: int
    reports: bool
    letterhead: Mapping[str, Any]
    terms: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitRow:
    code: str
    organisation: str
    area: str
    level: Level
    name: str
    short_name: str
    letterhead: Mapping[str, Any]
    valid: Span
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitSuccessionRow:
    predecessor: str
    successor: str
    day: date


@dataclass(frozen=True, slots=True)
class CalendarRow:
    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """Rows that refer to a code the plan lacks must find it in the tables already."""

    source: str
    areas: tuple[AreaRow, ...] = ()
    area_names: tuple[NameRow, ...] = ()
    placements: tuple[Link, ...] = ()
    area_successions: tuple[SuccessionRow, ...] = ()
    organisations: tuple[OrganisationRow, ...] = ()
    units: tuple[UnitRow, ...] = ()
    unit_names: tuple[NameRow, ...] = ()
    lines: tuple[tuple[Line, Link], ...] = ()
    unit_successions: tuple[UnitSuccessionRow, ...] = ()
    calendar: tuple[CalendarRow, ...] = ()

    def __len__(self) -> int:
        return sum(len(getattr(self, f.name)) for f in fields(self) if f.name != "source")

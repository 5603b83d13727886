"""Reads `organisations.yaml` and `outside.yaml`: names of bodies, presence, letterheads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from giaoban.apps.org.domain.network_plan import AreaRow, OrganisationRow, UnitRow
from giaoban.apps.org.domain.spans import Span, overlap
from giaoban.apps.org.enums import Level, OrganisationKind

from .areas import NATION, Areas
from .source import split_name

_HERE = Path(__file__).parent
LEVEL_NAMES = {
    Level.CENTRE: "centre",
    Level.PROVINCE: "province",
    Level.DISTRICT: "district",
    Level.COMMUNE: "commune",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """One organisation of the network as the YAML has it."""

    code: str
    kind: OrganisationKind
    name: str
    short_name: str
    position: int
    names: Mapping[str, Mapping[str, str]]
    presence: Mapping[str, Any]
    letterhead: Mapping[str, Any]
    convenes: Span | None
    terms: tuple[date, ...] = ()

    def row(self) -> OrganisationRow:
        return OrganisationRow(
            self.code, self.kind, self.name, self.short_name, self.position, True, self.letterhead, self.terms
        )

    def name_at(self, level: Level, area_name: str) -> tuple[str, str]:
        """Name and short name of the body at an area called `area_name`."""
        pattern = self.names.get(LEVEL_NAMES[level], self.names["other"])
        if level is Level.CENTRE:
            return pattern["name"], pattern["short"]
        words = _words_of(area_name)
        return pattern["name"].format(**words), pattern["short"].format(**words)

    def letterhead_at(self, level: Level, area_name: str) -> dict[str, str]:
        """What the body's letterhead has of its own."""
        own: dict[str, str] = {}
        if level is not Level.CENTRE:
            words = _words_of(area_name)
            if words["bare"] == area_name:
                own["place"] = area_name
            if self.kind is OrganisationKind.PARTY:
                own["superior"] = f"{words['committee']} {words['bare']}"
        return own


@cache
def read_rules() -> tuple[Rules, ...]:
    """The organisations of the network in the order of tables."""
    data = _read("organisations.yaml")["organisations"]
    return tuple(
        Rules(
            code=o["code"],
            kind=OrganisationKind(o["kind"]),
            name=o["name"],
            short_name=o["short_name"],
            position=number * 10,
            names=o["names"],
            presence=o.get("presence", {}),
            letterhead=o["letterhead"],
            convenes=_convenes(o),
            terms=tuple(sorted(o.get("terms", ()))),
        )
        for number, o in enumerate(data, start=1)
    )


@cache
def read_words() -> Mapping[str, Any]:
    return _read("organisations.yaml")["words"]  # type: ignore[no-any-return]


@cache
def nobody_at() -> frozenset[str]:
    """Areas without residents, so without bodies."""
    return frozenset(_read("organisations.yaml")["nobody_at"])


def outside_bodies(areas: Areas) -> tuple[list[OrganisationRow], list[UnitRow]]:
    """Organisations outside the network, with their units at the areas that are loaded."""
    organisations, units = [], []
    for number, body in enumerate(_read("outside.yaml"), start=20):
        code, name, short = body["code"], body["name"], body["short_name"]
        organisations.append(
            OrganisationRow(code, OrganisationKind(body["kind"]), name, short, number * 10, False, {})
        )
        places: Mapping[str, str] = body.get("units", {NATION: name})
        for area_code, unit_name in places.items():
            area = areas.rows.get(area_code)
            valid = overlap(area.valid, (None, body.get("ends"))) if area else None
            if area and valid:
                units.append(_outside_unit(code, area, unit_name, short, valid))
    return organisations, units


def _outside_unit(organisation: str, area: AreaRow, name: str, short: str, valid: Span) -> UnitRow:
    if area.code == NATION:
        return UnitRow(organisation, organisation, area.code, Level.CENTRE, name, short, {}, valid)
    code = f"{organisation}-{area.official_code}"
    short = name if short not in name and len(name) < 30 else f"{short} {area.short_name}"
    return UnitRow(code, organisation, area.code, Level.PROVINCE, name, short, {}, valid)


def _words_of(area_name: str) -> dict[str, str]:
    word, bare = split_name(area_name)
    words = read_words()
    area = f"{word.lower()} {bare}"
    if bare in words["places_in_full"]:
        area = bare = area_name
    return {
        "area": area,
        "bare": bare,
        "committee": words["committee"].get(word, ""),
        "youth": words["youth"].get(word, ""),
    }


def _convenes(data: Mapping[str, Any]) -> Span | None:
    start: date | None = data.get("convenes_from")
    end: date | None = data.get("convenes_until")
    return (start, end) if start or end else None


def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))

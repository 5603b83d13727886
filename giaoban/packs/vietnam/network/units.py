"""Units of both maps: which exist, their dated names and lines, who acts for whom."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from giaoban.apps.org.domain.network_plan import AreaRow, NameRow, UnitRow, UnitSuccessionRow
from giaoban.apps.org.domain.paths import Link
from giaoban.apps.org.domain.spans import ALWAYS, Span, overlap
from giaoban.apps.org.enums import AreaKind, Level, Line

from .areas import NATION, Areas
from .dates import CHANGE, NEW, OLD
from .organisations import LEVEL_NAMES, Rules, nobody_at, read_rules

_EXTENTS = Path(__file__).with_name("extents.yaml")
_LEVEL_OF = {
    AreaKind.NATION: Level.CENTRE,
    AreaKind.PROVINCE: Level.PROVINCE,
    AreaKind.DISTRICT: Level.DISTRICT,
    AreaKind.COMMUNE: Level.COMMUNE,
}
_MAPS = {"2021": OLD, "2025": NEW}


@dataclass(frozen=True, slots=True)
class Units:
    rows: list[UnitRow]
    names: list[NameRow]
    lines: list[tuple[Line, Link]]
    successions: list[UnitSuccessionRow]


def build_units(areas: Areas, extent: str) -> Units:
    """The units of an extent ("demo", "all") at the loaded areas, with those they stand under."""
    network = _Network(areas)
    chosen = network.with_superiors(network.chosen(extent))
    units = [network.units[code] for code in network.units if code in chosen]
    return Units(
        units,
        list(network.names_of(units)),
        [(line, link) for line, link in network.lines() if link.node in chosen],
        list(network.successions(chosen)),
    )


class _Network:
    """Every body there could be, before an extent chooses."""

    def __init__(self, areas: Areas) -> None:
        self.areas = areas
        self.rules = {rules.code: rules for rules in read_rules()}
        self.parents: dict[str, list[Link]] = defaultdict(list)
        for placement in areas.placements:
            self.parents[placement.node].append(placement)
        self.communes = Counter(
            p.parent for p in areas.placements if p.parent and areas.rows[p.node].kind is AreaKind.COMMUNE
        )
        self.names: dict[str, list[NameRow]] = defaultdict(list)
        for name in areas.names:
            self.names[name.code].append(name)
        self.units: dict[str, UnitRow] = {}
        self.at: dict[tuple[str, str], UnitRow] = {}
        for rules in self.rules.values():
            taken = self._taken(rules)
            for area in areas.rows.values():
                valid = self._presence(rules, area, taken)
                if valid is not None:
                    self._add(rules, area, valid)
        self._lines = list(self._all_lines())

    def _add(self, rules: Rules, area: AreaRow, valid: Span) -> None:
        level = _LEVEL_OF[area.kind]
        name, short = rules.name_at(level, area.name)
        earlier = tuple(rules.name_at(level, old)[0] for old in area.earlier)
        unit = UnitRow(
            code=self._code(rules.code, area),
            organisation=rules.code,
            area=area.code,
            level=level,
            name=name,
            short_name=short,
            letterhead=rules.letterhead_at(level, area.name),
            valid=valid,
            earlier=(rules.short_name, area.name, *earlier),
        )
        self.units[unit.code] = self.at[rules.code, area.code] = unit

    def _code(self, organisation: str, area: AreaRow) -> str:
        """ "ND-TW" · "ND-68" · "ND-68-672" · "ND-68-24769"; areas of the new map "ND34-68" · "ND34-68-22918"."""
        if area.code == NATION:
            return f"{organisation}-TW"
        head = f"{organisation}34" if area.valid == NEW else organisation
        if area.kind is AreaKind.PROVINCE:
            return f"{head}-{area.official_code}"
        return f"{head}-{self.province_of(area.code).official_code}-{area.official_code}"

    def province_of(self, code: str) -> AreaRow:
        """The province an area lay in first."""
        while self.areas.rows[code].kind is not AreaKind.PROVINCE:
            parent = self.parents[code][0].parent
            if parent is None:
                raise ValueError(f"{code} lies in no province")
            code = parent
        return self.areas.rows[code]

    def _presence(self, rules: Rules, area: AreaRow, taken: Mapping[str, bool]) -> Span | None:
        """The days on which the organisation has a body there; None when it never has."""
        if area.code in nobody_at():
            return None
        spans = [
            _MAPS[m] for m in _MAPS if overlap(area.valid, _MAPS[m]) and self._exists(rules, area, m, taken)
        ]
        if not spans:
            return None
        valid = ALWAYS if len(spans) == 2 else spans[0]
        return overlap(valid, (None, rules.presence.get("ends")), area.valid)

    def _exists(self, rules: Rules, area: AreaRow, on_map: str, taken: Mapping[str, bool]) -> bool:
        level = LEVEL_NAMES[_LEVEL_OF[area.kind]]
        age = "old" if on_map == "2021" else "new"
        rule = rules.presence.get(f"{age}_{level}", rules.presence.get(level, "all"))
        if rule == "all":
            return True
        if rule == "none":
            return False
        if "take" in rule:
            return taken.get(area.code, False)
        return bool(self.communes[area.code] >= rule["at_least_communes"])

    def _taken(self, rules: Rules) -> dict[str, bool]:
        """Of the areas of some kinds on the new map, as many as the rule says, by a digest of their codes."""
        rule = rules.presence.get("new_commune")
        if not isinstance(rule, dict):
            return {}
        foreseen = [
            a.code
            for a in self.areas.rows.values()
            if a.kind is AreaKind.COMMUNE
            and overlap(a.valid, NEW)
            and a.name.startswith(tuple(rule["kinds"]))
        ]
        foreseen = [code for code in foreseen if code not in nobody_at()]
        foreseen.sort(key=lambda code: hashlib.sha256(code.encode()).digest())
        return dict.fromkeys(foreseen[: rule["take"]], True)

    def lines(self) -> list[tuple[Line, Link]]:
        return self._lines

    def _all_lines(self) -> Iterator[tuple[Line, Link]]:
        convenors = [r for r in self.rules.values() if r.convenes is not None]
        for unit in self.units.values():
            for superior, span in self._above(unit, unit.area, unit.valid):
                yield Line.VERTICAL, Link(unit.code, superior.code, span)
            for convenor in convenors:
                yield from self._convened(unit, convenor, convenors)

    def _above(self, unit: UnitRow, area: str, span: Span) -> Iterator[tuple[UnitRow, Span]]:
        """The organisation's next body up, through areas where it has none."""
        for placement in self.parents[area]:
            part = overlap(span, placement.valid)
            if part is None or placement.parent is None:
                continue
            superior = self.at.get((unit.organisation, placement.parent))
            shared = overlap(part, superior.valid) if superior else None
            if superior and shared:
                yield superior, shared
            else:
                yield from self._above(unit, placement.parent, part)

    def _convened(
        self, unit: UnitRow, convenor: Rules, convenors: Iterable[Rules]
    ) -> Iterator[tuple[Line, Link]]:
        if unit.organisation == convenor.code or unit.organisation == "BDV":
            return
        body = self.at.get((convenor.code, unit.area))
        span = overlap(unit.valid, body.valid, convenor.convenes or ALWAYS) if body else None
        if body and span:
            yield Line.CONVENING, Link(unit.code, body.code, span)

    def names_of(self, units: Iterable[UnitRow]) -> Iterator[NameRow]:
        for unit in units:
            for name in self.names[unit.area]:
                span = overlap(name.valid, unit.valid)
                if span:
                    called = self.rules[unit.organisation].name_at(unit.level, name.name)
                    yield NameRow(unit.code, *called, span)

    def chosen(self, extent: str) -> set[str]:
        rules = yaml.safe_load(_EXTENTS.read_text(encoding="utf-8"))[extent]
        return {unit.code for rule in rules for unit in self.units.values() if self._matches(rule, unit)}

    def _matches(self, rule: Mapping[str, Any], unit: UnitRow) -> bool:
        span = overlap(unit.valid, _MAPS[rule["map"]])
        return (
            span is not None
            and unit.organisation in rule.get("organisations", self.rules)
            and rule.get("level", LEVEL_NAMES[unit.level]) == LEVEL_NAMES[unit.level]
            and rule.get("area", unit.area) == unit.area
            and ("under" not in rule or self._under(unit.area, rule["under"], span))
        )

    def _under(self, area: str, top: str, span: Span) -> bool:
        if area == top:
            return True
        return any(
            p.parent is not None and (part := overlap(p.valid, span)) and self._under(p.parent, top, part)
            for p in self.parents[area]
        )

    def with_superiors(self, chosen: set[str]) -> set[str]:
        above: dict[str, set[str]] = defaultdict(set)
        for _line, link in self._lines:
            if link.parent:
                above[link.node].add(link.parent)
        found, waiting = set(chosen), list(chosen)
        while waiting:
            new = above[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    def successions(self, chosen: set[str]) -> Iterator[UnitSuccessionRow]:
        """A body goes on in the one at the area that its own went into, or at the data set's default of several."""
        for old, new in self.areas.default_of.items():
            for organisation in self.rules:
                before, after = self.at.get((organisation, old)), self.at.get((organisation, new))
                if before and after and {before.code, after.code} <= chosen:
                    yield UnitSuccessionRow(before.code, after.code, CHANGE)

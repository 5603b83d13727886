"""Units of both maps: which are chosen, their dated names and lines, who acts for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from giaoban.apps.org.domain.network_plan import AreaRow, NameRow, UnitRow, UnitSuccessionRow
from giaoban.apps.org.domain.paths import Link
from giaoban.apps.org.domain.spans import Span, overlap
from giaoban.apps.org.enums import AreaKind, Level, Line, OrganisationKind

from .areas import NATION, Areas
from .dates import CHANGE, NEW
from .organisations import LEVEL_NAMES, read_rules
from .presence import LEVEL_OF, MAPS, Body, bodies

_EXTENTS = Path(__file__).with_name("extents.yaml")


@dataclass(frozen=True, slots=True)
class Units:
    rows: list[UnitRow]
    names: list[NameRow]
    lines: list[tuple[Line, Link]]
    successions: list[UnitSuccessionRow]


def build_units(areas: Areas, loaded: Areas, extent: str) -> Units:
    """The units of an extent ("demo", "all") at the `loaded` ones of all `areas`, with those they stand under."""
    network = _Network(areas, loaded)
    rules = yaml.safe_load(_EXTENTS.read_text(encoding="utf-8"))[extent]
    chosen = {body: None for rule in rules for body in network.matching(rule)}
    lines = network.lines_with_superiors(chosen)
    return Units(
        [network.unit(body) for body in chosen],
        [name for body in chosen for name in network.names_of(body)],
        lines,
        list(network.successions(chosen)),
    )


class _Network:
    """Every body there could be; those chosen become units."""

    def __init__(self, areas: Areas, loaded: Areas) -> None:
        self.areas = areas
        self.rules = {rules.code: rules for rules in read_rules()}
        self.convenors = [r for r in self.rules.values() if r.convenes is not None]
        self.bodies = {b: valid for b, valid in bodies(areas, self.rules).items() if b[1] in loaded.rows}
        self.first_parent: dict[str, str | None] = {}
        for placement in areas.placements:
            self.first_parent.setdefault(placement.node, placement.parent)
        self.parents: dict[str, list[Link]] = defaultdict(list)
        for placement in loaded.placements:
            self.parents[placement.node].append(placement)
        self.names: dict[str, list[NameRow]] = defaultdict(list)
        for name in areas.names:
            self.names[name.code].append(name)

    def matching(self, rule: Mapping[str, Any]) -> Iterator[Body]:
        """The bodies that one rule of an extent takes."""
        organisations, on_map = rule.get("organisations", self.rules), MAPS[rule["map"]]
        for body, valid in self.bodies.items():
            organisation, area = body
            if organisation not in organisations or rule.get("area", area) != area:
                continue
            level = LEVEL_NAMES[self.level(area)]
            span = overlap(valid, on_map)
            if rule.get("level", level) == level and span and self._under(area, rule.get("under"), span):
                yield body

    def _under(self, area: str, top: str | None, span: Span) -> bool:
        if top is None or area == top:
            return True
        return any(
            p.parent is not None and (part := overlap(p.valid, span)) and self._under(p.parent, top, part)
            for p in self.parents[area]
        )

    def level(self, area: str) -> Level:
        return LEVEL_OF[self.areas.rows[area].kind]

    def code(self, body: Body) -> str:
        """ "ND-TW" · "ND-68" · "ND-68-672" · "ND-68-24769"; areas of the new map "ND34-68" · "ND34-68-22918"."""
        organisation, area = body[0], self.areas.rows[body[1]]
        if area.code == NATION:
            return f"{organisation}-TW"
        head = f"{organisation}34" if area.valid == NEW else organisation
        if area.kind is AreaKind.PROVINCE:
            return f"{head}-{area.official_code}"
        return f"{head}-{self.province_of(area).official_code}-{area.official_code}"

    def province_of(self, area: AreaRow) -> AreaRow:
        """The province an area lay in first."""
        while area.kind is not AreaKind.PROVINCE:
            parent = self.first_parent[area.code]
            if parent is None:
                raise ValueError(f"{area.code} lies in no province")
            area = self.areas.rows[parent]
        return area

    def unit(self, body: Body) -> UnitRow:
        rules, area, level = self.rules[body[0]], self.areas.rows[body[1]], self.level(body[1])
        name, short = rules.name_at(level, area.name)
        earlier = tuple(rules.name_at(level, old)[0] for old in area.earlier)
        return UnitRow(
            code=self.code(body),
            organisation=rules.code,
            area=area.code,
            level=level,
            name=name,
            short_name=short,
            letterhead=rules.letterhead_at(level, area.name),
            valid=self.bodies[body],
            earlier=(rules.short_name, area.name, *earlier),
        )

    def lines_with_superiors(self, chosen: dict[Body, None]) -> list[tuple[Line, Link]]:
        """The lines of the chosen bodies; whoever they stand under is added to `chosen`."""
        lines, waiting = [], list(chosen)
        while waiting:
            body = waiting.pop()
            for line, superior, span in self._superiors(body):
                lines.append((line, Link(self.code(body), self.code(superior), span)))
                if superior not in chosen:
                    chosen[superior] = None
                    waiting.append(superior)
        return lines

    def _superiors(self, body: Body) -> Iterator[tuple[Line, Body, Span]]:
        organisation, area = body
        valid = self.bodies[body]
        for superior, span in self._above(organisation, area, valid):
            yield Line.VERTICAL, superior, span
        if self.rules[organisation].kind is OrganisationKind.PARTY:
            return
        for convenor in self.convenors:
            superior = (convenor.code, area)
            if superior != body and superior in self.bodies and convenor.convenes:
                span_ = overlap(valid, self.bodies[superior], convenor.convenes)
                if span_:
                    yield Line.CONVENING, superior, span_

    def _above(self, organisation: str, area: str, span: Span) -> Iterator[tuple[Body, Span]]:
        """The organisation's next body up, through areas where it has none."""
        for placement in self.parents[area]:
            part = overlap(span, placement.valid)
            if part is None or placement.parent is None:
                continue
            superior = (organisation, placement.parent)
            shared = overlap(part, self.bodies[superior]) if superior in self.bodies else None
            if shared:
                yield superior, shared
            else:
                yield from self._above(organisation, placement.parent, part)

    def names_of(self, body: Body) -> Iterator[NameRow]:
        for name in self.names.get(body[1], ()):
            span = overlap(name.valid, self.bodies[body])
            if span:
                called = self.rules[body[0]].name_at(self.level(body[1]), name.name)
                yield NameRow(self.code(body), *called, span)

    def successions(self, chosen: Mapping[Body, None]) -> Iterator[UnitSuccessionRow]:
        """A body goes on in the one at the area that its own went into, or at the data set's default of several."""
        for old, new in self.areas.default_of.items():
            for organisation in self.rules:
                before, after = (organisation, old), (organisation, new)
                if before in chosen and after in chosen:
                    yield UnitSuccessionRow(self.code(before), self.code(after), CHANGE)

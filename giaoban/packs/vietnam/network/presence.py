"""Which organisation has a body at which area, and when."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from giaoban.apps.org.domain.network_plan import AreaRow
from giaoban.apps.org.domain.spans import ALWAYS, Span, overlap
from giaoban.apps.org.enums import AreaKind, Level

from .areas import Areas
from .dates import NEW, OLD
from .organisations import LEVEL_NAMES, Rules, nobody_at

Body = tuple[str, str]
MAPS = {"2021": OLD, "2025": NEW}
LEVEL_OF = {
    AreaKind.NATION: Level.CENTRE,
    AreaKind.PROVINCE: Level.PROVINCE,
    AreaKind.DISTRICT: Level.DISTRICT,
    AreaKind.COMMUNE: Level.COMMUNE,
}
_AGES = {"2021": "old", "2025": "new"}


def bodies(areas: Areas, organisations: Mapping[str, Rules]) -> dict[Body, Span]:
    """(organisation, area) → the days on which the body exists, by the rules of `organisations.yaml`."""
    communes = Counter(
        p.parent for p in areas.placements if p.parent and areas.rows[p.node].kind is AreaKind.COMMUNE
    )
    found: dict[Body, Span] = {}
    for rules in organisations.values():
        taken = _taken(rules, areas)
        for area in _peopled(areas):
            spans = list(_spans(rules, area, communes[area.code], taken))
            if spans:
                valid = overlap(ALWAYS if len(spans) == 2 else spans[0], (None, rules.presence.get("ends")))
                if valid:
                    found[rules.code, area.code] = valid
    return found


def _peopled(areas: Areas) -> list[AreaRow]:
    return [area for area in areas.rows.values() if area.code not in nobody_at()]


def _spans(rules: Rules, area: AreaRow, communes: int, taken: frozenset[str]) -> Iterator[Span]:
    level = LEVEL_NAMES[LEVEL_OF[area.kind]]
    for name, span in MAPS.items():
        if area.valid not in (ALWAYS, span):
            continue
        rule: Any = rules.presence.get(f"{_AGES[name]}_{level}", rules.presence.get(level, "all"))
        if rule == "all" or (
            rule != "none"
            and (area.code in taken if "take" in rule else communes >= rule["at_least_communes"])
        ):
            yield span


def _taken(rules: Rules, areas: Areas) -> frozenset[str]:
    """Of the areas of some kinds on the new map, as many as the rule says, by a digest of their codes."""
    rule = rules.presence.get("new_commune")
    if not isinstance(rule, dict):
        return frozenset()
    foreseen = [
        area.code
        for area in _peopled(areas)
        if area.kind is AreaKind.COMMUNE and area.valid != OLD and area.name.startswith(tuple(rule["kinds"]))
    ]
    foreseen.sort(key=lambda code: hashlib.sha256(code.encode()).digest())
    return frozenset(foreseen[: rule["take"]])

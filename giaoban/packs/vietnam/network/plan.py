"""The whole plan for the chosen maps and units."""

from __future__ import annotations

from giaoban.apps.org.domain.network_plan import NetworkPlan

from .areas import build_areas
from .calendar import read_calendar
from .organisations import outside_bodies, read_rules
from .source import Source, read_source
from .units import build_units

MAPS = ("2021", "2025", "all")
EXTENTS = ("demo", "all", "none")


def network_plan(maps: str = "all", extent: str = "demo", source: Source | None = None) -> NetworkPlan:
    """What `load_network` is given: one of MAPS and one of EXTENTS; `source` is read when not given."""
    if maps not in MAPS or extent not in EXTENTS:
        raise ValueError(f"maps is one of {MAPS}, units one of {EXTENTS}")
    source = source or read_source()
    whole = build_areas(source)
    areas = whole.of_map(old=maps != "2025", new=maps != "2021")
    outside, outside_units = outside_bodies(areas)
    units = build_units(whole, areas, extent) if extent != "none" else None
    return NetworkPlan(
        source=f"{source.label}, map {maps}, units {extent}",
        areas=tuple(areas.rows.values()),
        area_names=tuple(areas.names),
        placements=tuple(areas.placements),
        area_successions=tuple(areas.successions),
        organisations=(*(rules.row() for rules in read_rules()), *outside),
        units=(*units.rows, *outside_units) if units else (),
        unit_names=tuple(units.names) if units else (),
        lines=tuple(units.lines) if units else (),
        unit_successions=tuple(units.successions) if units else (),
        calendar=read_calendar(),
    )

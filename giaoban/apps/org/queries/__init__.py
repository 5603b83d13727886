"""Reads of the network. Reads for people take `actor`; the others are for use cases and jobs."""

from .areas import AreaFacts, area_facts, areas_below, children_of, find_areas, names_of_areas, way_to
from .calendar import work_calendar
from .letterheads import letterhead_of, letterheads_of
from .lines import ancestors, chains, convening_of, superiors_of, units_below
from .units import UnitFacts, directly_below, find_units, names_of_units, unit_facts, units_at

__all__ = [
    "AreaFacts",
    "UnitFacts",
    "ancestors",
    "area_facts",
    "areas_below",
    "chains",
    "children_of",
    "convening_of",
    "directly_below",
    "find_areas",
    "find_units",
    "letterhead_of",
    "letterheads_of",
    "names_of_areas",
    "names_of_units",
    "superiors_of",
    "unit_facts",
    "units_at",
    "units_below",
    "way_to",
    "work_calendar",
]

"""Letterheads of units on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..domain.letterhead import Letterhead, letterhead_from
from ..enums import Level, Line
from ..models import Area, Unit
from .lines import superiors_of
from .units import names_of_units


def letterhead_of(unit: Unit, day: date) -> Letterhead:
    """What stands at the head and foot of a document the unit issues on `day`. Five queries."""
    return letterheads_of([unit], day)[unit.pk]


def letterheads_of(units: Sequence[Unit], day: date) -> dict[int, Letterhead]:
    """The same for many units at once; pass them with `select_related("organisation")`. Four queries."""
    ids = [unit.pk for unit in units]
    parents = superiors_of(ids, Line.VERTICAL, day)
    convenors = superiors_of(ids, Line.CONVENING, day)
    names = names_of_units({*ids, *parents.values(), *convenors.values()}, day)
    areas = Area.objects.named_on(day).in_bulk({unit.area_id for unit in units})
    found: dict[int, Letterhead] = {}
    for unit in units:
        words = {
            "unit": names[unit.pk],
            "parent": names.get(parents.get(unit.pk, 0), ""),
            "convenor": names.get(convenors.get(unit.pk, 0), ""),
            "place": areas[unit.area_id].short_name_then,
            "area": areas[unit.area_id].name_then,
        }
        found[unit.pk] = letterhead_from(
            unit.organisation.letterhead, unit.letterhead, Level(unit.level), words
        )
    return found

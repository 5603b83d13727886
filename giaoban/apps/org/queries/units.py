"""Units: names, search, what a unit's page says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from giaoban.kit.access import Actor

from .. import policies
from ..enums import Level
from ..models import Area, AreaPlacement, Organisation, Unit, UnitLine, UnitName, UnitSuccession


def names_of_units(unit_ids: Iterable[int], day: date) -> dict[int, str]:
    """unit → what it was called on `day`. One query."""
    rows = Unit.objects.filter(pk__in=list(unit_ids)).named_on(day)
    return dict(rows.values_list("pk", "name_then"))


def find_units(
    *,
    actor: Actor,
    day: date,
    query: str = "",
    organisation: Organisation | None = None,
    level: Level | None = None,
    area: Area | None = None,
) -> QuerySet[Unit]:
    """Units there on `day`, with `name_then`; `area` takes everything that lay in it then.

    `query` ignores diacritics and case and finds earlier names too.
    """
    rows: Any = Unit.objects.visible_to(actor, policies.see_network).on(day).search(query)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if level is not None:
        rows = rows.filter(level=level)
    if area is not None:
        top = AreaPlacement.objects.on(day).filter(area=area).values_list("path", flat=True).first()
        inside = AreaPlacement.objects.on(day).filter(path__under=top or str(area.pk))
        rows = rows.filter(area_id__in=inside.values("area_id"))
    found: QuerySet[Unit] = rows.named_on(day).select_related("organisation", "area")
    return found


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as its page shows it on a day: names, lines and successions with the days on which they held."""

    unit: Unit
    name: str
    names: Sequence[UnitName]
    lines: Sequence[UnitLine]
    predecessors: Sequence[UnitSuccession]
    successors: Sequence[UnitSuccession]


def unit_facts(*, actor: Actor, code: str, day: date) -> UnitFacts | None:
    """Everything dated about the unit `code`; None when there is none the actor may see. Five queries."""
    rows: Any = Unit.objects.visible_to(actor, policies.see_network).named_on(day)
    unit = rows.select_related("organisation", "area").filter(code=code).first()
    if unit is None:
        return None
    return UnitFacts(
        unit,
        unit.name_then,
        list(unit.names.order_by("valid")),
        list(unit.lines.select_related("superior__organisation").order_by("-line", "valid")),
        list(unit.origins.select_related("predecessor").order_by("day", "predecessor__sort_key")[:200]),
        list(unit.successions.select_related("successor").order_by("day", "successor__sort_key")),
    )

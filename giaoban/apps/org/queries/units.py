"""Units: names, search, what a unit's page says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from giaoban.kit import prepared
from giaoban.kit.access import Actor

from .. import policies
from ..enums import Level, Line
from ..models import (
    Area,
    AreaName,
    AreaPlacement,
    Organisation,
    Unit,
    UnitLine,
    UnitName,
    UnitSuccession,
    called_then,
    holds_on,
)
from .lines import chains, units_below


def names_of_units(unit_ids: Iterable[int], day: date) -> dict[int, str]:
    """unit → what it was called on `day`. One query."""
    rows = Unit.objects.filter(pk__in=list(unit_ids)).named_on(day)
    return dict(rows.values_list("pk", "name_then"))


def short_names_of_units(unit_ids: Iterable[int], day: date) -> dict[int, str]:
    """unit → its short name on `day`. One query."""
    rows = Unit.objects.filter(pk__in=list(unit_ids)).named_on(day)
    return dict(rows.values_list("pk", "short_name_then"))


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


def units_at(*, actor: Actor, area: Area, day: date) -> QuerySet[Unit]:
    """The bodies of all organisations at one area on `day`, with `name_then`, in the order of tables."""
    rows: Any = Unit.objects.visible_to(actor, policies.see_network).on(day).filter(area=area)
    found: QuerySet[Unit] = rows.named_on(day).order_by("organisation__position", "code")
    return found


def directly_below(*, actor: Actor, unit: Unit, day: date) -> QuerySet[Unit]:
    """Its own organisation's units one step down on `day`, with `name_then`."""
    rows: Any = Unit.objects.visible_to(actor, policies.see_network).on(day)
    below = units_below(unit, Line.VERTICAL, day, direct=True).order_by().values("pk")
    found: QuerySet[Unit] = rows.filter(pk__in=below).named_on(day).select_related("organisation", "area")
    return found


def _named(unit_ids: Iterable[int], day: date) -> Any:
    return Unit.objects.filter(pk__in=list(unit_ids)).named_on(day).values_list("pk", "code", "name_then")


def _lines(unit: int, day: date) -> QuerySet[UnitLine]:
    then = called_then(UnitName, day, "superior_id", "superior__name")
    rows: QuerySet[UnitLine] = UnitLine.objects.filter(unit=unit).annotate(superior_then=then)
    return rows.select_related("superior").order_by("-line", "valid")


_LINES = prepared.Kept(_lines)
_NAMES = prepared.Kept(lambda unit: UnitName.objects.filter(unit=unit).order_by("valid"))
_ORIGINS = prepared.Kept(
    lambda unit: (
        UnitSuccession.objects.filter(successor=unit)
        .select_related("predecessor")
        .order_by("day", "predecessor__sort_key")[:200]
    )
)
_SUCCESSIONS = prepared.Kept(
    lambda unit: (
        UnitSuccession.objects.filter(predecessor=unit)
        .select_related("successor")
        .order_by("day", "successor__sort_key")
    )
)


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as its page shows it: names, lines and successions with the days on which they held.

    On the day, `unit.area_then` was its area's name, and `superior_then` of a line its superior's.

    `way`: (code, name) of its own organisation's units above it on the day, from the top down.
    """

    unit: Unit
    name: str
    there: bool
    way: Sequence[tuple[str, str]]
    names: Sequence[UnitName]
    lines: Sequence[UnitLine]
    predecessors: Sequence[UnitSuccession]
    successors: Sequence[UnitSuccession]


def unit_facts(*, actor: Actor, code: str, day: date) -> UnitFacts | None:
    """Everything dated about the unit `code`; None when there is none the actor may see. Seven queries."""
    rows: Any = Unit.objects.visible_to(actor, policies.see_network).named_on(day)
    rows = rows.annotate(area_then=called_then(AreaName, day, "area_id", "area__name"))
    unit = rows.select_related("organisation", "area").filter(code=code).first()
    if unit is None:
        return None
    above = chains([unit.pk], Line.VERTICAL, day)[unit.pk][:0:-1]
    named = {pk: (code, name) for pk, code, name in _named(above, day)}
    return UnitFacts(
        unit,
        unit.name_then,
        holds_on(unit.valid, day),
        [named[pk] for pk in above],
        _NAMES.all(unit.pk),
        _LINES.all(unit.pk, day),
        _ORIGINS.all(unit.pk),
        _SUCCESSIONS.all(unit.pk),
    )

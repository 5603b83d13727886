"""Figures of a collection as a table: by area, by organisation, by unit; live or as handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.db.models import QuerySet

from giaoban.apps.indicators.domain.arithmetic import Array, combine
from giaoban.apps.org.models import Area, Organisation, Unit

from ..domain.form_definition import FormDefinition, IndicatorDef, SectionDef, figure
from ..models import Expectation
from .definitions import definition_of, totals_of
from .figures import Basis, UnitFigures, unit_figures
from .progress_page import Scope, spread_level
from .values import empty

By = Literal["area", "organisation", "unit"]
_KEYS: dict[By, Literal["area_id", "organisation_id", "unit_id"]] = {
    "area": "area_id",
    "organisation": "organisation_id",
    "unit": "unit_id",
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row. `unit_id` where the row is one unit's; `differs`: slots whose live and handed-in totals part."""

    key: int
    name: str
    values: Array
    unit_id: int | None
    provisional: bool
    differs: frozenset[int]
    below: bool = False


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The rows of one level, their total, and what the units above them add of their own."""

    rows: tuple[FigureRow, ...]
    total: Array
    above: Array
    definition: FormDefinition
    sections: tuple[SectionDef, ...]
    provisional: int

    @property
    def has_above(self) -> bool:
        return any(value for value in self.above)


def figure_table(scope: Scope, by: By, basis: Basis, area_id: int | None = None) -> FigureTable:
    """The table below the scope's unit. At most six queries; never over leaves."""
    collection = scope.collection
    definition = definition_of(collection.form_version)
    rows = _units_at(scope, by, area_id)
    figures = unit_figures(collection, rows)
    groups: dict[int, list[UnitFigures]] = defaultdict(list)
    for one in figures:
        groups[getattr(one, _KEYS[by])].append(one)
    names = _names(by, rows, collection.period.cut_off)
    hows = totals_of(collection).aggregations
    made = tuple(
        _row(key, name, groups.get(key, []), basis, hows, len(definition.cells))
        for key, name in names.items()
    )
    shown = combine([row.values for row in made], hows) if made else tuple(empty(len(definition.cells)))
    total = _total(scope, basis, hows, len(definition.cells)) if area_id is None else shown
    above = tuple(
        t - (s or Decimal(0)) if t is not None and how in ("sum", "weighted_average", "count") else None
        for t, s, how in zip(total, shown, hows, strict=True)
    )
    sections = tuple(s for s in definition.sections if s.indicators)
    return FigureTable(made, total, above, definition, sections, sum(row.provisional for row in made))


def _units_at(scope: Scope, by: By, area_id: int | None) -> QuerySet[Expectation]:
    if area_id is not None:
        return scope.rows.filter(area_id=area_id)
    if by != "area":
        return scope.direct
    level = spread_level(scope)
    return scope.rows.filter(level=0 if level is None else level)


def _names(by: By, rows: QuerySet[Expectation], day: date) -> Mapping[int, str]:
    """Keys of the rows in order, with their names of then: also those that gave nothing yet."""
    keys = rows.order_by().values(_KEYS[by])
    if by == "area":
        areas = Area.objects.named_on(day).filter(pk__in=keys).order_by("sort_key")
        return dict(areas.values_list("pk", "short_name_then"))
    if by == "organisation":
        return dict(Organisation.objects.filter(pk__in=keys).order_by("position").values_list("pk", "name"))
    units = Unit.objects.named_on(day).filter(pk__in=keys)
    order = units.order_by("level", "organisation__position", "sort_key")
    return dict(order.values_list("pk", "short_name_then"))


def _row(
    key: int, name: str, units: Sequence[UnitFigures], basis: Basis, hows: Sequence[object], size: int
) -> FigureRow:
    values = combine([u.on(basis) for u in units], hows) if units else tuple(empty(size))  # type: ignore[arg-type]
    differs = frozenset(
        slot for u in units if u.handed_in is not None and u.handed_in is not u.live
        for slot, (a, b) in enumerate(zip(u.live, u.handed_in, strict=True)) if a != b
    )  # fmt: skip
    only = units[0].unit_id if len(units) == 1 else None
    return FigureRow(key, name, values, only, any(u.provisional for u in units), differs)


def _total(scope: Scope, basis: Basis, hows: Sequence[object], size: int) -> Array:
    """The scope's own total: live, or as it handed in; one that only consolidates adds up what it was handed."""
    collection = scope.collection
    own = unit_figures(collection, Expectation.objects.filter(collection=collection, unit=scope.unit))
    if own and basis == "live":
        return own[0].live
    if own and own[0].handed_in is not None:
        return own[0].handed_in
    rows = unit_figures(collection, scope.direct)
    if not rows:
        return tuple(empty(size))
    return combine([r.on(basis) for r in rows], hows)  # type: ignore[arg-type]


def columns_of(table: FigureTable, section: str | None) -> list[tuple[SectionDef, IndicatorDef]]:
    """Indicators of one section, or of all; those without a total (choices, dates) are left out."""
    return [
        (s, indicator)
        for s in table.sections
        if section is None or s.code == section
        for indicator in s.indicators
        if indicator.area_aggregation != "none" and indicator.value_type not in ("choice", "date")
    ]


def shown_figure(table: FigureTable, values: Array, indicator: str) -> Decimal | None:
    """The one figure of an indicator in a row."""
    return figure(table.definition, values, indicator)

"""What an issued briefing would say today, and where each of its figures comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from giaoban.apps.indicators.domain.arithmetic import Array, combine
from giaoban.apps.org.models import Area, Unit
from giaoban.apps.org.queries.areas import names_of_areas
from giaoban.apps.org.queries.units import names_of_units
from giaoban.apps.reporting.domain.cell_part import CellPart
from giaoban.apps.reporting.domain.form_definition import CellDef, FormDefinition, figure
from giaoban.apps.reporting.enums import COUNTED, GiverRole
from giaoban.apps.reporting.models import Expectation, Report, ReportVersion
from giaoban.apps.reporting.policies import see_expectation
from giaoban.apps.reporting.queries.definitions import definition_of, totals_of
from giaoban.apps.reporting.queries.figures import UnitFigures, table_by, unit_figures, with_units_below
from giaoban.apps.reporting.queries.names import called_then, with_unit_names
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..models import Briefing, BriefingFigure
from .gathering import expected_below, table_level

_STATED_DECIMALS = BriefingFigure._meta.get_field("value").decimal_places


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that was frozen, and what it would be today."""

    figure: BriefingFigure
    today: Decimal | None


@dataclass(frozen=True, slots=True)
class Summand:
    """A unit whose figure is part of another: who received its report, when, and the cell of its workbook.

    `place` is where the whole figure stands; of a unit that consolidates only `stands` says what stands where.
    `may_open`: the reader may follow it down to the report.
    """

    unit: Unit
    value: Decimal | None
    report: Report | None
    receiver: Unit | None
    file: str
    place: str
    stands: tuple[CellPart, ...]
    may_open: bool


@dataclass(frozen=True, slots=True)
class AreaPart:
    """An area's share of a figure of the whole; `code` is the figure's own, "" when the briefing does not state it."""

    area: Area
    name: str
    value: Decimal
    code: str


@dataclass(frozen=True, slots=True)
class FigureSource:
    """A stated figure, one level down."""

    figure: BriefingFigure
    briefing: Briefing
    scope_name: str
    today: Decimal | None
    cells: tuple[CellDef, ...]
    summands: tuple[Summand, ...]
    areas: tuple[AreaPart, ...]

    @property
    def moved(self) -> bool:
        return self.today != self.figure.value


@dataclass(frozen=True, slots=True)
class _Below:
    """Who reports directly to the root, and who stands at the level of the tables, with figures of today."""

    direct: QuerySet[Expectation]
    level: QuerySet[Expectation]
    direct_figures: list[UnitFigures]
    level_figures: list[UnitFigures]


def _below(briefing: Briefing) -> _Below:
    below = expected_below(briefing.collection, briefing.root)
    direct = below.filter(receiver=briefing.root)
    level = below.filter(level=table_level(below, briefing.root))
    collection = briefing.collection
    return _Below(direct, level, unit_figures(collection, direct), unit_figures(collection, level))


def _arrays(briefing: Briefing, below: _Below) -> dict[str, Array]:
    """Figures of today by scope, in the words of `BriefingFigure.scope`."""
    collection = briefing.collection
    hows = totals_of(collection).aggregations
    found = {"": combine([row.on("handed_in") for row in below.direct_figures], hows)}
    by_organisation = table_by(below.direct_figures, "organisation_id", "handed_in", collection)
    by_area = table_by(below.level_figures, "area_id", "handed_in", collection)
    found |= {f"organisation:{key}": array for key, array in by_organisation.items()}
    return found | {f"area:{key}": array for key, array in by_area.items()}


def value_of(definition: FormDefinition, array: Array | None, code: str) -> Decimal | None:
    """The figure of a cell or an indicator in an array."""
    if array is None:
        return None
    if code in definition.indicator_by_code:
        return figure(definition, array, code)
    cell = definition.cell_by_code.get(code)
    return array[cell.slot] if cell else None


def as_stated(value: Decimal | None) -> Decimal | None:
    """As precise as figures are frozen: a percentage of many digits is no correction of its rounded self."""
    return None if value is None else round(value, _STATED_DECIMALS)


def corrections(briefing: Briefing) -> list[Correction]:
    """Figures whose value today differs from the frozen one. Four queries."""
    arrays = _arrays(briefing, _below(briefing))
    definition = definition_of(briefing.collection.form_version)
    rows = (
        (row, as_stated(value_of(definition, arrays.get(row.scope), row.cell)))
        for row in briefing.figures.all()
    )
    return [Correction(row, today) for row, today in rows if today != row.value]


def figure_source(actor: Actor, code: str) -> FigureSource:
    """Where a stated figure comes from. Raises NotFound for who may not read the briefing. Ten queries."""
    seen = Briefing.objects.visible_to(actor, policies.see_briefing)
    row = (
        BriefingFigure.objects.filter(code=code, briefing__in=seen)
        .select_related(
            "briefing__unit", "briefing__root", "briefing__content", "briefing__collection__period",
            "briefing__collection__form_version__form",
        )
        .first()
    )  # fmt: skip
    if row is None:
        raise NotFound()
    briefing, below = row.briefing, _below(row.briefing)
    definition = definition_of(briefing.collection.form_version)
    arrays = _arrays(briefing, below)
    cells = _cells(definition, row.cell)
    return FigureSource(
        row, briefing, _scope_name(row, below),
        as_stated(value_of(definition, arrays.get(row.scope), row.cell)),
        cells,
        _summands(actor, row, below, definition, cells),
        _areas(row, arrays, definition) if not row.scope else (),
    )  # fmt: skip


def _cells(definition: FormDefinition, code: str) -> tuple[CellDef, ...]:
    if code in definition.cells_by_indicator:
        return definition.cells_by_indicator[code]
    return (definition.cell_by_code[code],) if code in definition.cell_by_code else ()


def _scope_name(row: BriefingFigure, below: _Below) -> str:
    kind, _colon, key = row.scope.partition(":")
    if kind == "area":
        day = row.briefing.collection.period.cut_off
        return names_of_areas([int(key)], day).get(int(key), ("",))[0]
    if kind == "organisation":
        named = below.direct.filter(organisation_id=key).values_list("unit__organisation__name", flat=True)
        return str(named.first() or "")
    root = row.briefing.root
    return names_of_units([root.pk], row.briefing.collection.period.cut_off)[root.pk]


def _summands(
    actor: Actor, row: BriefingFigure, below: _Below, definition: FormDefinition, cells: tuple[CellDef, ...]
) -> tuple[Summand, ...]:
    kind, _colon, key = row.scope.partition(":")
    rows, figures = below.direct, below.direct_figures
    if kind == "organisation":
        rows = rows.filter(organisation_id=key)
    elif kind == "area":
        rows, figures = below.level.filter(area_id=key), below.level_figures
    by_unit = {f.unit_id: f.on("handed_in") for f in figures}
    whole = with_units_below(rows.select_related("unit", "receiver", "report__counted__source_file"))
    ordered = with_unit_names(whole, also=["receiver"]).order_by(
        "unit__organisation__position", "unit__sort_key"
    )
    found = called_then(ordered)
    summands = (
        _summand(actor, e, value_of(definition, by_unit.get(e.unit_id), row.cell), cells) for e in found
    )
    return tuple(s for s in summands if s.value is not None)


def _summand(actor: Actor, row: Expectation, value: Decimal | None, cells: tuple[CellDef, ...]) -> Summand:
    report = getattr(row, "report", None)
    counted = report.counted if report is not None and report.state in COUNTED else None
    stands = _stands(row, counted, cells) if counted else ()
    places = [counted.source_cells.get(cell.code, "") for cell in cells] if counted and not stands else []
    return Summand(
        row.unit, value, report, row.receiver,
        counted.source_file.name if counted and counted.source_file else "",
        ", ".join(filter(None, places)),
        stands,
        see_expectation.allows(actor, row),
    )  # fmt: skip


def _stands(row: Any, counted: ReportVersion, cells: tuple[CellDef, ...]) -> tuple[CellPart, ...]:
    """What of a consolidating unit's figure stands in its own cells; nothing where they hold all of it."""
    if row.role == GiverRole.GIVES:
        return ()
    parts = tuple(
        CellPart(
            counted.source_cells.get(cell.code, ""), _at(counted.own, cell.slot), _at(counted.adjustments, cell.slot),
            _at(counted.deducted, cell.slot), _at(counted.below, cell.slot), row.units_below,
        )
        for cell in cells
    )  # fmt: skip
    return parts if any(part.tells for part in parts) else ()


def _at(numbers: Sequence[Decimal | None] | None, slot: int) -> Decimal | None:
    """One cell of an array; a version nothing was deducted from has an empty one."""
    return numbers[slot] if numbers else None


def _areas(
    row: BriefingFigure, arrays: Mapping[str, Array], definition: FormDefinition
) -> tuple[AreaPart, ...]:
    """Every area with a share, the largest first."""
    values = {
        int(scope.partition(":")[2]): value
        for scope, array in arrays.items()
        if scope.startswith("area:") and (value := value_of(definition, array, row.cell))
    }
    codes = dict(
        BriefingFigure.objects.filter(
            briefing=row.briefing, cell=row.cell, scope__startswith="area:"
        ).values_list("scope", "code")
    )
    areas = Area.objects.named_on(row.briefing.collection.period.cut_off).filter(pk__in=values)
    parts = [
        AreaPart(area, area.name_then, values[area.pk], codes.get(f"area:{area.pk}", ""))
        for area in areas.order_by("sort_key")
    ]
    return tuple(sorted(parts, key=lambda part: -part.value))

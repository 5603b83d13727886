"""Where a figure comes from: one level down, to the leaf's cell and its workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from giaoban.apps.indicators.enums import AreaAggregation
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.units import names_of_units
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.form_definition import CellDef, IndicatorDef
from ..enums import COUNTED, GiverRole, Step
from ..models import Expectation, ReportStep
from .definitions import definition_of
from .figures import Source, SourcePart, source_of
from .names import called_then, with_unit_names
from .overview import seen_collection
from .values import past_totals


@dataclass(frozen=True, slots=True)
class PartLine:
    """One summand with who received it. `opens`: it is itself a sum of what stands below."""

    part: SourcePart
    received_at: datetime | None
    received_by: str
    opens: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A figure taken apart. `way`: from the reader's top down to the unit, with expectations they may see."""

    source: Source
    cell: CellDef
    indicator: IndicatorDef
    lines: tuple[PartLine, ...]
    way: tuple[Unit, ...]
    difference: Decimal | None
    previous: Decimal | None
    last_year: Decimal | None

    @property
    def how(self) -> str:
        """How the figure adds up over units, in a word."""
        return str(AreaAggregation(self.cell.area_aggregation).label)


def source_page(actor: Actor, collection_id: int, unit_id: int, slot: int) -> SourcePage:
    """One figure. NotFound outside the scope or for a slot the form does not have. At most eleven queries."""
    collection = seen_collection(actor, collection_id)
    definition = definition_of(collection.form_version)
    if not 0 <= slot < len(definition.cells):
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    source = source_of(actor, collection, unit_id, slot)
    cell = definition.cells[slot]
    named = names_of_units(
        {source.unit.pk, *(part.unit.pk for part in source.parts)}, collection.period.cut_off
    )
    for unit in (source.unit, *(part.unit for part in source.parts)):
        unit.name = named.get(unit.pk, unit.name)
    received = _received(source)
    lines = tuple(_line(part, received) for part in source.parts)
    past = past_totals(collection, unit_id)
    parted = source.handed_in is not None and source.live != source.handed_in
    return SourcePage(
        source, cell, definition.indicator_by_code[cell.indicator_code], lines, _way(actor, source),
        (source.live or Decimal(0)) - (source.handed_in or Decimal(0)) if parted else None,
        past.previous.get(cell.code), past.last_year.get(cell.code),
    )  # fmt: skip


def _received(source: Source) -> dict[int, ReportStep]:
    ids = [p.report.pk for p in source.parts if p.report]
    steps = ReportStep.objects.filter(report_id__in=ids, step=Step.RECEIVED).select_related("unit", "user")
    return {step.report_id: step for step in steps.order_by("pk")}


def _line(part: SourcePart, received: dict[int, ReportStep]) -> PartLine:
    report = part.report
    step = received.get(report.pk) if report else None
    who = ", ".join(str(x) for x in (step.user, step.unit and step.unit.short_name) if x) if step else ""
    opens = not part.own and (report is None or report.expectation.role != GiverRole.GIVES)
    counted = report is not None and report.state in COUNTED
    return PartLine(part, step.at if step else None, who, opens, not counted)


def _way(actor: Actor, source: Source) -> tuple[Unit, ...]:
    seen = Expectation.objects.visible_to(actor, policies.see_expectation).filter(
        collection=source.collection
    )
    own = next((p.report for p in source.parts if p.own and p.report), None)
    top = own.expectation if own else seen.filter(unit=source.unit).first()
    chain = top.chain if top else [source.unit.pk]
    way = with_unit_names(seen.filter(unit_id__in=chain).select_related("unit"))
    units = {row.unit_id: row.unit for row in called_then(way)}
    return tuple(units[u] for u in reversed(chain) if u in units)

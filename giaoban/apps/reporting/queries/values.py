"""Figures beside a report: its past, its plan, what came from below. Arrays follow the report's own cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from giaoban.apps.indicators.domain.arithmetic import Array, add
from giaoban.apps.indicators.models import UnitTotal
from giaoban.kit import prepared
from giaoban.kit.periods import CalendarPeriod, Frequency

from ..models import Collection, Expectation, Report, ReportVersion
from .definitions import cell_codes, definition_of


@dataclass(frozen=True, slots=True)
class Past:
    """What a unit gave before, by cell code: the previous period, the same period last year, the plan."""

    previous: Mapping[str, Decimal | None]
    last_year: Mapping[str, Decimal | None]
    plan: Mapping[str, Decimal | None]


def empty(size: int) -> list[Decimal | None]:
    """An array in which nobody gave anything."""
    return [None] * size


def own_part(version: ReportVersion | None, size: int) -> Array:
    """Own figures with their adjustments, less what a lead unit reports too; all null without a version."""
    if version is None:
        return tuple(empty(size))
    part = add(version.own, version.adjustments)
    if not version.deducted:
        return part
    return tuple(
        v if d is None else (v or Decimal(0)) - d for v, d in zip(part, version.deducted, strict=True)
    )


def below_of(expectation: Expectation, size: int) -> Array:
    """The live sum of the units below: the unit's live total less its own counted part."""
    row = (
        UnitTotal.objects.filter(
            period_id=expectation.collection.period_id,
            cell_set_id=expectation.collection.form_version.cell_set_id,
            unit_id=expectation.unit_id,
        )
        .values_list("live", "own", "givers")
        .first()
    )
    if row is None:
        return tuple(empty(size))
    live, own, givers = row
    parts = zip(live, own, givers, strict=True)
    return tuple(
        None if v is None or (o is not None and n <= 1) else v - (o or Decimal(0)) for v, o, n in parts
    )


def past_of(expectation: Expectation) -> Past:
    """What the expectation's unit gave before. Three queries."""
    return past_totals(expectation.collection, expectation.unit_id)


def past_totals(collection: Collection, unit_id: int) -> Past:
    """A unit's totals of the previous period and of the same period last year, and its plan, by cell code."""
    period = collection.period
    here = CalendarPeriod(period.year, Frequency(period.frequency), period.number)
    version = collection.form_version
    codes = [here.previous().code, here.last_year().code]
    totals, planned = prepared.fetch_each(
        (_TOTALS, [version.form_id, codes, [unit_id]]),
        (_PLAN, [unit_id, period.year, version.cell_set_id]),
    )
    by_code = _by_code(totals)
    cells = (cell.code for cell in definition_of(version).cells)
    return Past(
        by_code.get((unit_id, here.previous().code), {}),
        by_code.get((unit_id, here.last_year().code), {}),
        dict(zip(cells, planned[0][0], strict=True)) if planned and planned[0][0] else {},
    )


_PLAN = "SELECT values FROM indicators_yearplan WHERE unit_id = %s AND year = %s AND cell_set_id = %s"

_TOTALS = """
SELECT total.unit_id, period.code, version.sha256, total.handed_in, total.live
  FROM indicators_unittotal total
  JOIN indicators_period period ON period.id = total.period_id
  JOIN reporting_formversion version ON version.cell_set_id = total.cell_set_id
 WHERE version.form_id = %s AND period.code = ANY(%s::text[]) AND total.unit_id = ANY(%s::bigint[])
"""


def totals_by_code(
    unit_ids: Sequence[int], form_id: int, period_codes: Sequence[str]
) -> dict[tuple[int, str], dict[str, Decimal | None]]:
    """(unit, period code) → cell code → handed-in total, for whatever version of the form was asked then."""
    return _by_code(prepared.fetch(_TOTALS, [form_id, list(period_codes), list(unit_ids)]))


def _by_code(found: Sequence[prepared.Row]) -> dict[tuple[int, str], dict[str, Decimal | None]]:
    """Rows of `_TOTALS` as `totals_by_code` gives them."""
    names = cell_codes(row[2] for row in found)
    return {
        (unit, period): dict(zip(names[sha256], handed_in or live, strict=True))
        for unit, period, sha256, handed_in, live in found
    }


def named(version: ReportVersion, values: Sequence[Decimal | None]) -> dict[str, Decimal | None]:
    """An array of a version by cell code."""
    definition = definition_of(version.report.expectation.collection.form_version)
    return {cell.code: values[cell.slot] for cell in definition.cells}


def load_report(report_id: int, *, lock: bool = False) -> Report:
    """A report with everything its use cases look at; `lock` takes the report's row only.

    The lock is a statement of its own: one that joins and waits for a lock reads the joined rows as they stood
    before it waited, and whoever came first would be overwritten. Joining eleven tables costs PostgreSQL 6 ms to
    plan and 0.3 ms to do, so the plan is kept.
    """
    return _LOADED.get(report_id, after=(_LOCK, [report_id]) if lock else None)


_LOCK = "SELECT id FROM reporting_report WHERE id = %s FOR NO KEY UPDATE"


def _loaded() -> QuerySet[Report]:
    rows = Report.objects.select_related(
        "version", "counted", "expectation__unit__organisation", "expectation__unit__office",
        "expectation__receiver", "expectation__collection__period",
        "expectation__collection__form_version__form", "expectation__collection__form_version__cell_set",
    )  # fmt: skip
    return rows.defer("expectation__collection__form_version__source")


_LOADED = prepared.ByKey(_loaded)

"""Reads of indicators: one value of one unit in one period, whichever form brought it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection

from giaoban.apps.org.models import Unit

from .domain.arithmetic import percent_of_plan
from .models import Cell, Indicator, Period, UnitTotal


@dataclass(frozen=True, slots=True)
class Reported:
    """What a unit reported last of an indicator, held against a target."""

    period: Period
    value: Decimal
    percent: Decimal | None


def reported_against(indicator: Indicator, unit: Unit, target: Decimal, until: date) -> Reported | None:
    """The unit's figure of the latest period that began by `until` and has one, in per cent of `target` (None for a
    target of 0). None where nothing was reported. At most three queries, one where nothing was."""
    found = figures_of(indicator, [unit.pk], until).get(unit.pk)
    if found is None:
        return None
    period, value = found
    return Reported(period, value, percent_of_plan(value, target))


def reached(indicator: Indicator, unit_ids: Sequence[int], target: Decimal, until: date) -> tuple[int, int]:
    """How many of the units have reported `target` or more, of how many that have reported. Three queries at most."""
    found = figures_of(indicator, unit_ids, until)
    return sum(value >= target for _period, value in found.values()), len(found)


def figures_of(
    indicator: Indicator, unit_ids: Sequence[int], until: date
) -> dict[int, tuple[Period, Decimal]]:
    """For each unit that gave one its live total of the indicator, of the latest of four periods that began by `until`.

    Where several forms ask the indicator in a period, the one whose totals moved last counts. Two queries and one a
    form that asks it.
    """
    cells: dict[int, list[tuple[str, str, int]]] = {}
    asked = Cell.objects.filter(indicator=indicator)
    for cell_set, part, category, slot in asked.values_list("cell_set_id", "part", "category", "slot"):
        cells.setdefault(cell_set, []).append((part, category, slot))
    totals = UnitTotal.objects.filter(unit_id__in=list(unit_ids), cell_set_id__in=list(cells))
    periods = list(
        Period.objects.filter(pk__in=totals.values("period"), starts_on__lte=until).order_by(
            "-cut_off", "-starts_on"
        )[:4]
    )
    if not periods:
        return {}
    values: dict[tuple[int, int], tuple[datetime, int, Decimal | None]] = {}
    for cell_set, held in cells.items():
        for unit_id, period_id, moved_at, pk, live in _slots(cell_set, held, periods, unit_ids):
            key, stamp = (unit_id, period_id), (moved_at or _NEVER, pk)
            if key not in values or values[key][:2] < stamp:
                values[key] = (*stamp, _value(held, live))
    found: dict[int, tuple[Period, Decimal]] = {}
    for period in reversed(periods):
        for (unit_id, period_id), (_at, _pk, value) in values.items():
            if period_id == period.pk and value is not None:
                found[unit_id] = (period, value)
    return found


_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_SLOTS = """
SELECT unit_id, period_id, moved_at, id, ARRAY[PICKED] FROM indicators_unittotal
 WHERE cell_set_id = %s AND period_id = ANY(%s) AND unit_id = ANY(%s)
"""


def _slots(
    cell_set: int, held: Sequence[tuple[str, str, int]], periods: Sequence[Period], unit_ids: Sequence[int]
) -> list[tuple[int, int, datetime | None, int, list[Decimal | None]]]:
    """Only the places of the indicator, of every total meant: whole arrays of 20,000 units would be millions."""
    picked = ", ".join(f"live[{slot + 1}]" for _part, _category, slot in held)
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS.replace("PICKED", picked), [cell_set, [p.pk for p in periods], list(unit_ids)])
        return list(cursor.fetchall())


def _value(held: Sequence[tuple[str, str, int]], live: Sequence[Decimal | None]) -> Decimal | None:
    """Categories are added up, a ratio is in per cent (numerator × 100 / denominator); None where nobody gave one."""
    by_part = {part: value for (part, _category, _slot), value in zip(held, live, strict=True)}
    if "denominator" in by_part:
        numerator, denominator = by_part["numerator"], by_part["denominator"]
        return numerator * 100 / denominator if numerator is not None and denominator else None
    whole = [v for (_part, category, _slot), v in zip(held, live, strict=True) if not category]
    given = [value for value in (whole or live) if value is not None]
    return sum(given, Decimal(0)) if given else None


def value_of(indicator: Indicator, unit: Unit, period: Period) -> Decimal | None:
    """The unit's live total of the indicator in the period; None where nobody gave a value. Two queries.

    Where several forms ask the indicator, the one whose totals moved last counts.
    """
    total = (
        UnitTotal.objects.filter(unit=unit, period=period, cell_set__cells__indicator=indicator)
        .order_by("-moved_at", "-pk")
        .first()
    )
    if total is None:
        return None
    cells = Cell.objects.filter(cell_set_id=total.cell_set_id, indicator=indicator)
    held = list(cells.values_list("part", "category", "slot"))
    return _value(held, [total.live[slot] for _part, _category, slot in held])

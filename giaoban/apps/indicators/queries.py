"""Reads of indicators: one value of one unit in one period, whichever form brought it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
    periods = Period.objects.filter(
        pk__in=UnitTotal.objects.filter(unit=unit, cell_set__cells__indicator=indicator).values("period"),
        starts_on__lte=until,
    ).order_by("-cut_off", "-starts_on")
    for period in periods[:4]:
        value = value_of(indicator, unit, period)
        if value is not None:
            return Reported(period, value, percent_of_plan(value, target))
    return None


def value_of(indicator: Indicator, unit: Unit, period: Period) -> Decimal | None:
    """The unit's live total of the indicator in the period; None where nobody gave a value. Two queries.

    Categories are added up, a ratio is in per cent (numerator × 100 / denominator). Where several forms ask the
    indicator, the one whose totals moved last counts.
    """
    total = (
        UnitTotal.objects.filter(unit=unit, period=period, cell_set__cells__indicator=indicator)
        .order_by("-moved_at", "-pk")
        .first()
    )
    if total is None:
        return None
    cells = list(
        Cell.objects.filter(cell_set_id=total.cell_set_id, indicator=indicator)
        .order_by("slot")
        .values_list("part", "category", "slot")
    )
    by_part = {part: total.live[slot] for part, _category, slot in cells}
    if "denominator" in by_part:
        numerator, denominator = by_part["numerator"], by_part["denominator"]
        return numerator * 100 / denominator if numerator is not None and denominator else None
    whole = [slot for _part, category, slot in cells if not category]
    slots = whole or [slot for _part, _category, slot in cells]
    given = [value for slot in slots if (value := total.live[slot]) is not None]
    return sum(given, Decimal(0)) if given else None

"""Arithmetic on arrays of slots: adding, differences, aggregation over areas and over time, comparisons.

An array holds one Decimal or None a slot. None is "not given": None with None stays None, None with a number
is the number; zero is a value. Arrays handled together have one length (ValueError otherwise).
"""

from collections.abc import Sequence
from decimal import Decimal

from giaoban.apps.indicators.enums import AreaAggregation, TimeAggregation

Array = tuple[Decimal | None, ...]
Given = Sequence[Decimal | None]

_ADDED = (AreaAggregation.SUM, AreaAggregation.WEIGHTED_AVERAGE, AreaAggregation.COUNT)
"""Totals that move by the difference. A weighted average is two sums, a count is a sum of ones."""


def add(left: Given, right: Given) -> Array:
    """Slot by slot."""
    return tuple(b if a is None else a if b is None else a + b for a, b in zip(left, right, strict=True))


def delta(old: Given, new: Given) -> Array:
    """What to add to a total when a value changes from `old` to `new`; None where neither is given.

    A withdrawn value takes itself away: a total kept so must count what it holds (`presence_delta`) to know
    0 from "nobody gave anything" (`settle`).
    """
    return tuple(
        None if a is None and b is None else (b or Decimal(0)) - (a or Decimal(0))
        for a, b in zip(old, new, strict=True)
    )


def presence_delta(old: Given, new: Given) -> tuple[int, ...]:
    """How the number of given values moves, a slot: −1, 0 or 1."""
    return tuple((b is not None) - (a is not None) for a, b in zip(old, new, strict=True))


def settle(sums: Given, counts: Sequence[int]) -> Array:
    """The totals kept by `delta` as a recomputation gives them: None where no value is left."""
    return tuple(value if count else None for value, count in zip(sums, counts, strict=True))


def moves_by_delta(aggregation: AreaAggregation) -> bool:
    """Whether a total moves by the difference; the others are recomputed from the direct children."""
    return aggregation in _ADDED


def as_total(own: Given, aggregations: Sequence[AreaAggregation]) -> Array:
    """A unit's own figures in the form totals have: a counted slot becomes 1, one not aggregated None."""
    return tuple(_as_total(value, how) for value, how in zip(own, aggregations, strict=True))


def _as_total(value: Decimal | None, how: AreaAggregation) -> Decimal | None:
    if value is None or how is AreaAggregation.NONE:
        return None
    return Decimal(1) if how is AreaAggregation.COUNT else value


def combine(children: Sequence[Given], aggregations: Sequence[AreaAggregation]) -> Array:
    """The total over children's totals, a unit's own part (`as_total`) being one of the children.

    "Latest" takes the last that was given: hand the children over in the order of their dates.
    """
    columns = zip(*children, strict=True) if children else iter([()] * len(aggregations))
    return tuple(_combine(column, how) for column, how in zip(columns, aggregations, strict=True))


def _combine(column: Given, how: AreaAggregation) -> Decimal | None:
    given = [value for value in column if value is not None]
    if not given or how is AreaAggregation.NONE:
        return None
    if how in _ADDED:
        return sum(given, Decimal(0))
    if how is AreaAggregation.LATEST:
        return given[-1]
    return min(given) if how is AreaAggregation.MINIMUM else max(given)


def accumulate(periods: Sequence[Given], aggregations: Sequence[TimeAggregation]) -> Array:
    """One unit's figures of several periods, oldest first, as one since the start of the year or the term."""
    columns = zip(*periods, strict=True) if periods else iter([()] * len(aggregations))
    return tuple(_accumulate(column, how) for column, how in zip(columns, aggregations, strict=True))


def _accumulate(column: Given, how: TimeAggregation) -> Decimal | None:
    given = [value for value in column if value is not None]
    if not given:
        return None
    match how:
        case TimeAggregation.SUM:
            return sum(given, Decimal(0))
        case TimeAggregation.LATEST:
            return given[-1]
        case TimeAggregation.AVERAGE:
            return sum(given, Decimal(0)) / len(given)
        case TimeAggregation.MINIMUM:
            return min(given)
        case TimeAggregation.MAXIMUM:
            return max(given)
        case _:
            return None


def percent_of_plan(value: Decimal | None, plan: Decimal | None) -> Decimal | None:
    """`value` in per cent of `plan`, unrounded; None without a value, without a plan or with a plan of 0."""
    return None if value is None or not plan else value * 100 / plan


def change(current: Decimal | None, base: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """(difference, difference in per cent of the base), unrounded; per cent is None against 0."""
    if current is None or base is None:
        return None, None
    difference = current - base
    return difference, difference * 100 / abs(base) if base else None

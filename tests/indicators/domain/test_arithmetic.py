"""Arithmetic on slots: null semantics, totals on random trees, differences against recomputation."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.indicators.domain.arithmetic import (
    Array,
    accumulate,
    add,
    as_total,
    change,
    combine,
    delta,
    moves_by_delta,
    percent_of_plan,
    presence_delta,
    settle,
)
from giaoban.apps.indicators.enums import AreaAggregation, TimeAggregation

WAYS = tuple(AreaAggregation)
ADDED = tuple(way for way in WAYS if moves_by_delta(way))
cell = st.none() | st.integers(-50, 10**12).map(Decimal)
arrays = st.tuples(*[cell] * len(WAYS))


@dataclass
class Unit:
    own: Array
    adjustment: Array
    below: list["Unit"] = field(default_factory=list)


units: st.SearchStrategy[Unit] = st.recursive(
    st.builds(Unit, arrays, arrays),
    lambda inner: st.builds(Unit, arrays, arrays, st.lists(inner, max_size=4)),
    max_leaves=15,
)


def total(unit: Unit) -> Array:
    """Own part and totals from below by their aggregations, then the adjustment."""
    parts = [as_total(unit.own, WAYS), *(total(child) for child in unit.below)]
    return add(combine(parts, WAYS), only_sums(unit.adjustment))


def only_sums(adjustment: Array) -> Array:
    return tuple(v if way is AreaAggregation.SUM else None for v, way in zip(adjustment, WAYS, strict=True))


def everybody(unit: Unit) -> list[Unit]:
    return [unit, *(found for child in unit.below for found in everybody(child))]


@given(units)
def test_no_leaf_is_counted_twice_on_any_tree(root: Unit) -> None:
    found = dict(zip(WAYS, total(root), strict=True))
    column = {way: [u.own[place] for u in everybody(root)] for place, way in enumerate(WAYS)}
    given_values = {way: [v for v in values if v is not None] for way, values in column.items()}
    adjusted = [
        u.adjustment[WAYS.index(AreaAggregation.SUM)]
        for u in everybody(root)
        if u.adjustment[WAYS.index(AreaAggregation.SUM)] is not None
    ]
    sums = [*given_values[AreaAggregation.SUM], *adjusted]
    assert found[AreaAggregation.SUM] == (sum(v for v in sums if v is not None) if sums else None)
    counted = given_values[AreaAggregation.COUNT]
    assert found[AreaAggregation.COUNT] == (len(counted) if counted else None)
    assert found[AreaAggregation.MINIMUM] == min(given_values[AreaAggregation.MINIMUM], default=None)
    assert found[AreaAggregation.MAXIMUM] == max(given_values[AreaAggregation.MAXIMUM], default=None)
    assert found[AreaAggregation.NONE] is None


@given(st.lists(arrays, min_size=1, max_size=6), st.data())
def test_moving_by_the_difference_is_recomputing(children: list[Array], data: st.DataObject) -> None:
    columns = [place for place, way in enumerate(WAYS) if way in ADDED]
    ways = [WAYS[place] for place in columns]
    current = [as_total([child[place] for place in columns], ways) for child in children]
    totals: Array = combine(current, ways)
    counts = [sum(child[slot] is not None for child in current) for slot in range(len(ways))]
    for _step in range(5):
        place = data.draw(st.integers(0, len(current) - 1))
        drawn = data.draw(arrays)
        new = as_total([drawn[column] for column in columns], ways)
        totals = add(totals, delta(current[place], new))
        counts = [n + d for n, d in zip(counts, presence_delta(current[place], new), strict=True)]
        current[place] = new
        assert settle(totals, counts) == combine(current, ways)


@given(arrays, arrays)
def test_none_is_nothing_and_zero_is_a_value(left: Array, right: Array) -> None:
    for a, b, found in zip(left, right, add(left, right), strict=True):
        assert (found is None) == (a is None and b is None)
        assert found is None or found == (a or 0) + (b or 0)
    assert add(left, right) == add(right, left)


def test_latest_takes_the_last_that_was_given() -> None:
    values: list[Array] = [(Decimal(1),), (Decimal(2),), (None,)]
    assert combine(values, [AreaAggregation.LATEST]) == (2,)


def test_a_weighted_average_is_the_quotient_of_two_sums() -> None:
    ways = [AreaAggregation.WEIGHTED_AVERAGE] * 2
    numerator, denominator = combine([(Decimal(1), Decimal(2)), (Decimal(9), Decimal(10))], ways)
    assert (numerator, denominator) == (10, 12)


def test_nothing_combined_is_nothing() -> None:
    assert combine([], WAYS) == (None,) * len(WAYS)
    assert accumulate([], [TimeAggregation.SUM]) == (None,)


def test_arrays_of_unlike_length_are_refused() -> None:
    with pytest.raises(ValueError, match="argument 2"):
        add((None,), (None, None))


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (TimeAggregation.SUM, 12),
        (TimeAggregation.LATEST, 2),
        (TimeAggregation.AVERAGE, 4),
        (TimeAggregation.MINIMUM, 2),
        (TimeAggregation.MAXIMUM, 7),
        (TimeAggregation.NONE, None),
    ],
)
def test_periods_accumulate_by_their_own_setting(way: TimeAggregation, expected: int | None) -> None:
    periods: list[Array] = [(Decimal(3),), (Decimal(7),), (Decimal(2),), (None,)]
    assert accumulate(periods, [way]) == (expected,)
    assert accumulate([(None,)], [way]) == (None,)


def test_shops_add_over_areas_and_stand_latest_over_time() -> None:
    halves = [
        combine([(Decimal(a),), (Decimal(b),)], [AreaAggregation.SUM]) for a, b in ((300, 294), (400, 326))
    ]
    assert accumulate(halves, [TimeAggregation.LATEST]) == (726,)


def test_comparisons() -> None:
    assert percent_of_plan(Decimal(30), Decimal(60)) == 50
    assert percent_of_plan(Decimal(30), Decimal(0)) is None
    assert percent_of_plan(Decimal(30), None) is None
    assert percent_of_plan(None, Decimal(60)) is None
    assert change(Decimal(150), Decimal(100)) == (50, 50)
    assert change(Decimal(-50), Decimal(-100)) == (50, 50)
    assert change(Decimal(5), Decimal(0)) == (5, None)
    assert change(None, Decimal(1)) == (None, None)

"""On random trees with own activity at every level, each figure counts once in every superior."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.apps.indicators.actions.move_totals import move_totals
from giaoban.apps.indicators.domain.arithmetic import moves_by_delta
from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.reporting.models import Collection
from giaoban.apps.reporting.queries.definitions import totals_of
from tests.network import build_network
from tests.reporting.conftest import NOW, open_month

SIZE = 8
Figure = Decimal | None


@st.composite
def forests(draw: st.DrawFn) -> list[int | None]:
    """For each place its superior, an earlier place; place 0 is the top."""
    return [None, *(draw(st.integers(0, place - 1)) for place in range(1, SIZE))]


figures = st.one_of(st.none(), st.integers(0, 10**9).map(Decimal))
reports = st.lists(st.tuples(st.integers(0, SIZE - 1), figures), min_size=1, max_size=14)


@pytest.fixture
def collection(db: None) -> Collection:
    return open_month(build_network())


def chain_of(tree: list[int | None], place: int | None) -> list[int]:
    found = []
    while place is not None:
        found.append(place)
        place = tree[place]
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=forests(), received=reports)
def test_each_figure_counts_once(
    collection: Collection, tree: list[int | None], received: list[tuple[int, Figure]]
) -> None:
    """`received` are reports in their order, corrections among them: the last of a unit is what counts."""
    units = list(collection.expectations.order_by("unit_id").values_list("unit_id", flat=True))[:SIZE]
    totals = totals_of(collection)
    slot = next(i for i, how in enumerate(totals.aggregations) if moves_by_delta(how))
    size = len(totals.aggregations)
    counted: dict[int, Figure] = {}
    with transaction.atomic():
        for place, figure in received:
            old, new = ([None] * size for _ in range(2))
            old[slot], new[slot] = counted.get(place), figure  # type: ignore[call-overload]
            move_totals(
                totals=totals, chain=[units[p] for p in chain_of(tree, place)], old=old, new=new, handed_in=new,
                first=place not in counted, now=NOW,
            )  # fmt: skip
            counted[place] = figure
        rows = {row.unit_id: row for row in UnitTotal.objects.all()}
        transaction.set_rollback(True)
    for place, unit in enumerate(units):
        below = {p: f for p, f in counted.items() if place in chain_of(tree, p)}
        given_figures = [f for f in below.values() if f is not None]
        row = rows.get(unit)
        assert (row.live[slot] if row else None) == (sum(given_figures) if given_figures else None)
        assert (row.reports if row else 0) == len(below)

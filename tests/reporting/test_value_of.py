"""Other rooms read a unit's value of an indicator without knowing the form it came by."""

from __future__ import annotations

from giaoban.apps.indicators.models import Indicator
from giaoban.apps.indicators.queries import value_of
from tests.reporting.conftest import Round


def test_a_value_is_the_live_total(month: Round) -> None:
    indicator = Indicator.objects.get(code="households_helped")
    period, top = month.collection.period, month.net.units["front-tw"]
    assert value_of(indicator, top, period) is None
    month.all_the_way("front-c1", households_helped="10")
    month.all_the_way("front-c3", households_helped="7")
    assert value_of(indicator, top, period) == 17
    assert value_of(indicator, month.net.units["front-c1"], period) == 10
    assert value_of(indicator, month.net.units["front-p2"], period) is None

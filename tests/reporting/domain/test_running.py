"""Running totals: whole periods, nothing when one is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.indicators.enums import TimeAggregation as T
from giaoban.apps.reporting.domain.running import in_words, periods_of_term, periods_of_year, running
from giaoban.kit.periods import CalendarPeriod, Frequency, parse_period

H1 = parse_period("2021-H1")
DAY = date(2020, 1, 1)


def term(code: str, *starts: date) -> tuple[str, list[str]] | None:
    found = periods_of_term(parse_period(code), starts, lambda p: p.window())
    return found and (found[0].isoformat(), [p.code for p in found[1]])


def test_a_period_belongs_to_the_term_in_which_most_of_it_lies() -> None:
    """The Front's term of September 2019: the half-year that was mostly over is the old term's."""
    assert term("2021-H1", date(2019, 9, 20)) == ("2019-12-15", ["2020-H1", "2020-H2"])
    assert term("2023-H1", date(2022, 12, 16)) == ("2022-12-15", [])
    assert term("2023-H2", date(2017, 12, 13), date(2022, 12, 16)) == ("2022-12-15", ["2023-H1"])


def test_before_the_first_known_term_nothing_is_known() -> None:
    assert term("2016-H1", date(2019, 9, 20)) is None
    assert term("2016-H1") is None


def test_the_year_so_far() -> None:
    assert [p.code for p in periods_of_year(parse_period("2021-Q3"))] == ["2021-Q1", "2021-Q2"]
    assert periods_of_year(H1) == []


def test_a_hole_makes_the_total_unknown() -> None:
    whole = running(DAY, ["a", "b"], {"a": {"x": Decimal(1)}, "b": {"x": None}})
    assert whole.value("x", Decimal(5), T.SUM) == 6
    holed = running(DAY, ["a", "b"], {"a": {"x": Decimal(1)}})
    assert holed.missing == ("b",)
    assert holed.value("x", Decimal(5), T.SUM) is None
    assert holed.value("x", Decimal(5), T.LATEST) == 5
    assert holed.value("x", None, T.LATEST) is None


def test_a_figure_that_was_not_asked_then_is_unknown() -> None:
    found = running(DAY, ["a"], {"a": {"x": Decimal(1)}})
    assert found.value("new", Decimal(5), T.SUM) is None


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9)), max_size=12), st.integers(0, 10**9))
def test_with_every_period_there_it_is_the_plain_sum(earlier: list[int | None], now: int) -> None:
    codes = [str(n) for n in range(len(earlier))]
    figures = {c: {"x": None if v is None else Decimal(v)} for c, v in zip(codes, earlier, strict=True)}
    assert running(DAY, codes, figures).value("x", Decimal(now), T.SUM) == sum(v or 0 for v in earlier) + now


@given(st.integers(2000, 2100), st.sampled_from(list(Frequency)), st.integers(1, 12), st.integers(0, 4000))
def test_the_periods_of_a_term_follow_each_other_up_to_now(
    year: int, frequency: Frequency, number: int, days: int
) -> None:
    most = {Frequency.MONTH: 12, Frequency.QUARTER: 4, Frequency.HALF_YEAR: 2, Frequency.YEAR: 1}
    here = CalendarPeriod(year, frequency, (number - 1) % most[frequency] + 1)
    start = date.fromordinal(here.window()[0].toordinal() - days)
    found = periods_of_term(here, [start], lambda p: p.window())
    assert found is not None
    since, earlier = found
    for before, after in pairwise([*earlier, here]):
        assert after.previous() == before
    assert since == (earlier[0] if earlier else here).window()[0]


def test_many_missing_periods_are_said_shortly() -> None:
    assert in_words(["a", "b", "c"]) == "a, b, c"
    assert in_words(["a", "b", "c", "d"]) == "a … d (4)"

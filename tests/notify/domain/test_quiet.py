"""Quiet hours over midnight and not; when a lost message is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.notify.domain.quiet import after_quiet, is_quiet
from giaoban.apps.notify.domain.retries import PAUSES, pause_after

TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
MOMENTS = st.integers(0, 60 * 86_400).map(lambda n: datetime(2021, 1, 1, tzinfo=UTC) + timedelta(seconds=n))


@pytest.mark.parametrize(
    ("at", "begin", "end", "quiet"),
    [
        ("22:00", "21:00", "06:00", True),
        ("21:00", "21:00", "06:00", True),
        ("06:00", "21:00", "06:00", False),
        ("05:59", "21:00", "06:00", True),
        ("12:00", "21:00", "06:00", False),
        ("12:30", "12:00", "13:00", True),
        ("13:00", "12:00", "13:00", False),
        ("12:00", "12:00", "12:00", False),  # equal times are no span
    ],
)
def test_the_hours(at: str, begin: str, end: str, quiet: bool) -> None:
    assert is_quiet(*map(time.fromisoformat, (at, begin, end))) is quiet


def test_after_a_night_comes_its_morning() -> None:
    night = time(21), time(6)
    assert after_quiet(datetime(2021, 7, 1, 23, tzinfo=UTC), *night) == datetime(2021, 7, 2, 6, tzinfo=UTC)
    assert after_quiet(datetime(2021, 7, 1, 3, tzinfo=UTC), *night) == datetime(2021, 7, 1, 6, tzinfo=UTC)
    assert after_quiet(datetime(2021, 7, 1, 9, tzinfo=UTC), *night) == datetime(2021, 7, 1, 9, tzinfo=UTC)


@given(MOMENTS, TIMES, TIMES)
def test_the_first_moment_that_is_not_quiet(moment: datetime, begin: time, end: time) -> None:
    found = after_quiet(moment, begin, end)
    assert not is_quiet(found.time(), begin, end)
    assert moment <= found < moment + timedelta(days=1)
    before = found - timedelta(microseconds=1)
    assert found == moment or is_quiet(before.time(), begin, end)


def test_tries_end() -> None:
    assert [pause_after(n) for n in range(1, len(PAUSES) + 2)] == [*PAUSES, None]

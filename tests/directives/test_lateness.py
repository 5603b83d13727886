"""Lateness counts working days; an order names its days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.directives.domain.lateness import days_late, escalates_from, late_from, step_of
from giaoban.apps.directives.domain.order import Order, TaskForAll, Term
from giaoban.kit.periods import WorkCalendar

from .waves import DEADLINE, EVERYBODY

PLAIN = WorkCalendar(frozenset(), frozenset())
DAYS = st.dates(date(2021, 1, 1), date(2021, 12, 31))


class TestLateness:
    @given(DAYS, DAYS, st.frozensets(DAYS, max_size=20))
    def test_late_from_and_days_late_agree(self, deadline: date, today: date, off: frozenset[date]) -> None:
        calendar = WorkCalendar(off, frozenset())
        late = days_late(deadline, today, calendar)
        assert (late > 0) == (deadline <= late_from(today, calendar))
        reached = {step for step, day in escalates_from(today, calendar).items() if deadline <= day}
        assert len(reached) == step_of(late)

    def test_a_deadline_on_a_day_off_is_the_next_working_day(self) -> None:
        saturday = date(2021, 7, 17)
        assert days_late(saturday, date(2021, 7, 19), PLAIN) == 0
        assert days_late(saturday, date(2021, 7, 20), PLAIN) == 1

    def test_an_order_names_its_days(self) -> None:
        order = Order(EVERYBODY, DEADLINE, (Term(1, DEADLINE, date(2021, 9, 1)),))
        assert max(order.days) == date(2021, 9, 1)
        with pytest.raises(ValueError, match="says what"):
            TaskForAll(" ", DEADLINE)

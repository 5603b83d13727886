"""Asks: one open for one subject, written in bulk, seen by the post that is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.write_asks import close_asks, move_due, open_asks
from giaoban.apps.tasks.domain.asks import NewAsk, by_week
from giaoban.apps.tasks.models import Ask
from giaoban.apps.tasks.queries import ask_counts, asked_of, burden
from giaoban.kit.access import Actor, Hat
from tests.tasks.network import actor_in, network

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)


def new_ask(unit: Unit, subject: int = 1, days: int | None = 3, post: str = "", kind: str = "task") -> NewAsk:
    due = None if days is None else NOW + timedelta(days=days)
    return NewAsk(kind, unit.pk, f"Việc {subject}", due, "/nhiem-vu/1/", "tasks.Task", subject, post)


@pytest.mark.django_db
class TestWriting:
    def test_one_open_ask_for_a_subject(self) -> None:
        units = network(2)
        assert open_asks(asks=[new_ask(u) for u in units], now=NOW) == 2
        assert open_asks(asks=[new_ask(u) for u in units], now=NOW) == 0
        assert Ask.objects.count() == 2

    def test_asked_again_after_it_was_done(self) -> None:
        (unit,) = network(1)
        open_asks(asks=[new_ask(unit)], now=NOW)
        assert close_asks(kind="task", subject_type="tasks.Task", subject_ids=[1], now=NOW) == 1
        assert close_asks(kind="task", subject_type="tasks.Task", subject_ids=[1], now=NOW) == 0
        assert open_asks(asks=[new_ask(unit)], now=NOW) == 1
        assert sorted(Ask.objects.values_list("state", flat=True)) == ["done", "open"]

    def test_close_names_kind_subject_and_unit(self) -> None:
        one, other = network(2)
        open_asks(asks=[new_ask(one), new_ask(other), new_ask(one, 2), new_ask(one, kind="paper")], now=NOW)
        closed = close_asks(
            kind="task", subject_type="tasks.Task", subject_ids=[1], now=NOW, unit_ids=[one.pk], done=False
        )
        assert closed == 1
        assert Ask.objects.get(state="cancelled").unit == one
        assert Ask.objects.filter(state="open").count() == 3

    def test_move_due(self) -> None:
        (unit,) = network(1)
        open_asks(asks=[new_ask(unit), new_ask(unit, 2)], now=NOW)
        assert move_due(kind="task", subject_type="tasks.Task", subject_ids=[2], due=None) == 1
        assert list(asked_of(actor_in(unit)).values_list("subject_id", flat=True)) == [1, 2]

    def test_an_ask_leads_into_this_site(self) -> None:
        for url in ("https://example.org/", "//example.org/", "nhiem-vu"):
            with pytest.raises(ValueError, match="path of this site"):
                NewAsk("task", 1, "Việc", None, url, "tasks.Task", 1)

    def test_20_000_in_one_statement(self, django_assert_num_queries: Any) -> None:
        units = network(10)
        asks = [new_ask(units[i % 10], i) for i in range(20_000)]
        with django_assert_num_queries(1):
            assert open_asks(asks=asks, now=NOW) == 20_000
        with django_assert_num_queries(1):
            closed = close_asks(kind="task", subject_type="tasks.Task", subject_ids=range(20_000), now=NOW)
        assert closed == 20_000


@pytest.mark.usefixtures("fresh_db")
def test_refused_outside_a_transaction() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(transaction.TransactionManagementError):
        open_asks(asks=[], now=NOW)


@pytest.mark.django_db
class TestReading:
    def test_overdue_first_undated_last(self) -> None:
        (unit,) = network(1)
        open_asks(asks=[new_ask(unit, 1, None), new_ask(unit, 2, 3), new_ask(unit, 3, -2)], now=NOW)
        assert [a.subject_id for a in asked_of(actor_in(unit))] == [3, 2, 1]
        counts = ask_counts(actor_in(unit), NOW)
        assert (counts.open, counts.overdue, counts.this_week, counts.undated) == (3, 1, 1, 1)

    def test_only_of_the_actors_units_and_posts(self) -> None:
        one, other = network(2)
        open_asks(asks=[new_ask(one), new_ask(other), new_ask(one, 2, post=Post.LEADER)], now=NOW)
        assert asked_of(actor_in(one)).count() == 1
        assert asked_of(actor_in(one, Post.LEADER)).count() == 2
        two_hats = Actor("user", hats=(Hat(one.pk, Post.OFFICER), Hat(other.pk, Post.LEADER)))
        assert asked_of(two_hats).count() == 2
        assert asked_of(two_hats, other.pk).count() == 1
        assert not asked_of(Actor.public()).exists()

    def test_a_successor_sees_what_is_asked_of_the_merged(self) -> None:
        old, new = network(2)
        open_asks(asks=[new_ask(old)], now=NOW)
        assert asked_of(Actor("user", hats=(Hat(new.pk, Post.OFFICER, (old.pk,)),))).count() == 1

    def test_burden_by_week(self) -> None:
        (unit,) = network(1)
        open_asks(
            asks=[new_ask(unit, 1, -30), new_ask(unit, 2, 1), new_ask(unit, 3, 8, kind="report")], now=NOW
        )
        weeks = burden(unit, NOW, weeks=3)
        assert [(w.monday, w.count) for w in weeks] == [
            (date(2021, 7, 5), 2), (date(2021, 7, 12), 1), (date(2021, 7, 19), 0),
        ]  # fmt: skip
        assert weeks[1].kinds == {"report": 1}


@given(
    st.lists(
        st.tuples(st.dates(date(2020, 1, 1), date(2022, 1, 1)), st.sampled_from("ab"), st.integers(1, 9))
    )
)
def test_no_week_loses_or_doubles(dues: list[tuple[date, str, int]]) -> None:
    first, weeks = date(2021, 1, 6), 10
    end = date(2021, 1, 4) + timedelta(weeks=weeks)
    found = by_week(dues, first, weeks)
    assert sum(w.count for w in found) == sum(n for day, _, n in dues if day < end)
    assert all(w.count == sum(w.kinds.values()) for w in found)

"""Statements kept on the connection behave as Django's own: same objects, same errors, same log of queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import django
import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from giaoban.apps.org.models import Unit
from giaoban.kit import prepared
from tests.network import build_network

pytestmark = pytest.mark.django_db


def with_organisation() -> QuerySet[Unit]:
    return Unit.objects.select_related("organisation", "area").defer("area__folded")


def kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE NOT from_sql")
        return [row[0] for row in cursor.fetchall()]


class TestByKey:
    def test_gives_what_django_gives(self, django_assert_num_queries: Any) -> None:
        units = build_network().units
        units_by_key = prepared.ByKey(with_organisation)
        for unit in units.values():
            with django_assert_num_queries(1):
                found = units_by_key.get(unit.pk)
                assert (found.organisation.code, found.area.code) == (unit.organisation.code, unit.area.code)
            wanted = with_organisation().get(pk=unit.pk)
            assert {f.attname: getattr(found, f.attname) for f in Unit._meta.concrete_fields} == {
                f.attname: getattr(wanted, f.attname) for f in Unit._meta.concrete_fields
            }
            assert found.area.get_deferred_fields() == wanted.area.get_deferred_fields()
            assert not found._state.adding

    def test_its_plan_is_kept(self) -> None:
        units = list(build_network().units.values())
        units_by_key = prepared.ByKey(with_organisation)
        for unit in units[:5]:
            units_by_key.get(unit.pk)
        assert [s for s in kept() if "org_organisation" in s and "$1" in s]

    def test_nothing_there(self) -> None:
        with pytest.raises(Unit.DoesNotExist, match="Unit matching query does not exist"):
            prepared.ByKey(with_organisation).get(0)

    def test_takes_the_key_alone(self) -> None:
        with pytest.raises(TypeError):
            prepared.ByKey(lambda: Unit.objects.filter(code="x")).get(1)


def test_the_versions_it_is_known_to_work_with() -> None:
    """It stands on private parts of Django: read docs/adr/0010 and these tests, then write the new version there."""
    assert (django.VERSION[:2], psycopg.__version__.rsplit(".", 1)[0]) == ((5, 2), "3.3")


DAY = date(2026, 1, 16)


def called(unit: int, day: date) -> QuerySet[Unit]:
    return Unit.objects.filter(pk=unit).named_on(day).select_related("organisation", "area")


class TestKept:
    def test_gives_what_django_gives(self, django_assert_num_queries: Any) -> None:
        kept_query = prepared.Kept(called)
        for unit in build_network().units.values():
            with django_assert_num_queries(1):
                found: Any = kept_query.first(unit.pk, DAY)
                assert (found.organisation.code, found.area.code) == (unit.organisation.code, unit.area.code)
            wanted: Any = called(unit.pk, DAY).get()
            assert (found, found.name_then, found.valid) == (wanted, wanted.name_then, wanted.valid)
            assert not found._state.adding

    def test_in_the_querysets_order_and_for_the_values_given(self) -> None:
        build_network()
        at_level = prepared.Kept(lambda level: Unit.objects.filter(level=level).order_by("-code"))
        for level in Unit.objects.values_list("level", flat=True):
            assert at_level.all(level) == list(Unit.objects.filter(level=level).order_by("-code"))
        assert at_level.first(9) is None

    def test_nothing_of_one_call_stays_for_the_next(self) -> None:
        units = build_network().units
        by_code = prepared.Kept(lambda code: Unit.objects.filter(code=code))
        first = by_code.first("front-c1")
        Unit.objects.filter(code="front-c1").update(short_name="Xã Năm")
        again = by_code.first("front-c1")
        assert (first, again) == (units["front-c1"], units["front-c1"])
        assert again is not None
        assert again.short_name == "Xã Năm"

    @pytest.mark.parametrize(
        "rows",
        [
            lambda number: Unit.objects.filter(pk=number + 1),  # computes with the value
            lambda number: Unit.objects.filter(pk__in=range(number % 7)),  # another statement
            lambda number: Unit.objects.all(),  # does not look at it
            lambda number: Unit.objects.filter(pk=number).values("pk"),
            lambda number: Unit.objects.filter(pk=number).prefetch_related("lines"),
        ],
    )
    def test_refuses_what_would_come_out_wrong(self, rows: Any) -> None:
        with pytest.raises(TypeError, match="a kept query"):
            prepared.Kept(rows).all(5)

    def test_takes_no_actor_and_no_list(self) -> None:
        for value in (object(), [1, 2], True, None):
            with pytest.raises(TypeError, match="takes int, str, date or datetime"):
                prepared.Kept(lambda wanted: Unit.objects.filter(pk=wanted)).all(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [[], [None, None], [Decimal("1.5"), None, Decimal(0)]])
def test_arrays_come_back_as_they_went(values: Sequence[Decimal | None]) -> None:
    for _time in range(4):
        assert prepared.fetch("SELECT %s::numeric[]", [values]) == [(values,)]


def test_errors_are_djangos_and_the_statement_works_again() -> None:
    statement = "INSERT INTO audit_seal (after_id, cluster, from_tx, first_id) VALUES (%s, %s, %s::xid8, %s)"
    for _time in range(4):
        with pytest.raises(IntegrityError), transaction.atomic():
            prepared.execute(statement, [0, "", "3", 0])
    assert prepared.fetch("SELECT %s::int + 1", [41]) == [(42,)]


@pytest.mark.parametrize(("ids", "plans"), [(1000, 1), (1001, 0)])
def test_a_run_with_a_long_list_is_planned_for_its_own_values(ids: int, plans: int) -> None:
    statement = "SELECT id FROM org_unit WHERE id = ANY(%s::bigint[])"
    for _time in range(4):
        prepared.fetch(statement, [list(range(ids))])
    assert len([s for s in kept() if "org_unit WHERE id = ANY($1" in s]) == plans
    prepared.fetch(statement, [[1]])  # a short one finds the kept plan, or is on its way to one
    assert prepared._connected().prepare_threshold == prepared._THRESHOLD


def test_says_how_many_rows() -> None:
    build_network()
    all_of_them = Unit.objects.count()
    assert prepared.execute("UPDATE org_unit SET folded = folded WHERE id > %s", [0]) == all_of_them
    assert prepared.execute("UPDATE org_unit SET folded = folded WHERE id = %s", [0]) == 0


def test_together_each_sees_what_the_one_before_did() -> None:
    unit = build_network().units["front-c1"]
    with prepared.together():
        prepared.execute("UPDATE org_unit SET short_name = 'Xã Năm' WHERE id = %s", [unit.pk])
        prepared.execute("UPDATE org_unit SET short_name = short_name || ' mới' WHERE id = %s", [unit.pk])
    assert Unit.objects.get(pk=unit.pk).short_name == "Xã Năm mới"
    first, second = prepared.fetch_each(("SELECT %s::int", [1]), ("SELECT %s::text WHERE false", ["x"]))
    assert (first, second) == ([(1,)], [])


def test_together_the_first_error_is_raised_and_nothing_stays() -> None:
    unit = build_network().units["front-c1"]
    statements = (
        ("UPDATE org_unit SET short_name = 'Xã Năm' WHERE id = %s RETURNING id", [unit.pk]),
        ("UPDATE org_unit SET code = 'front-c2' WHERE id = %s RETURNING id", [unit.pk]),
        ("SELECT 1 / %s::int", [0]),
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        prepared.fetch_each(*statements)
    assert Unit.objects.get(pk=unit.pk).short_name == unit.short_name


def test_an_object_is_read_after_the_statement_that_locks_it() -> None:
    unit = build_network().units["front-c1"]
    rename = ("UPDATE org_unit SET short_name = 'Xã Năm' WHERE id = %s RETURNING id", [unit.pk])
    assert prepared.ByKey(with_organisation).get(unit.pk, after=rename).short_name == "Xã Năm"

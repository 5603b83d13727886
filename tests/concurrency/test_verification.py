"""`giaoban rollup verify` fails when a total is changed behind its back."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import connection

from tests.databases import Clone

from .crowd import wide_month

pytestmark = pytest.mark.concurrency


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indicators_unittotal SET live[1] = live[1] + 1 WHERE unit_id = %s",
        "UPDATE indicators_unittotal SET own[1] = 3 WHERE unit_id = %s",
        "DELETE FROM indicators_unittotal WHERE unit_id = %s",
    ],
)
def test_a_changed_total_is_found(fresh_db: Clone, statement: str) -> None:
    month = wide_month(0)
    month.all_the_way("front-c1", households_helped="10")
    call_command("rollup", "verify", as_json=True, stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute(statement, [month.net.units["front-p1"].pk])
    errors = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("rollup", "verify", stdout=io.StringIO(), stderr=errors)
    assert ended.value.code == 1
    assert "front-p1" in errors.getvalue()

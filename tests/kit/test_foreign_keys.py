"""References checked a statement at a time promise what PostgreSQL's own foreign keys promise."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from giaoban.kit.foreign_keys import checked_in_sets

pytestmark = pytest.mark.django_db


STEP = checked_in_sets("bearer", {"home": "house", "other": "house"})


@pytest.fixture
def tables() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE house (id bigint PRIMARY KEY)")
        cursor.execute("CREATE TABLE bearer (home bigint NOT NULL, other bigint)")
        for statement in STEP.sql:
            cursor.execute(statement)
        cursor.execute("INSERT INTO house VALUES (1), (2), (3)")
        cursor.execute("INSERT INTO bearer VALUES (1, NULL), (2, 1)")
    yield
    with connection.cursor() as cursor:  # the way back leaves nothing
        for statement in STEP.reverse_sql:
            cursor.execute(statement)
        cursor.execute("DROP TABLE bearer, house")


def _run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO bearer VALUES (1, NULL), (9, NULL)",
        "INSERT INTO bearer VALUES (1, 2), (1, 9)",
        "UPDATE bearer SET home = 9 WHERE home = 1",
        "UPDATE bearer SET other = 9",
        "DELETE FROM house WHERE id = 2",
        "DELETE FROM house",
    ],
)
def test_nothing_refers_to_what_is_not_there(statement: str) -> None:
    with pytest.raises(IntegrityError):
        _run(statement)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(other) FROM bearer")
        assert cursor.fetchone() == (2, 1)


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO bearer SELECT 1 + n % 3, NULLIF(n % 4, 0) FROM generate_series(0, 100) n",
        "UPDATE bearer SET home = 3, other = NULL",
        "DELETE FROM house WHERE id = 3",
    ],
)
def test_everything_else_passes(statement: str) -> None:
    _run(statement)


def test_whoever_deletes_waits_for_whoever_refers() -> None:
    """Two people at once: the reference is not seen yet when the deletion begins, and yet it is not orphaned."""
    params = connection.get_connection_params()
    where = {key: params[key] for key in ("dbname", "user", "password", "host", "port") if key in params}
    with psycopg.connect(**where) as writer, psycopg.connect(**where) as deleter:
        writer.execute("CREATE TABLE house (id bigint PRIMARY KEY)")
        writer.execute("CREATE TABLE bearer (home bigint NOT NULL, other bigint)")
        for statement in STEP.sql:
            writer.execute(statement)
        writer.execute("INSERT INTO house VALUES (1), (2)")
        writer.commit()
        try:
            writer.execute("INSERT INTO bearer VALUES (1, NULL)")
            refused: list[str] = []
            deletion = threading.Thread(target=_delete, args=(deleter, refused))
            deletion.start()
            deletion.join(0.3)
            assert deletion.is_alive()
            writer.commit()
            deletion.join(10)
            assert refused == ["23503"]
        finally:
            deleter.rollback()
            writer.execute("DROP TABLE bearer, house")
            for statement in STEP.sql:
                name = str(statement).split("FUNCTION ")[1].split("(")[0]
                writer.execute(f"DROP FUNCTION {name}")
            writer.commit()


def _delete(deleter: psycopg.Connection[object], refused: list[str]) -> None:
    try:
        deleter.execute("DELETE FROM house WHERE id = 1")
    except psycopg.errors.ForeignKeyViolation as error:
        refused.append(error.sqlstate or "")

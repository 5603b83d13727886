"""A kept connection is asked whether it answers when there is a reason to, and not before every request."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql import base as django_base

from giaoban.kit.postgresql import base
from tests.databases import Clone

pytestmark = pytest.mark.concurrency


@pytest.fixture
def asked(fresh_db: Clone, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """What the statement answered, each time that it was sent, over a connection that has just been made."""
    told: list[bool] = []
    send = django_base.DatabaseWrapper.is_usable

    def is_usable(wrapper: django_base.DatabaseWrapper) -> bool:
        told.append(bool(send(wrapper)))
        return told[-1]

    monkeypatch.setattr(django_base.DatabaseWrapper, "is_usable", is_usable)
    connection.close()
    connection.ensure_connection()
    yield told
    connection.close()


def next_request() -> int:
    """The process at the server that the next request's statement reaches."""
    connection.health_check_enabled, connection.health_check_done = True, False
    connection.close_if_health_check_failed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_nothing_is_sent_while_the_connection_is_in_use(asked: list[bool]) -> None:
    before = next_request()
    assert next_request() == before
    assert asked == []


def test_after_a_silence_it_is_asked(asked: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    before = next_request()
    later = time.monotonic() + base.TRUSTED + 1
    monkeypatch.setattr(base.time, "monotonic", lambda: later)
    assert next_request() == before
    assert next_request() == before
    assert asked == [True]


def test_one_that_the_server_ended_is_made_anew_at_once(asked: list[bool], fresh_db: Clone) -> None:
    before = next_request()
    with psycopg.connect(fresh_db.url) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    assert next_request() != before
    assert asked == [False]

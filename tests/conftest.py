"""Test databases: clones of a template on one embedded server, never flushed.

The audit's triggers forbid TRUNCATE, so no test flushes. Use `db` (a transaction, rolled back) where one
connection is enough, and `fresh_db` (a database of its own) where threads or processes take part.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.utils.translation import trans_real
from pytest_django.plugin import DjangoDbBlocker

from giaoban.config import env
from tests import databases


def pytest_configure() -> None:
    """Tests speak the source language, so that a better translation breaks none; browser journeys speak Vietnamese.

    WhiteNoise warns of a missing folder of collected files; tests take them from the finders.
    """
    settings.LANGUAGE_CODE = "en"
    trans_real._default = None  # it may hold the catalog of the language set before
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    # A machine that is busy with other work is slow at making examples, too; that says nothing about the code.
    slow = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=slow)
    hypothesis.settings.load_profile("house")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes name no test: a ZIP holds the time of its making, and two workers would collect different names."""
    return f"bytes{len(val)}" if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def pg_server(django_db_blocker: DjangoDbBlocker) -> Iterator[databases.TestServer]:
    """The embedded server for tests (var/pg-test) with the migrated template; the last user stops it."""
    with contextlib.ExitStack() as stack:
        with django_db_blocker.unblock():
            server = stack.enter_context(databases.test_server(env.var_dir() / "pg-test"))
        yield server


@pytest.fixture(scope="session")
def django_db_setup(pg_server: databases.TestServer, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Each worker has a clone of the template; pytest-django's `db` works in it."""
    with django_db_blocker.unblock(), pg_server.clone() as clone, databases.pointed_at(clone):
        yield


@pytest.fixture
def fresh_db(
    django_db_setup: None, pg_server: databases.TestServer, django_db_blocker: DjangoDbBlocker
) -> Iterator[databases.Clone]:
    """A database of its own in autocommit: what is committed, other threads and processes see.

    Threads use Django's connections as they are, and close them; a child process gets `fresh_db.url` as its
    DATABASE_URL. Dropped afterwards with whoever is still connected.
    """
    with django_db_blocker.unblock(), pg_server.clone() as clone, databases.pointed_at(clone):
        yield clone


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("django_db")
        names = getattr(item, "fixturenames", ())
        flushes = bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in names
        if flushes or ("fresh_db" in names and (mark or "db" in names)):
            raise pytest.UsageError(
                f"{item.nodeid}: tables are never flushed here. Take `fresh_db` alone, without `db`, "
                "`transactional_db` or a django_db mark."
            )

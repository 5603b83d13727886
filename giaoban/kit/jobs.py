"""Work that must happen later, deferred in the same transaction as the change that asks for it.

A job is named, takes ids, and is idempotent by them. Callbacks on commit only refresh screens; whatever must
not be lost goes through here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection


def later(name: str, *, at: datetime | None = None, once: str | None = None, **ids: Any) -> int | None:
    """Defer job `name` with JSON-able `ids`; not before `at`.

    `once` is a key: while a job with it waits, another is not added and None is returned.
    """
    from django.db import IntegrityError, transaction
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    deferrer = app.configure_task(name, schedule_at=at, queueing_lock=once, allow_unknown=False)
    try:
        with transaction.atomic():
            return deferrer.defer(**ids)
    except (AlreadyEnqueued, IntegrityError):
        if once is None:
            raise
        return None


def run_pending() -> None:
    """Work off every waiting job in this process, then return (commands and tests; no server needed)."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, concurrency=1)


@contextmanager
def alone(name: str, key: int) -> Iterator[None]:
    """Whoever comes second waits here until the first is through, or dies: PostgreSQL then lets go by itself.

    For work of many transactions that a retry, or a second worker, must not do at the same time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s), %s)", [name, key])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", [name, key])

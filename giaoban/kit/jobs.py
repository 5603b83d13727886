"""Work that must happen later, deferred in the same transaction as the change that asks for it.

A job is named, takes ids, and is idempotent by them. Callbacks on commit only refresh screens; whatever must
not be lost goes through here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any


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

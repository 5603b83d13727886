"""Background entries of the public page."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .actions.count_visits import fold_visits


@app.periodic(cron="* * * * *")
@app.task(name="portal.fold_visits", queueing_lock="portal.fold_visits", pass_context=False)
def fold(timestamp: int) -> None:
    """Every minute: loose visits become counts."""
    fold_visits()

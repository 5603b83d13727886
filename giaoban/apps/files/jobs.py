"""Background entries of files."""

from __future__ import annotations

from procrastinate.contrib.django import app

from giaoban.kit import clock

from .actions.sweep_files import sweep_files


@app.periodic(cron="17 2 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every night: take away files that nothing points to."""
    sweep_files(now=clock.now())

"""Background entries of files."""

from __future__ import annotations

from procrastinate.contrib.django import app

from giaoban.kit import clock

from .actions.erase_files import ERASE, erase_contents
from .actions.sweep_files import sweep_files


@app.periodic(cron="17 2 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every night: take away files that nothing points to."""
    sweep_files(now=clock.now())


@app.task(name=ERASE, retry=3)
def erase(digests: list[str]) -> None:
    """The bytes of files that may not be kept."""
    erase_contents(digests)

"""Background entries of the audit room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from giaoban.kit import clock

from .actions.seal_lines import seal_lines


@app.periodic(cron="* * * * * */10")
@app.task(name="audit.seal", queueing_lock="audit.seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Every ten seconds: seal what is finished."""
    seal_lines(now=clock.machine_now())

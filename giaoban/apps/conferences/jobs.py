"""Background entries of conferences."""

from __future__ import annotations

from procrastinate.contrib.django import app

from giaoban.kit import clock
from giaoban.kit.access import Actor

from .actions.enter_weeks import enter_planned
from .queries.weeks import not_entered

ENTER = "conferences.enter_planned"


@app.periodic(cron="*/15 * * * *")
@app.task(name=ENTER, queueing_lock=ENTER, pass_context=False)
def enter(timestamp: int) -> None:
    """Conferences that were planned before weeks knew of them: each is entered once, in a transaction of its own."""
    now = clock.now()
    for row in not_entered(now):
        enter_planned(actor=Actor.system(ENTER), conference=row, now=now)

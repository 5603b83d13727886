"""Background entries of tasks: reminders."""

from __future__ import annotations

from procrastinate.contrib.django import app

from giaoban.apps.notify.queries import open_channels
from giaoban.apps.org.queries import work_calendar
from giaoban.kit import clock
from giaoban.kit.access import Actor

from .actions.remind_user import remind_user, tell_urgent
from .queries.reminders import urgent_news


@app.periodic(cron="30 0 * * *")
@app.task(name="tasks.remind", queueing_lock="tasks.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Every working day at 7.30 in Hà Nội, user by user. A second run on the same day reminds nobody twice."""
    now = clock.now()
    today = clock.local_day(now)
    if work_calendar(today, today).works(today):
        for channel in open_channels():
            if channel.daily:
                remind_user(actor=Actor.system("tasks.remind"), channel=channel, now=now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="tasks.tell_urgent", queueing_lock="tasks.tell_urgent", pass_context=False)
def tell(timestamp: int) -> None:
    """Every five minutes: telegrams that came since."""
    now = clock.now()
    for ask, channel in urgent_news(now, clock.local_day(now)):
        tell_urgent(actor=Actor.system("tasks.tell_urgent"), channel=channel, ask=ask, now=now)

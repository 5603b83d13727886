"""Background entries of the live room: a killed worker's work is taken up again, unseen topics are forgotten."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from giaoban.kit import clock

from .models import LiveTopic

UNSEEN = timedelta(days=2)
"""A ticket lasts half a day, so nobody listens to a topic that no page has shown for so long."""
MAX_ATTEMPTS = 5
"""A job that was left behind so often ends its worker itself; it is marked as failed."""
SILENT_SECONDS = 30.0
"""A worker beats every 10 s; one that was silent for so long is dead."""


@app.periodic(cron="* * * * *")
@app.task(name="live.retry_stalled", queueing_lock="live.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Every minute: put jobs "doing" under a dead worker back into the queue. Jobs are idempotent by their ids.

    One whose like already waits (same queueing lock) is not needed any more.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.id is None:
            continue
        if job.attempts < MAX_ATTEMPTS:
            with contextlib.suppress(UniqueViolation):
                await manager.retry_job_by_id_async(job_id=job.id, retry_at=clock.machine_now())
                continue
        await manager.finish_job_by_id_async(job_id=job.id, status=Status.FAILED, delete_job=False)


@app.periodic(cron="17 * * * *")
@app.task(name="live.forget_topics", queueing_lock="live.forget_topics", pass_context=False)
def forget_topics(timestamp: int) -> None:
    """Every hour: topics that no page has shown for `UNSEEN` are built no more."""
    LiveTopic.objects.filter(wanted_at__lt=clock.now() - UNSEEN).delete()

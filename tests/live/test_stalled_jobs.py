"""A job that a killed worker left behind runs again; one whose like waits, or that kills workers, does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from giaoban.apps.live.jobs import MAX_ATTEMPTS
from giaoban.kit.jobs import later, run_pending
from tests.databases import Clone

pytestmark = pytest.mark.concurrency


def leave_behind(job: int | None, *, silent: int = 60, attempts: int = 0) -> None:
    """As after kill -9: "doing", under a worker whose last beat was `silent` seconds ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 s') RETURNING id",
            [silent],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
            [worker, attempts, job],
        )


def look_after() -> None:
    later("live.retry_stalled", timestamp=0)
    run_pending()


def state(job: int | None) -> str:
    return str(ProcrastinateJob.objects.get(pk=job).status)


def test_it_runs_again(fresh_db: Clone) -> None:
    job = later("files.sweep", timestamp=0)
    leave_behind(job)
    assert state(job) == "doing"
    look_after()
    assert state(job) == "succeeded"


def test_a_living_worker_keeps_its_job(fresh_db: Clone) -> None:
    job = later("files.sweep", timestamp=0)
    leave_behind(job, silent=5)
    look_after()
    assert state(job) == "doing"


def test_one_whose_like_waits_is_given_up(fresh_db: Clone) -> None:
    job = later("files.sweep", timestamp=0, once="files.sweep")
    leave_behind(job)
    like = later("files.sweep", timestamp=0, once="files.sweep", at=timezone.now() + timedelta(days=1))
    look_after()
    assert (state(job), state(like)) == ("failed", "todo")


def test_one_that_ends_its_workers_is_given_up(fresh_db: Clone) -> None:
    job = later("files.sweep", timestamp=0)
    leave_behind(job, attempts=MAX_ATTEMPTS)
    look_after()
    assert state(job) == "failed"

"""Two who act at the same moment, on real connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.conferences import events
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.confirm_conclusions import confirm_conclusions
from giaoban.apps.conferences.actions.hold_conference import open_conference
from giaoban.apps.conferences.actions.report_site import report_attendance
from giaoban.apps.conferences.actions.write_conclusion import write_conclusion
from giaoban.apps.conferences.domain.plan import NewSite
from giaoban.apps.conferences.models import AgreedTask
from giaoban.apps.conferences.queries import attendance_of
from giaoban.apps.tasks.models import Ask, Task
from tests.conferences.test_conferences import NOW, planned, put
from tests.tasks.network import actor_in, network, unit

pytestmark = [pytest.mark.concurrency, pytest.mark.usefixtures("fresh_db")]


def at_once(*steps: Callable[[], object]) -> list[object]:
    """Run the steps in threads that start together; an exception is a result."""
    start = Barrier(len(steps))

    def run(step: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return step()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def test_two_chairs_confirm_and_the_tasks_are_given_once() -> None:
    centre = unit("Trung ương")
    units = network(3, superior=centre)
    found = planned(centre)
    open_conference(actor=actor_in(centre), conference=found, now=NOW)
    write_conclusion(actor=actor_in(centre), conference=found, text="Kết luận")
    for n in range(9):
        put(found, units[n % 3], f"Nhiệm vụ {n}")
    chair = actor_in(centre, Post.LEADER)
    results = at_once(*[lambda: confirm_conclusions(actor=chair, conference=found, now=NOW)] * 4)
    assert not [r for r in results if isinstance(r, Exception)]
    assert Task.objects.count() == Ask.objects.filter(kind="task").count() == 9
    assert AuditLine.objects.filter(code=events.CONFIRMED).count() == 1
    assert AgreedTask.objects.filter(task__isnull=False).count() == 9


def test_sites_report_at_once_and_no_count_is_lost() -> None:
    centre = unit("Trung ương")
    units = network(8, superior=centre)
    found = planned(centre)
    sites = [NewSite(u.name, u.pk, u.area_id, 10) for u in units]
    add_sites(actor=actor_in(centre), conference=found, sites=sites, now=NOW)
    rows = list(found.sites.select_related("unit"))
    steps = [
        lambda row=row, n=n: report_attendance(
            actor=actor_in(row.unit), site=row, officers=n, others=1, now=NOW
        )
        for n, row in enumerate(rows)
    ]
    assert not [r for r in at_once(*steps) if isinstance(r, Exception)]
    total = attendance_of(found)
    assert (total.counted, total.officers, total.others) == (8, 28, 8)

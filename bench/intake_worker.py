"""One of the processes of `intake`: `python -m bench.intake_worker STEP PART PARTS`, STEP hand_in, receive or bare.

Says "ready" when everything is loaded, waits for a line, works through its share of the reports, and prints one
JSON object: how many, when the last was done (seconds of the system's monotonic clock), and the seconds of CPU that
this process and its PostgreSQL session took (null where the session is not to be seen from here).
"""

from __future__ import annotations

import cProfile
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django


def main() -> None:
    step, part, parts = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    django.setup()
    measured(bare(part, parts) if step == "bare" else use_case(step, part, parts), part)


def measured(work: Iterable[Callable[[], object]], part: int) -> None:
    """Say "ready", wait for the line, work, and tell how many and when the last was done."""
    print("ready", flush=True)
    sys.stdin.readline()
    before = cpu_seconds()
    profile = cProfile.Profile() if (file := os.environ.get("BENCH_PROFILE", "")) and part == 0 else None
    done = profile.runcall(_all, work) if profile else _all(work)
    if profile:
        profile.dump_stats(file)
    at, after = time.monotonic(), cpu_seconds()
    cpu = None if before is None or after is None else after - before
    print(json.dumps({"done": done, "at": at, "cpu": cpu}), flush=True)


def cpu_seconds() -> float | None:
    """Of this process and of the PostgreSQL process that works for it, if that one runs on this machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        session = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not str(connection.settings_dict["HOST"]).startswith("/") or not session.exists():
        return None
    used = session.read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() + sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def _all(work: Iterable[Callable[[], object]]) -> int:
    done = 0
    for one in work:
        one()
        done += 1
    return done


def use_case(step: str, part: int, parts: int) -> list[Callable[[], object]]:
    """The calls of this share. Reports and actors are made beforehand: that is the edge's work."""
    from bench import data
    from giaoban.apps.accounts.models import User
    from giaoban.apps.reporting.actions.hand_in_report import hand_in_report
    from giaoban.apps.reporting.actions.receive_report import receive_report
    from giaoban.apps.reporting.models import Report

    collection, user = (
        data.collection_of(data.SMALL),
        User.objects.values_list("pk", flat=True).get(username=data.USER),
    )
    rows = Report.objects.filter(expectation__collection=collection, version__isnull=False)
    reports = list(rows.select_related("expectation").order_by("pk"))[part::parts]
    action: Any = hand_in_report if step == "hand_in" else receive_report

    def call(report: Report) -> Callable[[], object]:
        row = report.expectation
        actor = data.officer_of(row.unit_id if step == "hand_in" else row.receiver_id or 0, user)
        return lambda: action(actor=actor, report=report, now=data.NOW)

    return [call(report) for report in reports]


_BARE = """
INSERT INTO bench_bare AS t (unit_id, live) SELECT u, %s::numeric[] FROM unnest(%s::bigint[]) u ORDER BY u
ON CONFLICT (unit_id) DO UPDATE SET live = (
  SELECT array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY i)
  FROM unnest(t.live, excluded.live) WITH ORDINALITY x(a, b, i))
"""


def bare(part: int, parts: int) -> list[Callable[[], object]]:
    """The same arrays added to the same units' rows by one SQL statement a report, each in its transaction."""
    from django.db import connection

    from bench import data
    from giaoban.apps.reporting.models import Report

    collection = data.collection_of(data.SMALL)
    rows = Report.objects.filter(expectation__collection=collection, version__isnull=False).order_by("pk")
    listed = list(rows.values_list("version__own", "expectation__chain"))[part::parts]

    def call(own: list[Any], chain: list[int]) -> Callable[[], object]:
        def write() -> None:
            with connection.cursor() as cursor:
                cursor.execute(_BARE, [own, chain])

        return write

    return [call(own, chain) for own, chain in listed]


if __name__ == "__main__":
    main()

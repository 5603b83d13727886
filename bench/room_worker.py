"""Processes of `presence` and `checkin`: the conference, and its sites' devices.

`prepare FILE SITES` makes a conference in session and writes its links; `toggle PORT FILE SECONDS`, `health PORT
CLIENTS SECONDS` and `check_in PORT FILE RATE` print one JSON object: milliseconds of every answer and how many were not
as expected; `sums FILE` what the database has.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.acks_worker import answer, send_all

PROVINCES = 63
LINE = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def main() -> None:
    step, *rest = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    if step == "prepare":
        prepare(Path(rest[0]), int(rest[1]))
    elif step == "sums":
        print(json.dumps(sums(Path(rest[0]))))
    else:
        work = {"toggle": toggle, "health": health, "check_in": check_in}[step]
        print(json.dumps(asyncio.run(work(int(rest[0]), *rest[1:]))))


def prepare(file: Path, sites: int) -> None:
    """A conference in session; sites of units as long as there are any, a tree of three levels; everybody is asked."""
    import django

    django.setup()
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from giaoban.apps.conferences.actions.add_sites import new_key
    from giaoban.apps.conferences.enums import ConferenceForm, ConferenceKind, ConferenceState
    from giaoban.apps.conferences.models import Conference, Site
    from giaoban.apps.conferences.queries import SUBJECT
    from giaoban.apps.org.models import Unit
    from giaoban.apps.tasks.actions.write_asks import open_asks
    from giaoban.apps.tasks.domain.asks import NewAsk
    from giaoban.apps.tasks.enums import AskKind

    now = timezone.now()
    units = list(Unit.objects.order_by("level", "pk").values_list("pk", flat=True)[:sites])
    found = Conference.objects.create(
        unit_id=units[0], kind=ConferenceKind.DISSEMINATION, form=ConferenceForm.ONLINE, title="Hội nghị đo",
        starts_at=now - timedelta(minutes=5), opened_at=now, state=ConferenceState.OPEN, place="Hà Nội",
        chair_post="Chủ tịch", seen_by=units[:1],
    )  # fmt: skip

    def site(number: int, above: list[int]) -> Site:
        return Site(
            conference=found, unit_id=units[number] if number < len(units) else None, name=f"Điểm cầu {number:05d}",
            sort_key=f"{number:05d}", expected=50, key=new_key(), ancestors=above,
            parent_id=above[-1] if above else None,
        )  # fmt: skip

    (top,) = Site.objects.bulk_create([site(0, [])])
    middle = Site.objects.bulk_create([site(n, [top.pk]) for n in range(1, PROVINCES + 1)])
    ways = [[top.pk, row.pk] for row in middle]
    leaves = [site(n, ways[n % PROVINCES]) for n in range(PROVINCES + 1, sites)]
    rows = [top, *middle, *Site.objects.bulk_create(leaves, batch_size=2000)]
    asks = [NewAsk(AskKind.ATTEND, u, found.title, now, "/", SUBJECT, found.pk) for u in units]
    with transaction.atomic():
        open_asks(asks=asks, now=now)
    work = {"conference": found.pk, "sites": [row.pk for row in rows], **consoles(found.pk, rows, now)}
    file.write_text(json.dumps(work))


def consoles(conference: int, rows: Sequence[Any], now: datetime) -> dict[str, list[str]]:
    """Addresses of the sites' consoles, of the stream of what goes on and of each one's own; all kept published."""
    from django.urls import reverse

    from giaoban.apps.conferences.domain.links import Link
    from giaoban.apps.conferences.enums import FLOOR_TOPIC, PLACE_TOPIC
    from giaoban.apps.live.actions.open_topic import open_topic
    from giaoban.apps.live.domain.tickets import ticket_for
    from giaoban.apps.live.domain.topics import Topic
    from giaoban.apps.live.models import LiveTopic

    shown, links = open_topic(FLOOR_TOPIC, conference, now), [Link("site", r.pk, r.key) for r in rows]
    topics = [Topic(PLACE_TOPIC, link.short, "vi") for link in links]
    each = [
        LiveTopic(name=t.name, mark=f"{t.kind}/{t.key}", version=1, payload="", wanted_at=now) for t in topics
    ]
    LiveTopic.objects.bulk_create(each, batch_size=2000)
    own = [reverse("live:poll", args=[ticket_for(topic.name)]) for topic in topics]
    return {
        "paths": [f"/hop/{link.token}/" for link in links], "floor": [f"{shown.poll}song/"],
        "own": [f"{path}song/" for path in own],
    }  # fmt: skip


def sums(file: Path) -> dict[str, Any]:
    """People over the tree and over all sites, what the line to be read out says, lines of the audit, asks left."""
    import django

    django.setup()
    from giaoban.apps.audit.models import AuditLine
    from giaoban.apps.conferences import events
    from giaoban.apps.conferences.enums import FLOOR_TOPIC
    from giaoban.apps.conferences.models import Conference
    from giaoban.apps.conferences.queries import SUBJECT, attendance_of
    from giaoban.apps.conferences.queries.tree import level_of
    from giaoban.apps.live.actions.publish_topics import payload_of
    from giaoban.apps.live.domain.topics import Topic
    from giaoban.apps.tasks.models import Ask

    found = Conference.objects.get(pk=json.loads(file.read_text())["conference"])
    (top,) = level_of(found).branches
    below = sum(b.total.present for b in level_of(found, top.site).branches)
    total = attendance_of(found)
    line = payload_of(Topic(FLOOR_TOPIC, str(found.pk), "vi")).splitlines()[-1]
    asks = Ask.objects.filter(subject_type=SUBJECT, subject_id=found.pk, state="open").count()
    return {
        "people": total.present, "tree": top.total.present, "counted": total.counted, "asks": asks, "line": line,
        "below": below, "own": (top.site.officers or 0) + (top.site.others or 0),
        "lines": AuditLine.objects.filter(code=events.ATTENDANCE).count(),
    }  # fmt: skip


@dataclass
class Tally:
    """What came back, and what each client said last."""

    took: list[float] = field(default_factory=list)
    failed: int = 0
    last: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        return {"took": self.took, "failed": self.failed, "last": self.last}


async def toggle(port: int, file: str, seconds: str) -> dict[str, Any]:
    """Every site says here, away, here … every one to five seconds, over a line of its own."""
    paths = json.loads(Path(file).read_text())["paths"]
    return await _clients(port, [("/", path) for path in paths], float(seconds))


async def health(port: int, clients: str, seconds: str) -> dict[str, Any]:
    """As many clients at the same pace ask /health."""
    return await _clients(port, [("/health", "")] * int(clients), float(seconds))


async def _clients(port: int, who: list[tuple[str, str]], seconds: float) -> dict[str, Any]:
    tally = Tally(last=["" for _one in who])
    end = time.perf_counter() + seconds
    await asyncio.gather(*(_client(port, n, path, end, tally) for n, (_kind, path) in enumerate(who)))
    return tally.told()


async def _client(port: int, number: int, path: str, end: float, tally: Tally) -> None:
    dice, line = random.Random(number), None
    kinds = ("here", "away")
    turn = 0
    await asyncio.sleep(dice.uniform(0, 5))
    while time.perf_counter() < end:
        began = time.perf_counter()
        kind = kinds[turn % 2]
        try:
            if (
                line is None or line[0].at_eof()
            ):  # a line that the server closed while it was idle is no failure
                line = await asyncio.open_connection("127.0.0.1", port)
            request = command(path, kind=kind) if path else b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
            status = await asyncio.wait_for(answer(line, request), 30)
            tally.failed += status != 200
            tally.last[number] = kind if status == 200 else tally.last[number]
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            tally.failed, line = tally.failed + 1, None
        tally.took.append((time.perf_counter() - began) * 1000)
        turn += 1
        await asyncio.sleep(dice.uniform(1, 5))


async def check_in(port: int, file: str, rate: str) -> dict[str, Any]:
    """Every site sends its count at its moment."""
    paths = json.loads(Path(file).read_text())["paths"]
    requests = [command(p, kind="count", officers=n % 90 + 1, others=n % 7) for n, p in enumerate(paths)]
    return await send_all(port, requests, float(rate))


def command(path: str, **fields: object) -> bytes:
    """A command as a device sends it."""
    body = urlencode({"key": str(uuid4()), **fields})
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()


if __name__ == "__main__":
    main()

"""Screens on one stream, and one change: how long until every one of them has it.

Layer: HTTP, server-sent events; the streams' process as `serve` starts it (granian, one worker) with its publisher,
on a clone of the database; a site reports who is there through the use case. Seconds count from the commit. The
screens are sockets of one process on the same machine, which reads them with one poll, and shares its cores.
Reference: a bare asyncio server that sends the same bytes to as many sockets when it is told to (`bench.bare_stream`);
it has no publisher that looks four times a second, no tickets and no database.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.data import Made
from bench.halls import Round, await_port, end, free_port, halls, memory, post, stage, started, streams
from bench.listeners import open_files
from bench.rows import Row, row
from giaoban.apps.live.domain.messages import event_of

SIZES, QUICK = ((1_000, 0.5), (9_000, 1.0)), ((200, 0.5),)
ROUNDS = 8


def run(made: Made, quick: bool) -> list[Row]:
    """One row a size."""
    with made.clone() as url:
        return [
            measured(url, screens, bound, 3 if quick else ROUNDS)
            for screens, bound in (QUICK if quick else SIZES)
        ]


def measured(url: str, screens: int, bound: float, rounds: int) -> Row:
    open_files()
    with stage(url) as shown, streams(url) as (port, process):
        before = memory(process)
        with halls(port, shown.path, screens) as hall:
            opened = hall.open()
            each = (memory(process) - before) / screens / 1024
            version, took = shown.version, []
            for n in range(rounds):
                time.sleep(0.4 + 0.07 * n)  # at another moment of the publisher's pass
                since = shown.change()
                took.append(hall.heard(version, since))
                version, payload = shown.newest()
        found = Round.pooled(took)
    bare = reference(screens, payload, rounds)
    everybody = all(len(r.took) == screens for r in took) and found.versions == {version: screens}
    return row(
        f"connect.{screens}",
        f"HTTP; {screens:,} streams open after {opened:.1f} s, {rounds} changes; {min(len(r.took) for r in took):,} of "
        f"{screens:,} have each, {found.twice} twice; {found}; {each:.0f} KB a listener",
        found.at(0.99), "s p99", bound, reference=f"bare asyncio broadcast: {bare}",
        ratio=found.at(0.99) / bare.at(0.99), also=everybody and not found.twice and not found.lost,
    )  # fmt: skip


def reference(screens: int, payload: str, rounds: int) -> Round:
    """The same bytes from the bare server."""
    with _bare() as port, halls(port, "/", screens) as hall:
        hall.open()
        took = []
        for version in range(2, rounds + 2):
            time.sleep(0.2)
            since = time.monotonic()
            post(port, "/", event_of(version, payload))
            took.append(hall.heard(version - 1, since))
    return Round.pooled(took)


@contextmanager
def _bare() -> Iterator[int]:
    port = free_port()
    process = started("bench.bare_stream", str(port))
    try:
        await_port(port)
        yield port
    finally:
        end(process)

"""1,000 screens are cut off for half a minute while things go on; how many are up to date when they are back.

Layer: as `connect`. A topic is a state and no log: who comes back says which version it has (`Last-Event-ID`), and
gets the newest if that is another one, once – not what was newest in between. So "nothing missed" means that each
holds the newest version in the end, "nothing twice" that nobody was ever told one version two times.
"""

from __future__ import annotations

import time
import urllib.request

from bench.data import Made
from bench.halls import PATIENCE, Halls, Round, Stage, halls, stage, streams
from bench.listeners import open_files
from bench.rows import Row, row

SCREENS, AWAY = (1_000, 30.0)
QUICK = (100, 3.0)


def run(made: Made, quick: bool) -> list[Row]:
    open_files()
    screens, away = QUICK if quick else (SCREENS, AWAY)
    with (
        made.clone() as url,
        stage(url) as shown,
        streams(url) as (port, _process),
        halls(port, shown.path, screens) as hall,
    ):
        hall.open()
        shown.change()
        hall.heard(shown.version, time.monotonic())
        return [measured(hall, shown, port, screens, away)]


def measured(hall: Halls, shown: Stage, port: int, screens: int, away: float) -> Row:
    had, _payload = shown.newest()
    hall.all(do="cut")
    changes = _go_on(shown, away)
    left = _listening(port)
    began = time.monotonic()
    hall.all(do="open")
    caught = hall.heard(had, began)
    changes += _go_on(shown, 2.0)
    end = _settled(hall, shown, screens)
    newest, _payload = shown.newest()
    holding = end.versions.get(newest, 0)
    return row(
        "resume",
        f"HTTP; {screens:,} streams cut off for {away:.0f} s; {changes} changes meanwhile and afterwards; "
        f"{left} of the cut ones were still counted; back with the newest: {caught}; in the end {holding:,} hold the "
        f"newest, {end.twice} were told a version twice",
        holding, "streams", screens, at_least=True,
        also=not end.twice and not end.lost and not left and _listening(port) == screens,
    )  # fmt: skip


def _go_on(shown: Stage, seconds: float) -> int:
    """Two changes a second; how many."""
    changes, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        shown.change()
        changes += 1
        time.sleep(0.5)
    return changes


def _settled(hall: Halls, shown: Stage, screens: int) -> Round:
    """What everybody holds once the last change is published; waits for those that are late."""
    until = time.monotonic() + PATIENCE
    while True:
        time.sleep(1.0)
        newest, _payload = shown.newest()
        found = hall.heard(0, until, seconds=1.0)
        if found.versions.get(newest) == screens or time.monotonic() > until:
            return found


def _listening(port: int) -> int:
    """How many listeners the streams' process counts."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60) as answer:
        return int(answer.read().split()[1])

"""37,000 sites on one live screen, carried by nginx with nchan: one change, how long until every one of them has it.

Layer: HTTP, server-sent events, from nginx as `docs/ops/nchan.conf` configures it (that very file, on ports and in a
folder of its own); the streams' process as `serve` starts it publishes and hands every payload over. A site reports
who is there through the use case; seconds count from the commit. The sites are sockets of two processes with several
source addresses on the same machine, whose cores they share. Reference, in between: the same bytes posted straight
to nginx, for the same listeners. Where nginx or nchan is not installed, or too few files may be open, nothing is
measured and nothing is said to be kept.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.data import Made
from bench.halls import Halls, Round, Stage, await_port, free_port, halls, memory, post, stage, streams
from bench.listeners import open_files
from bench.rows import Row, folder, row, unmeasured
from giaoban.apps.live.domain.channels import channel_of, half_day, path_of
from giaoban.apps.live.domain.messages import message_of
from giaoban.config import env

NAME = "connect-nchan"
SCREENS, QUICK, BOUND, ROUNDS, PROCESSES = 37_000, 1_000, 1.5, 6, 2
FILE = env.ROOT / "docs" / "ops" / "nchan.conf"
MODULES = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules")
MODULE = "ngx_nchan_module.so"
SPARE = 500
"""Open files of a process that are not listeners; nginx's workers do not share them out to the last one."""
BARE = 10**12
"""Versions of the messages that are posted straight to nginx; the product's never get there."""


@dataclass(frozen=True, slots=True)
class Nginx:
    """Where it answers, where it takes messages, its process."""

    port: int
    takes: int
    process: int


def run(made: Made, quick: bool) -> list[Row]:
    screens = QUICK if quick else SCREENS
    if why := missing(screens):
        return [unmeasured(NAME, why)]
    with (
        made.clone() as url,
        nginx() as carrier,
        stage(url) as shown,
        streams(url, GIAOBAN_NCHAN=f"http://127.0.0.1:{carrier.takes}"),
    ):
        return [measured(carrier, shown, screens, 2 if quick else ROUNDS)]


def missing(screens: int) -> str:
    """What the machine lacks, and how to get it; "" when nothing."""
    if not program() or not modules():
        return "nginx with nchan is not on this machine (Debian: apt-get install nginx libnginx-mod-nchan)"
    allowed, wanted = open_files(), screens // min(PROCESSES, os.cpu_count() or 1) + SPARE
    if allowed < wanted:
        return f"a process may open {allowed:,} files, {wanted:,} are needed (ulimit -Hn, docs/ops/nchan.md)"
    return ""


def program() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def modules() -> str:
    """The folder of nchan's module; "" without one."""
    return next((place for place in MODULES if Path(place, MODULE).exists()), "")


@contextlib.contextmanager
def nginx(port: int = 0, takes: int = 0) -> Iterator[Nginx]:
    """nginx with the file of docs/ops, as long as it is needed; on free ports where none are named."""
    run_in = folder() / "nginx"
    run_in.mkdir(exist_ok=True)
    port, takes, nobody = port or free_port(), takes or free_port(), free_port()
    filled = FILE.read_text()
    for mark, value in {
        "MODULES": modules(), "RUN": str(run_in), "LISTEN": f"127.0.0.1:{port}", "TAKES": f"127.0.0.1:{takes}",
        "PAGES": f"127.0.0.1:{nobody}", "STREAMS": f"127.0.0.1:{nobody}",
    }.items():  # fmt: skip
        filled = filled.replace(f"@{mark}@", value)
    (run_in / "nginx.conf").write_text(filled)
    command = [program() or "nginx", "-p", str(run_in), "-c", str(run_in / "nginx.conf"), "-e", "error.log"]
    child = subprocess.Popen([*command, "-g", "daemon off;"], start_new_session=True)
    try:
        await_port(port)
        yield Nginx(port, takes, child.pid)
    finally:
        child.terminate()
        child.wait(30)


def measured(carrier: Nginx, shown: Stage, screens: int, rounds: int) -> Row:
    channel = channel_of(shown.name, half_day(datetime.now(UTC)))
    _await_channel(carrier, channel)
    before = memory(carrier.process)
    with halls(carrier.port, path_of(channel), screens, PROCESSES) as hall:
        opened = hall.open()
        each = (memory(carrier.process) - before) / screens / 1024
        took, bare, last = [], [], 0
        for n in range(rounds):
            time.sleep(0.4 + 0.07 * n)  # at another moment of the publisher's pass
            version, _payload = shown.newest()
            since = shown.change()
            took.append(hall.heard(last or version, since))
            version, payload = shown.newest()
            bare.append(_straight(carrier, channel, hall, n, payload, version))
            last = BARE + n
        hall.all(do="cut")
        began = time.monotonic()
        hall.all(do="open")
        back = time.monotonic() - began
    found, reference = Round.pooled(took), Round.pooled(bare)
    everybody = all(len(r.took) == screens and len(r.versions) == 1 for r in took)
    return row(
        NAME,
        f"HTTP; {screens:,} sites open after {opened:.1f} s, {rounds} changes; {min(len(r.took) for r in took):,} of "
        f"{screens:,} have each, {found.twice} twice; {found}; {each:.1f} KB a listener; cut off, all back after "
        f"{back:.1f} s",
        found.at(0.99), "s p99", BOUND, reference=f"straight to nginx: {reference}",
        ratio=found.at(0.99) / reference.at(0.99), also=everybody and not found.twice and not found.lost,
    )  # fmt: skip


def _straight(carrier: Nginx, channel: str, hall: Halls, n: int, payload: str, version: int) -> Round:
    """The same bytes, posted to nginx without the product."""
    time.sleep(0.3)
    since = time.monotonic()
    post(carrier.takes, f"/{channel}", message_of(BARE + n, payload).encode())
    return hall.heard(version, since)


def _await_channel(carrier: Nginx, channel: str) -> None:
    """Until the streams' process has handed the topic over."""
    for _time in range(300):
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{carrier.takes}/{channel}", timeout=10).close()
            return
        time.sleep(0.1)
    raise RuntimeError("the streams' process hands nothing over to nginx")

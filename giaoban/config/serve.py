"""`giaoban serve`: starts pages, jobs and the database, keeps them up, and leaves nothing behind.

Pages run on granian's WSGI workers; live streams on one ASGI process on the next free port; jobs in one worker that
polls (writers never NOTIFY). Each runs in a process group of its own, which it tells a watchdog before its program
begins. Ctrl-C or SIGTERM ends all of them within five seconds; whatever is left then, or when this process is killed,
the watchdog ends.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from giaoban.config import cli, env, prepare
from giaoban.kit import postgres

GRACE = 2.0  # seconds between SIGTERM and SIGKILL; PostgreSQL gets the rest of the five
LINES = "16384"
"""Connections that each process takes. Granian's own number (1,024 through the workers) counts lines that browsers and
proxies merely keep; one beyond it is neither served nor refused until another ends."""
# Reads process groups from a pipe, with a "-" those that are gone. The end of the pipe means that the supervisor is
# gone, or has done what it could: whoever is left is killed.
WATCHDOG = """
while read -r pid; do
    case $pid in
        -*) left=; for each in $all; do [ "$each" = "$pid" ] || left="$left $each"; done; all=$left ;;
        *) all="$all -$pid" ;;
    esac
done
[ -z "$all" ] || kill -s KILL -- $all 2>/dev/null
exit 0
"""


@dataclass(slots=True)
class Child:
    """One program that is kept up: restarted with a growing pause when it ends by itself."""

    name: str
    command: list[str]
    once: bool = False
    process: subprocess.Popen[bytes] | None = None
    pause: float = 0.5
    due: float = 0.0


@dataclass(slots=True)
class Leave:
    """A signal asks us to end: it raises KeyboardInterrupt at once; further ones do not disturb what follows.

    Python drops an exception that is raised in a hook around a fork (logging has one) or in a finalizer, so `check`
    raises it again before each step.
    """

    asked: bool = False

    def hear(self, number: int, frame: FrameType | None) -> None:
        if not self.asked:
            self.asked = True
            raise KeyboardInterrupt

    def check(self) -> None:
        if self.asked:
            raise KeyboardInterrupt


@dataclass(slots=True)
class Supervisor:
    """Starts children, restarts what dies, ends all."""

    environment: dict[str, str]
    leave: Leave = field(default_factory=Leave)
    children: list[Child] = field(default_factory=list)
    watchdog: subprocess.Popen[bytes] | None = None

    def start(self, child: Child) -> None:
        """Start it. A signal in the middle, or even a kill, leaves nothing: the child has told the watchdog itself."""
        self.leave.check()
        if self.watchdog is None:
            self._watch()
        if child not in self.children:
            self.children.append(child)
        child.process = subprocess.Popen(  # noqa: S603
            child.command,
            start_new_session=True,
            env=self.environment,
            preexec_fn=self._enrol,  # noqa: PLW1509
        )

    def tend(self, now: float) -> None:
        """Restart what has ended; say so. What it leaves of its group ends with it. KeyboardInterrupt once a signal
        has asked for the end.
        """
        self.leave.check()
        if self.watchdog is not None and self.watchdog.poll() is not None:
            self._watch()
        for child in self.children:
            if child.process is None:
                if now >= child.due and not child.once:
                    self.start(child)
            elif (code := child.process.poll()) is not None:
                _signal_group(child.process, signal.SIGKILL)
                self._tell(-child.process.pid)
                child.process = None
                if child.once:
                    say(f"{child.name}: {'done' if code == 0 else f'ended with code {code}'}.")
                    continue
                say(f"{child.name} ended with code {code}; starting it again in {child.pause:g} s.")
                child.due, child.pause = now + child.pause, min(child.pause * 2, 30)

    def _watch(self) -> None:
        """A watchdog that knows everybody who runs."""
        self.watchdog = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", WATCHDOG], stdin=subprocess.PIPE, start_new_session=True, env=self.environment
        )
        for child in self.children:
            if child.process is not None:
                self._tell(child.process.pid)

    def _enrol(self) -> None:
        """In the child, after it has a group of its own and before its program."""
        self._tell(os.getpid())

    def _tell(self, group: int) -> None:
        """A watchdog that has just ended is replaced by `tend`, and told then."""
        with contextlib.suppress(BrokenPipeError):
            if self.watchdog is not None and self.watchdog.stdin is not None:
                os.write(self.watchdog.stdin.fileno(), f"{group}\n".encode())

    def run(self) -> NoReturn:
        """Until an exception, which a signal raises."""
        looked = time.monotonic()
        while True:
            now = time.monotonic()
            self.tend(now)
            if now - looked > 2:
                looked = now
                if not env.database_url() and not postgres.is_running(env.pg_dir()):
                    say("The database ended; starting it again.")
                    postgres.ensure_running(env.pg_dir())
            time.sleep(0.2)

    def stop(self) -> None:
        """End every process group; within `GRACE` seconds politely, then not. The watchdog has the last word."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        end = time.monotonic() + GRACE
        while time.monotonic() < end and any(process.poll() is None for process in running):
            time.sleep(0.05)
        for process in running:
            _signal_group(process, signal.SIGKILL)
            process.wait()
        if self.watchdog is not None:
            self.watchdog.communicate()
        self.children.clear()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the whole group: its leader may have gone before its members."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def main(argv: Sequence[str]) -> int:
    """Serve until a signal. 0 after Ctrl-C, 1 when the start failed, 2 for bad arguments."""
    demo = env.demo()
    options = _arguments(argv)
    if demo and not _is_loopback(options.host):
        say("The demonstration asks for no password, so it answers on this machine only (127.0.0.1).")
        return 2
    port = _free_port(options.host, options.port, tries=20 if demo else 1)
    if port is None:
        say(f"Port {options.port} is taken. Stop what uses it, or choose another: --port {options.port + 1}")
        return 1
    with (
        _signals_as_exceptions() as leave,
        contextlib.suppress(KeyboardInterrupt),
        contextlib.ExitStack() as stack,
    ):
        stack.enter_context(cli.database())
        return _serve(options.host, port, options.workers, leave, demo=demo)
    return 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="giaoban serve", description="Serve until Ctrl-C.", epilog="Example: giaoban serve --port 8080"
    )
    parser.add_argument("--host", default=env.text("GIAOBAN_HOST", "127.0.0.1"), help="address to listen on")
    parser.add_argument("--port", type=int, default=int(env.text("GIAOBAN_PORT", "8000")))
    parser.add_argument(
        "--workers", type=int, default=int(env.text("GIAOBAN_WORKERS", "2")), help="for pages"
    )
    return parser.parse_args(argv)


def _serve(host: str, port: int, workers: int, leave: Leave, *, demo: bool) -> int:
    address = f"http://{host if host not in {'0.0.0.0', '::'} else '127.0.0.1'}:{port}"  # noqa: S104
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.config.settings")
    environment.setdefault("GIAOBAN_STATIC_COLLECTED", "1")
    if demo or env.text("GIAOBAN_PUBLIC_URL", "") == "":
        environment["GIAOBAN_PUBLIC_URL"] = address
    streams = _free_port(host, port + 1, tries=20) or port + 1
    if not env.flag("GIAOBAN_BEHIND_PROXY", False):
        environment.setdefault("GIAOBAN_STREAM_URL", f"{address.rpartition(':')[0]}:{streams}")
    supervisor = Supervisor(environment, leave)
    try:
        preparing = [sys.executable, "-m", "giaoban.config.prepare"]
        if not prepare.is_done() and subprocess.run(preparing, env=environment, check=False).returncode != 0:  # noqa: S603
            say("The database could not be brought up to date; see above. Nothing was started.")
            return 1
        pages, *others = programs(host, port, streams, workers)
        supervisor.start(pages)  # alone, so that nothing competes with the first answer
        if not _await_answer(supervisor, host, port):
            say("The pages did not answer within 60 s; see above.")
            return 1
        for child in others:
            supervisor.start(child)
        say(f"Giao Ban: {address}   (Ctrl-C ends it)")
        if demo:
            play = [sys.executable, "-m", "giaoban.config.cli", "demo", "--play"]
            supervisor.start(Child("demonstration", play, once=True))
        supervisor.run()
    finally:
        say("Stopping …")
        supervisor.stop()


def programs(host: str, port: int, streams: int, workers: int) -> Iterator[Child]:
    """What is kept up: pages on `port`, live streams on `streams`, jobs."""
    granian = [
        sys.executable, "-m", "granian", "--host", host, "--no-ws", "--log-level", "warning",
        "--backlog", LINES, "--backpressure", LINES,
        "--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "1",
    ]  # fmt: skip
    pages = ["--interface", "wsgi", "--workers", str(workers), "--blocking-threads", "4", "--port", str(port)]
    yield Child("pages", [*granian, *pages, "giaoban.config.wsgi:application"])
    live = ["--interface", "asgi", "--workers", "1", "--port", str(streams)]
    yield Child("streams", [*granian, *live, "giaoban.config.asgi:application"])
    jobs = [
        sys.executable, "-m", "django", "procrastinate", "worker", "--no-listen-notify",
        "--fetch-job-polling-interval", "0.5", "--shutdown-graceful-timeout", "1.5", "--concurrency", "1",
    ]  # fmt: skip
    yield Child("jobs", jobs)


def _await_answer(supervisor: Supervisor, host: str, port: int, seconds: float = 60) -> bool:
    """Any HTTP answer will do; restarts what dies meanwhile."""
    end = time.monotonic() + seconds
    target = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
    while time.monotonic() < end:
        supervisor.tend(time.monotonic())
        with (
            contextlib.suppress(OSError, http.client.HTTPException),
            contextlib.closing(http.client.HTTPConnection(target, port, timeout=20)) as connection,
        ):
            connection.request("GET", "/")
            connection.getresponse()
            return True
        time.sleep(0.1)
    return False


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _free_port(host: str, port: int, tries: int) -> int | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + tries):
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, candidate))
                return candidate
    return None


@contextlib.contextmanager
def _signals_as_exceptions() -> Iterator[Leave]:
    """SIGTERM and SIGHUP end us as Ctrl-C does."""
    leave = Leave()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, leave.hear) for number in numbers]
    try:
        yield leave
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

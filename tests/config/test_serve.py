"""`serve` answers, restarts what dies, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from giaoban.config import env, prepare, serve
from tests.databases import Clone


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def members(marker: str) -> dict[int, str]:
    """Live processes whose environment holds `marker`: everything that the server under test has started."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if marker.encode() in (entry / "environ").read_bytes():
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def answers(port: int) -> bool:
    with (
        contextlib.suppress(OSError, http.client.HTTPException),
        contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection,
    ):
        connection.request("GET", "/static/nothing-here")
        return connection.getresponse().status == 404
    return False


def wait_for(condition: object, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def sweep(marker: str) -> None:
    """End them, also those that are started meanwhile."""
    while left := members(marker):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def serving(url: str, *arguments: str, **variables: str) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    port = free_port()
    marker = f"GIAOBAN_TEST_MARK={os.getpid()}-{port}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "GIAOBAN_STATIC_COLLECTED": "0",
        **dict([marker.split("=")]),
        **variables,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "giaoban.config.cli", "serve", "--port", str(port), *arguments],
        cwd=env.ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    try:
        assert wait_for(lambda: answers(port), 60), process.communicate(timeout=5)[0]
        assert wait_for(lambda: "procrastinate worker" in " ".join(members(marker).values()), 60)
        yield process, port, marker
    finally:
        process.kill()  # the others are the watchdog's; what it leaves is what a test here complains of
        process.wait()
        wait_for(lambda: not members(marker), 5)
        sweep(marker)
        process.communicate()


@pytest.mark.concurrency
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_five_seconds_after_the_signal(fresh_db: Clone, number: signal.Signals) -> None:
    with serving(fresh_db.url) as (process, _port, marker):
        assert "wsgi" in " ".join(members(marker).values())
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=5) == 0
        assert wait_for(lambda: not members(marker), 5 - (time.monotonic() - began)), members(marker)


@pytest.mark.concurrency
def test_lines_that_are_merely_kept_keep_nobody_out(fresh_db: Clone) -> None:
    """Browsers and proxies keep their lines open. One worker, and more of them than granian takes by itself."""
    with serving(fresh_db.url, "--workers", "1") as (_process, port, _marker), contextlib.ExitStack() as kept:
        for _line in range(1_100):
            line = socket.create_connection(("127.0.0.1", port), timeout=20)
            kept.enter_context(line)
            line.sendall(b"HEAD /static/nothing-here HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert line.recv(65_536).startswith(b"HTTP/1.1 404")


@pytest.mark.concurrency
def test_what_is_killed_comes_back(fresh_db: Clone) -> None:
    with serving(fresh_db.url) as (_process, port, marker):
        for word in ("granian", "procrastinate"):
            for pid, command in members(marker).items():
                if word in command:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
        assert wait_for(lambda: answers(port), 60)
        assert wait_for(lambda: "procrastinate worker" in " ".join(members(marker).values()), 60)


@pytest.mark.concurrency
def test_children_do_not_outlive_a_killed_supervisor(fresh_db: Clone) -> None:
    with serving(fresh_db.url) as (process, _port, marker):
        process.kill()
        process.wait()
        assert wait_for(lambda: not members(marker), 5), members(marker)


@pytest.fixture
def supervisor() -> Iterator[tuple[serve.Supervisor, str]]:
    """One that keeps nothing up yet, and the mark of whatever it starts."""
    marker = f"GIAOBAN_TEST_MARK={os.getpid()}-{time.monotonic_ns()}"
    yield serve.Supervisor(os.environ | dict([marker.split("=")])), marker
    sweep(marker)


def test_a_signal_while_a_program_starts_leaves_nothing(
    supervisor: tuple[serve.Supervisor, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program runs, and the supervisor was interrupted before it knew its number."""
    made, marker = supervisor
    popen, started = subprocess.Popen, []

    def interrupted(*arguments: Any, **named: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*arguments, **named))
        if len(started) == 3:  # the watchdog, the first program, this one
            raise KeyboardInterrupt
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", interrupted)
    made.start(serve.Child("first", ["sleep", "60"]))
    with pytest.raises(KeyboardInterrupt):
        made.start(serve.Child("second", ["sleep", "60"]))
    assert wait_for(lambda: list(members(marker).values()).count("sleep 60 ") == 2, 5)
    made.stop()
    assert wait_for(lambda: not members(marker), 5), members(marker)


def test_what_an_ended_program_leaves_of_its_group_ends_too(
    supervisor: tuple[serve.Supervisor, str],
) -> None:
    """As granian's workers when granian itself is killed."""
    made, marker = supervisor
    made.start(serve.Child("leader", ["/bin/sh", "-c", "sleep 60 & exit 3"], once=True))
    assert wait_for(lambda: "sleep 60 " in members(marker).values(), 5)
    assert wait_for(lambda: made.tend(time.monotonic()) or made.children[0].process is None, 5)
    assert wait_for(lambda: "sleep 60 " not in members(marker).values(), 5)
    made.stop()
    assert wait_for(lambda: not members(marker), 5)


def test_a_watchdog_that_ends_is_replaced(supervisor: tuple[serve.Supervisor, str]) -> None:
    made, marker = supervisor
    made.start(serve.Child("first", ["sleep", "60"]))
    assert made.watchdog
    made.watchdog.kill()
    made.watchdog.wait()
    made.tend(time.monotonic())
    assert made.watchdog.stdin
    made.watchdog.stdin.close()  # as when the supervisor is killed
    assert wait_for(lambda: not members(marker), 5), members(marker)


STARTS_MANY = """
import os
from giaoban.config.serve import Child, Supervisor
supervisor = Supervisor(dict(os.environ))
print("now", flush=True)
for n in range(40):
    supervisor.start(Child(str(n), ["sleep", "60"]))
"""


@pytest.mark.concurrency
@pytest.mark.parametrize("moment", [0.0, 0.005, 0.02, 0.05])
def test_a_kill_while_programs_start_leaves_nothing(moment: float) -> None:
    marker = f"GIAOBAN_TEST_MARK={os.getpid()}-{time.monotonic_ns()}"
    process = subprocess.Popen(
        [sys.executable, "-c", STARTS_MANY], cwd=env.ROOT, env=os.environ | dict([marker.split("=")]),
        stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout
        assert process.stdout.readline() == b"now\n"
        time.sleep(moment)
        process.kill()
        process.communicate()
        assert wait_for(lambda: not members(marker), 5), members(marker)
    finally:
        sweep(marker)


HEARS_IT_AT_A_FORK = """
import os, signal
from giaoban.config import serve

def hook():
    os.kill(os.getpid(), signal.SIGTERM)

with serve._signals_as_exceptions() as leave:
    supervisor = serve.Supervisor(dict(os.environ), leave)
    os.register_at_fork(after_in_parent=hook)
    try:
        supervisor.start(serve.Child("one", ["sleep", "60"]))
        print("started", flush=True)
        supervisor.run()
    except KeyboardInterrupt:
        supervisor.stop()
        print("ended", flush=True)
"""


def test_a_signal_that_python_drops_at_a_fork_ends_it_all_the_same() -> None:
    """What is raised in a hook around a fork is printed and forgotten; a second signal would be ignored."""
    marker = f"GIAOBAN_TEST_MARK={os.getpid()}-{time.monotonic_ns()}"
    try:
        found = subprocess.run(
            [sys.executable, "-c", HEARS_IT_AT_A_FORK], cwd=env.ROOT, timeout=20, capture_output=True, text=True,
            env=os.environ | dict([marker.split("=")]), check=False,
        )  # fmt: skip
        assert "Exception ignored" in found.stderr
        assert found.stdout.split() == ["started", "ended"]
        assert wait_for(lambda: not members(marker), 5), members(marker)
    finally:
        sweep(marker)


def test_a_taken_port_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.main(["--port", str(port)]) == 1
    assert f"Port {port} is taken" in capsys.readouterr().out


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "giaoban.example"])
def test_the_demonstration_answers_on_this_machine_only(
    host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIAOBAN_DEMO", "1")
    assert serve.main(["--host", host]) == 2
    assert "this machine only" in capsys.readouterr().out


def test_a_second_start_prepares_nothing(
    fresh_db: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"DATABASE_URL": fresh_db.url, "GIAOBAN_VAR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    assert not prepare.is_done()
    run = [sys.executable, "-m", "giaoban.config.prepare"]
    subprocess.run(run, env=os.environ | {"GIAOBAN_STATIC_COLLECTED": "1"}, cwd=env.ROOT, check=True)
    assert prepare.is_done()
    with psycopg.connect(fresh_db.url) as connection:
        connection.execute("DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)")
    assert not prepare.is_done(), "an older database, as after a restore"


def test_files_not_collected_leave_the_next_start_its_work(
    fresh_db: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_db.url)
    monkeypatch.setenv("GIAOBAN_VAR", str(tmp_path))
    run = [sys.executable, "-m", "giaoban.config.prepare"]
    subprocess.run(run, env=os.environ | {"GIAOBAN_STATIC_COLLECTED": "0"}, cwd=env.ROOT, check=True)
    assert not prepare.is_done()

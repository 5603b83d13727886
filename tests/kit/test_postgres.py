"""The embedded server: starts once, survives kill -9, lets nobody else in, keeps backups whole."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import psycopg
import pytest
from psycopg import sql

from giaoban.kit import pg_account, postgres

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root switches to another user")


@pytest.fixture
def place() -> Iterator[Path]:
    """A data directory not yet made, in a folder that every user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="giaoban-test-"))
    folder.chmod(0o755)
    data_dir = folder / "pg"
    try:
        yield data_dir
    finally:
        postgres.stop(data_dir)
        shutil.rmtree((data_dir / "socket").resolve(), ignore_errors=True)
        shutil.rmtree(data_dir.resolve(), ignore_errors=True)
        shutil.rmtree(folder)


def start(data_dir: Path) -> postgres.Server:
    return postgres.ensure_running(data_dir, durable=False)


def ask(server: postgres.Server, query: str, database: str = "postgres") -> object:
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def do(server: postgres.Server, statement: str, database: str = "postgres") -> None:
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        connection.execute(statement)


def pid_of(data_dir: Path) -> int:
    return int((data_dir.resolve() / "cluster" / "postmaster.pid").read_text().split()[0])


def test_starts_once_and_is_as_promised(place: Path) -> None:
    server = start(place)
    pid = pid_of(place)
    assert start(place) == server == postgres.address(place)
    assert pid_of(place) == pid
    assert int(str(ask(server, "SHOW server_version_num"))) >= 180000
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SELECT current_user::text") == "giaoban"
    assert ask(server, "SELECT upper('đà nẵng')") == "ĐÀ NẴNG"
    assert ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    home = place.resolve()
    assert home.stat().st_mode & 0o077 == 0
    assert (home / "socket").resolve().stat().st_mode & 0o077 == 0
    postgres.stop(place)
    assert not postgres.is_running(place)
    postgres.stop(place)


def test_durable_settings_are_the_default(place: Path) -> None:
    server = postgres.ensure_running(place)
    assert (ask(server, "SHOW fsync"), ask(server, "SHOW synchronous_commit")) == ("on", "on")


def test_recovers_after_kill(place: Path) -> None:
    server = postgres.ensure_running(place)
    assert postgres.ensure_database(server, "kept")
    assert not postgres.ensure_database(server, "kept")
    do(server, "CREATE TABLE fact AS SELECT 726 AS shops", "kept")
    os.kill(pid_of(place), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while postgres.is_running(place) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert ask(postgres.ensure_running(place), "SELECT shops FROM fact", "kept") == 726


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(place: Path) -> None:
    """After a crash the number may belong to another process of the same user."""
    start(place)
    file = place.resolve() / "cluster" / "postmaster.pid"
    lines = file.read_text().split("\n")
    postgres.stop(place)
    account = pg_account.account_for(place)
    who = {"user": account.uid, "group": account.gid} if account.switch else {}
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **who)  # type: ignore[call-overload]
    try:
        file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        account.own(file, 0o600)
        assert not postgres.is_running(place)
        assert ask(start(place), "SELECT 1") == 1
    finally:
        stranger.kill()
        stranger.wait()


def test_two_starters_do_not_race(place: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from giaoban.kit import postgres;"
        "print(postgres.ensure_running(Path(sys.argv[1]), durable=False).host)"
    )
    environment = os.environ | {"LC_ALL": "C", "LANG": "C"}
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(place)], stdout=subprocess.PIPE, text=True, env=environment
        )
        for _ in range(3)
    ]
    answers = {starter.communicate(timeout=60)[0].strip() for starter in starters}
    assert [starter.returncode for starter in starters] == [0, 0, 0]
    assert answers == {postgres.address(place).host}


def test_last_user_stops_it(place: Path) -> None:
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with postgres.using(place, durable=False):
            inside.set()
            leave.wait(30)

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(30)
    with postgres.using(place, durable=False) as server:
        assert ask(server, "SELECT 1") == 1
    assert postgres.is_running(place)
    leave.set()
    thread.join()
    assert not postgres.is_running(place)


def test_long_paths(place: Path) -> None:
    deep = place.parent / ("x" * 60) / ("y" * 60) / "pg"
    try:
        server = start(deep)
        assert ask(server, "SELECT 1") == 1
        assert len(server.host) < postgres.LONGEST_SOCKET
        postgres.stop(deep)
        assert ask(start(deep), "SELECT 1") == 1
    finally:
        postgres.stop(deep)
        shutil.rmtree((deep / "socket").resolve(), ignore_errors=True)


@as_root
def test_a_place_the_servers_user_cannot_reach(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place.parent.chmod(0o700)
    server = start(place)
    assert ask(server, "SELECT 1") == 1
    assert place.is_symlink()
    assert place.resolve().parent == pg_account.SHARED
    assert str(place.resolve()) in capsys.readouterr().err
    assert place.parent.stat().st_mode & 0o077 == 0, "permissions of parent folders are left alone"


@as_root
def test_another_user_is_refused(place: Path) -> None:
    server = start(place)
    (place.resolve()).chmod(0o755)
    Path(server.host).chmod(0o755)
    Path(server.host, ".s.PGSQL.5432").chmod(0o777)
    nobody = pwd.getpwnam("nobody")
    psql = pg_account.reachable_install(pg_account.account_for(place)) / "bin" / "psql"
    done = subprocess.run(
        [psql, server.url("postgres"), "-c", "SELECT 1"],
        user=nobody.pw_uid, group=nobody.pw_gid, cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "Peer authentication failed" in done.stderr


@as_root
def test_data_given_to_root_by_mistake(place: Path) -> None:
    start(place)
    postgres.stop(place)
    for path in (place, *place.rglob("*")):
        os.chown(path, 0, 0)
    assert ask(start(place), "SELECT 1") == 1


def test_data_of_another_version_is_left_alone(place: Path) -> None:
    start(place)
    postgres.stop(place)
    (place.resolve() / "cluster" / "PG_VERSION").write_text("17\n")
    with pytest.raises(pg_account.PostgresUnavailable, match="Restore a backup into a new folder"):
        start(place)


def test_a_missing_wheel_says_what_to_do(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(pg_account.PostgresUnavailable, match="DATABASE_URL"):
        start(place)


def test_dump_and_restore(place: Path) -> None:
    server = start(place)
    for name in ("one", "two"):
        postgres.ensure_database(server, name)
    do(server, "CREATE TABLE fact AS SELECT 726 AS shops, 'an toàn' AS kind", "one")
    do(server, "CREATE TABLE other AS SELECT 1 AS gone; CREATE EXTENSION ltree", "two")
    file = place.parent / "backup.dump"
    postgres.dump(server.settings("one"), file)
    postgres.restore(server.settings("two"), file)
    assert ask(server, "SELECT shops || kind FROM fact", "two") == "726an toàn"
    assert ask(server, "SELECT to_regclass('other') IS NULL", "two") is True


def test_a_broken_dump_changes_nothing(place: Path) -> None:
    server = start(place)
    postgres.ensure_database(server, "one")
    do(server, "CREATE TABLE fact AS SELECT i FROM generate_series(1, 50000) i", "one")
    file = place.parent / "backup.dump"
    postgres.dump(server.settings("one"), file)
    file.write_bytes(file.read_bytes()[:-2000])
    with pytest.raises(pg_account.PostgresUnavailable):
        postgres.restore(server.settings("one"), file)
    assert ask(server, "SELECT count(*) FROM fact", "one") == 50000


def test_dropping_waits_for_the_servers_own_vacuuming(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Admin:
        def execute(self, statement: sql.Composed) -> None:
            asked.append(statement.as_string())
            if len(asked) < 3:
                raise psycopg.errors.InsufficientPrivilege

    monkeypatch.setattr("giaoban.kit.postgres.time.sleep", lambda _s: None)
    postgres.drop_database(cast(psycopg.Connection, Admin()), "probe")
    assert asked == ['DROP DATABASE IF EXISTS "probe" WITH (FORCE)'] * 3

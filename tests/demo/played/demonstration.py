"""The demonstration that `./run test` has played: its folder, its commands, copies of its database."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from giaoban.config import env
from giaoban.kit import postgres

REMEDY = (
    "These tests look at a played demonstration. Play one and name its folder:\n"
    "  GIAOBAN_VAR=/tmp/played ./run demo --once --out /tmp/played/out\n"
    "  GIAOBAN_PLAYED=/tmp/played ./run test tests/demo/played tests/e2e/test_walk.py"
)
NAME = "giaoban_demo"


@dataclass(frozen=True)
class Played:
    """`var` is the GIAOBAN_VAR it was played in; `out` holds what it wrote."""

    var: Path
    server: postgres.Server

    @property
    def out(self) -> Path:
        return self.var / "out"

    def giaoban(self, *arguments: str, database: str = NAME) -> subprocess.CompletedProcess[str]:
        """One verb of the command line, in demonstration mode, on that database."""
        return subprocess.run(
            [sys.executable, "-m", "giaoban.config.cli", *arguments],
            cwd=env.ROOT, env=self._environment(database), capture_output=True, text=True, check=False,
        )  # fmt: skip

    def ask(self, query: str, database: str = NAME) -> int:
        """The one number that the query finds."""
        with psycopg.connect(self.server.url(database)) as connection:
            found = connection.execute(sql.SQL(query)).fetchone()
        assert found
        return int(found[0])

    @contextlib.contextmanager
    def copy(self, name: str) -> Iterator[str]:
        """A copy of the database with its outside seals, to be spoilt; dropped afterwards."""
        seals = self.var / f"audit-seals-{NAME}.jsonl"
        own = self.var / f"audit-seals-{name}.jsonl"
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as admin:
            postgres.drop_database(admin, name)
            admin.execute(sql.SQL(f"CREATE DATABASE {name} TEMPLATE {NAME} STRATEGY FILE_COPY"))
            own.write_bytes(seals.read_bytes())
            try:
                yield name
            finally:
                own.unlink()
                postgres.drop_database(admin, name)

    @contextlib.contextmanager
    def serving(self) -> Iterator[tuple[str, float]]:
        """(address, seconds until the first page answered) of `giaoban serve` in demonstration mode."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        began = time.monotonic()
        server = subprocess.Popen(
            [sys.executable, "-m", "giaoban.config.cli", "serve", "--port", str(port)],
            cwd=env.ROOT, env=self._environment(NAME), stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            _await_page(server, address)
            yield address, time.monotonic() - began
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()  # its watchdog ends what it had started
                raise

    def _environment(self, database: str) -> dict[str, str]:
        # A verb stops the embedded server when it was the last to use it; we use it too, so it stays.
        return os.environ | {
            "GIAOBAN_VAR": str(self.var), "GIAOBAN_DEMO": "1", "GIAOBAN_HOST": "127.0.0.1",
            "DATABASE_URL": self.server.url(database),
        }  # fmt: skip


def _await_page(server: subprocess.Popen[bytes], address: str) -> None:
    """Raises AssertionError when the server ends, or no page comes within two minutes."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended"
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(address, timeout=20).close()
            return
        time.sleep(0.1)
    raise AssertionError(f"no page at {address} within two minutes")


@contextlib.contextmanager
def opened() -> Iterator[Played]:
    """The demonstration that GIAOBAN_PLAYED names, its database answering. KeyError when none is named."""
    var = Path(os.environ["GIAOBAN_PLAYED"]).resolve()
    with postgres.using(var / "pg") as server:
        yield Played(var, server)

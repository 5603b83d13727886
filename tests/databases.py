"""The template database of the tests and its clones."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from giaoban.kit import postgres

KEPT_TEMPLATES = 4
STRATEGY = "FILE_COPY"


@dataclass(frozen=True)
class Clone:
    """A database made from the template: its name, and its address for a child process."""

    name: str
    url: str
    server: postgres.Server


@dataclass
class TestServer:
    """The server, with `template` migrated and never connected to."""

    __test__ = False
    server: postgres.Server
    template: str
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextlib.contextmanager
    def clone(self) -> Iterator[Clone]:
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY {STRATEGY}")
        try:
            yield Clone(name, self.server.url(name), self.server)
        finally:
            with psycopg.connect(self.server.url("postgres"), autocommit=True) as admin:
                postgres.drop_database(admin, name)

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL(statement))


@contextlib.contextmanager
def test_server(data_dir: Path) -> Iterator[TestServer]:
    with postgres.using(data_dir, durable=False) as server:
        template = f"template_{migrations_hash()}"
        with data_dir.with_name("pg-test.template").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
                _drop_leftovers(admin, keep=template)
                known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone()
                if not known:
                    _build(admin, server, template)
        yield TestServer(server, template)


test_server.__test__ = False  # type: ignore[attr-defined]


@contextlib.contextmanager
def pointed_at(clone: Clone) -> Iterator[None]:
    """All of Django's connections, in every thread, go to `clone`; then back to where they went."""
    settings = connection.settings_dict
    before = {key: settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "CONN_MAX_AGE")}
    connection.close()
    settings.update(clone.server.settings(clone.name), CONN_MAX_AGE=0)
    try:
        yield
    finally:
        connection.close()
        settings.update(before)


def migrations_hash() -> str:
    """Changes when a migration of ours does, or the version of a package that has some."""
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda c: c.name):
        if not config.name.startswith("giaoban"):
            continue
        for file in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(f"{config.name}/{file.name}\0".encode() + file.read_bytes())
    installed = sorted(f"{d.name}={d.version}" for d in importlib.metadata.distributions())
    digest.update("\n".join(installed).encode())
    return digest.hexdigest()[:16]


def _build(admin: psycopg.Connection, server: postgres.Server, template: str) -> None:
    """Migrate under another name first: a template under its own name is a whole one."""
    draft = f"{template}_draft"
    postgres.drop_database(admin, draft)
    admin.execute(f"CREATE DATABASE {draft}")
    with pointed_at(Clone(draft, server.url(draft), server)):
        call_command("migrate", verbosity=0, interactive=False)
    admin.execute(f"ALTER DATABASE {draft} RENAME TO {template}")


def _drop_leftovers(admin: psycopg.Connection, keep: str) -> None:
    """Clones of runs that were killed, and templates of migrations long changed."""
    names = [row[0] for row in admin.execute("SELECT datname FROM pg_database ORDER BY oid DESC")]
    clones = [n for n in names if n.startswith("test_") and not _alive(int(n.split("_")[1]))]
    templates = [n for n in names if n.startswith("template_") and n != keep]
    for name in clones + templates[KEPT_TEMPLATES:]:
        with contextlib.suppress(psycopg.errors.ObjectInUse):
            postgres.drop_database(admin, name)


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()

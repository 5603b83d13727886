"""`python -m bench [name …] [--quick] [--json]`: exit code 0 when no row misses its bound, else 1."""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

from giaoban.config import env
from giaoban.kit import postgres

NAMES = (
    "network",
    "intake",
    "rollup",
    "completeness",
    "excel",
    "briefing",
    "numbering",
    "cascade",
    "acks",
    "tasks",
    "pages",
    "presence",
    "checkin",
    "connect",
    "resume",
    "connect-nchan",
    "portal",
)
PREFIX = "giaoban_bench_"
RECIPE = ("data.py", "form.py", "rooms.py")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the named rows, or all, one after the other."""
    options = _arguments(argv)
    os.environ.pop("GIAOBAN_DEMO", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.config.settings")
    with postgres.using(env.pg_dir()) as server:
        database = _database(server)
        os.environ["DATABASE_URL"] = server.url(database)
        from bench.rows import machine

        if not options.json:
            print(machine(server.url(database)))
            if options.quick:
                print("--quick: smaller workloads, fewer repetitions; the figures are rough.")
        missed = 0
        for row in _rows(options.names or NAMES, options.quick, server, database):
            missed += row["ok"] is False
            print(json.dumps(row, ensure_ascii=False) if options.json else _shown(row), flush=True)
    return 1 if missed else 0


def _database(server: postgres.Server) -> str:
    """The database of this recipe; its name is made from it. What an older recipe left is dropped."""
    source = b"".join((Path(__file__).parent / name).read_bytes() for name in RECIPE)
    database = f"{PREFIX}{hashlib.sha256(source).hexdigest()[:10]}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as admin:
        found = admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX[:-1]])
        for (name,) in found.fetchall():
            if name != database and not name.startswith(f"{database}_tasks_"):
                postgres.drop_database(admin, name)
    postgres.ensure_database(server, database)
    return database


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench", description="Measure; say what was measured, and against what."
    )
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="smaller workloads, at most five minutes in all")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args(argv)
    unknown = set(options.names) - set(NAMES)
    if unknown:
        parser.error(f"no such bench: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return options


def _rows(
    names: Sequence[str], quick: bool, server: postgres.Server, database: str
) -> Iterator[dict[str, object]]:
    import django

    django.setup()
    from bench.data import Made, prepare
    from bench.rows import stopped

    if set(names) - {"network"}:
        prepare()
    made = Made(server, database)
    for name in names:
        module = importlib.import_module(f"bench.{name.replace('-', '_')}")
        try:
            yield from module.run(quick) if name == "network" else module.run(made, quick)
        except Exception as error:  # the others are measured all the same; the exit code tells of it
            traceback.print_exc()
            yield stopped(name, error)


def _shown(row: dict[str, object]) -> str:
    sign = "–   " if row["ok"] is None else "ok  " if row["ok"] else "MISS"
    ratio = "" if row["ratio"] is None else f"   ratio {row['ratio']}"
    if row["value"] is None:
        return f"{sign} {row['name']}: {row['workload']}"
    lines = [f"{sign} {row['name']}: {row['value']} {row['unit']}   (bound {row['bound']}){ratio}"]
    lines.append(f"     {row['workload']}")
    lines += [f"     reference: {row['reference']}"] if row["reference"] else []
    lines += [f"     profile: {row['hint']}"] if row.get("hint") else []
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

"""What a start needs before the first page: tables, and the static files, collected and compressed.

A stamp beside the static files says what was prepared, from which files, in which database. A start that
finds it unchanged imports nothing of Django here; anything else does the whole work again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from pathlib import Path

from giaoban.config import env

# Whatever changes tables or static files: our migrations, files and settings; and, by the locks, others'.
INPUTS = (
    "giaoban/apps/*/migrations/*.py", "giaoban/**/static/**/*", "giaoban/config/*.py", "*.lock", "*-lock.json",
)  # fmt: skip
# When each migration was applied tells one database from another and an older state from a newer.
STATE = "SELECT count(*), min(applied), max(applied) FROM django_migrations"


def main() -> None:
    """Idempotent. Two at once wait for each other."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.config.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    stamp().unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('giaoban.prepare'))")
        call_command("migrate", verbosity=0, interactive=False)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    if settings.STATIC_COLLECTED:
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp().write_text(_now())


def is_done() -> bool:
    """True when the last `main` left exactly what these files and this database would make now."""
    return stamp().is_file() and stamp().read_text() == _now() != ""


def stamp() -> Path:
    """Goes with the static files: who deletes them deletes it."""
    return env.var_dir() / "static" / f".prepared-{env.database_name()}"


def _now() -> str:
    """Sources and database in one line; "" when the database does not answer or has no tables."""
    state = _database_state()
    return f"{_sources()} {state}" if state else ""


def _sources() -> str:
    digest = hashlib.sha256(f"{sys.version} {env.ROOT}".encode())
    for path in sorted(path for pattern in INPUTS for path in env.ROOT.glob(pattern) if path.is_file()):
        digest.update(f"{path}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _database_state() -> str:
    import psycopg

    parts = env.database()
    options = parts.get("OPTIONS")
    address = {
        "dbname": parts["NAME"], "user": parts["USER"], "password": parts["PASSWORD"], "host": parts["HOST"],
        "port": parts["PORT"], **(options if isinstance(options, dict) else {}),
    }  # fmt: skip
    given = {name: str(value) for name, value in address.items() if value}
    with contextlib.suppress(psycopg.Error), psycopg.connect(**given) as connection:  # type: ignore[arg-type]
        row = connection.execute(STATE).fetchone()
        return " ".join(map(str, row)) if row else ""
    return ""


if __name__ == "__main__":
    main()

"""The audit's seals hold against whoever changes lines behind the triggers' back."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from giaoban.apps.audit.actions.record_line import line_for
from giaoban.apps.audit.actions.seal_lines import newest_outside, seal_lines
from giaoban.apps.audit.models import AuditLine, Seal
from giaoban.apps.audit.queries import verify
from giaoban.kit.access import Actor
from tests.databases import Clone

pytestmark = pytest.mark.concurrency
NOW = datetime(2021, 7, 6, tzinfo=UTC)
SYSTEM = Actor.system("test")


@pytest.fixture(autouse=True)
def _outside(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def write(code: str) -> int:
    line = line_for(SYSTEM, code, None, None, {"n": code})
    line.save(force_insert=True)
    return line.pk


def interleaved() -> tuple[int, int]:
    """Two transactions: the one with the earlier id commits last. Seals in between and after."""
    written, go_on = threading.Event(), threading.Event()
    ids: list[int] = []

    def slow() -> None:
        try:
            with transaction.atomic():
                ids.append(write("slow"))
                written.set()
                assert go_on.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(30)
    fast = write("fast")
    seal_lines(now=NOW)
    assert not Seal.objects.filter(last_id__gte=fast).exists()  # an older one still runs
    go_on.set()
    thread.join()
    end = time.monotonic() + 60
    while verify(None).unsealed and time.monotonic() < end:  # transactions in other databases hold it up too
        seal_lines(now=NOW)
        time.sleep(0.05)
    return ids[0], fast


def behind_the_back(statement: str, *values: object) -> None:
    """As the owner of the tables can: without their triggers."""
    with connection.cursor() as cursor:
        for table in ("audit_auditline", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        for table in ("audit_auditline", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def swap(first: int, second: int) -> None:
    """The two lines change places."""
    for old, new in ((first, -1), (second, first), (-1, second)):
        behind_the_back("UPDATE audit_auditline SET id = %s WHERE id = %s", new, old)


CHANGES: dict[str, Callable[[int, int], None]] = {
    "edit": lambda slow, fast: behind_the_back("UPDATE audit_auditline SET code = 'x' WHERE id = %s", slow),
    "edited data": lambda slow, fast: behind_the_back(
        "UPDATE audit_auditline SET data = '{}' WHERE id = %s", fast
    ),
    "deletion": lambda slow, fast: behind_the_back("DELETE FROM audit_auditline WHERE id = %s", fast),
    "insertion": lambda slow, fast: behind_the_back(
        "INSERT INTO audit_auditline (at, tx, code, actor_kind, actor_label, subject_type, data) "
        "SELECT at, tx, 'x', actor_kind, actor_label, subject_type, data FROM audit_auditline WHERE id = %s",
        slow,
    ),
    "reordering": swap,
    "last seal deleted": lambda slow, fast: behind_the_back(
        "DELETE FROM audit_seal WHERE id = (SELECT max(id) FROM audit_seal)"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_interleaved_lines_are_sealed_and_a_change_is_found(
    fresh_db: Clone, change: Callable[[int, int], None]
) -> None:
    slow, fast = interleaved()
    assert slow < fast
    before = verify(newest_outside())
    assert (before.ok, before.unsealed, before.lines) == (True, 0, AuditLine.objects.count())
    change(slow, fast)
    after = verify(newest_outside())
    assert not after.ok
    assert after.reason
    with pytest.raises(SystemExit):
        call_command("audit", "verify", stdout=io.StringIO(), stderr=io.StringIO())


def test_the_command_says_that_it_holds(fresh_db: Clone) -> None:
    interleaved()
    out = io.StringIO()
    call_command("audit", "verify", json=True, stdout=out)
    assert '"ok": true' in out.getvalue()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditline SET code = 'x'",
        "DELETE FROM audit_auditline",
        "TRUNCATE audit_auditline CASCADE",
    ],
)
def test_the_database_itself_refuses(fresh_db: Clone, statement: str) -> None:
    write("a")
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditLine.objects.filter(code="a").exists()

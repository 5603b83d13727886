"""backup → drop → restore: rows, files and the audit's seals are as they were."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.audit.actions.seal_lines import newest_outside, seal_lines
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.audit.queries import verify
from giaoban.kit import clock, usecase
from giaoban.kit.access import Actor, Policy, authorize
from tests.databases import Clone

pytestmark = pytest.mark.concurrency
CONTENT = b"a workbook with 726 shops"
ANYBODY: Policy[AuditLine] = Policy("test.backup", may=lambda actor, obj: True)


@usecase.usecase("test.leave_lines")
def leave_lines(*, actor: Actor, count: int) -> None:
    """Leave `count` audit lines."""
    authorize(actor, ANYBODY, None)
    for number in range(count):
        record(actor=actor, code="test.line", subject=None, number=number)


@pytest.fixture(autouse=True)
def _places(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"
    settings.FILES_DIR = tmp_path / "var" / "files"
    settings.FILES_DIR.mkdir(parents=True)


def seal() -> None:
    """Transactions of other tests on the same server hold the horizon back; they end."""
    end = time.monotonic() + 60
    while seal_lines(now=clock.now()) is None:
        assert time.monotonic() < end
        time.sleep(0.05)


def run(*command: str) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def history(tmp_path: Path, settings: Settings) -> Path:
    """Two seals and an unsealed tail, one file, and a backup of it all."""
    actor = Actor.system("test")
    for count in (3, 2):
        leave_lines(actor=actor, count=count)
        seal()
    leave_lines(actor=actor, count=1)
    (settings.FILES_DIR / "workbook").write_bytes(CONTENT)
    archive = tmp_path / "giaoban.tar"
    assert "1 files" in run("backup", str(archive))
    return archive


def test_into_an_empty_database(fresh_db: Clone, settings: Settings, tmp_path: Path) -> None:
    archive = history(tmp_path, settings)
    (settings.FILES_DIR / "workbook").unlink()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    assert "1 files were missing" in run("restore", str(archive))
    assert AuditLine.objects.filter(code="test.line").count() == 6
    assert (settings.FILES_DIR / "workbook").read_bytes() == CONTENT
    found = verify(newest_outside())
    assert (found.ok, found.unsealed) == (True, 0), found.reason
    leave_lines(actor=Actor.system("test"), count=1)
    seal()
    assert verify(newest_outside()).ok
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditline")


def test_replace_is_asked_for(fresh_db: Clone, settings: Settings, tmp_path: Path) -> None:
    archive = history(tmp_path, settings)
    leave_lines(actor=Actor.system("test"), count=4)
    with pytest.raises(CommandError, match="--replace"):
        run("restore", str(archive))
    assert AuditLine.objects.filter(code="test.line").count() == 10
    run("restore", str(archive), "--replace")
    assert AuditLine.objects.filter(code="test.line").count() == 6
    assert verify(newest_outside()).ok


def test_a_damaged_backup_changes_nothing(fresh_db: Clone, settings: Settings, tmp_path: Path) -> None:
    archive = history(tmp_path, settings)
    archive.write_bytes(archive.read_bytes().replace(CONTENT, CONTENT[::-1]))
    with pytest.raises(CommandError, match="damaged: files/workbook"):
        run("restore", str(archive), "--replace")
    assert AuditLine.objects.filter(code="test.line").count() == 6


def test_a_backup_of_a_newer_version_is_refused(fresh_db: Clone, settings: Settings, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('audit', '9999_later', now())"
        )
    archive = history(tmp_path, settings)
    with pytest.raises(CommandError, match=r"audit\.9999_later"):
        run("restore", str(archive), "--replace")


def test_a_place_that_cannot_be_written(fresh_db: Clone, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("backup", str(tmp_path / "nowhere" / "giaoban.tar"))

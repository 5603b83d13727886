"""What one line says of who did what; what verification says of lines that are not sealed yet."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.actions.record_line import line_for
from giaoban.apps.audit.actions.seal_lines import newest_outside, outside_path, seal_lines
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.audit.queries import verify
from giaoban.apps.reporting.actions.run_office import switch_steps
from giaoban.kit.access import Actor
from tests.databases import Clone
from tests.network import SmallNetwork, build_network

NOW = datetime(2021, 7, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _outside(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def net(db: None) -> SmallNetwork:
    return build_network()


def test_a_line_names_user_unit_subject_and_data(net: SmallNetwork) -> None:
    unit = net.units["front-c1"]
    leader = net.actor("front-c1", Post.LEADER)
    office = switch_steps(actor=leader, unit=unit, steps_off=True, now=NOW)
    line = AuditLine.objects.latest("pk")
    assert (line.code, line.actor_kind, line.actor_user_id) == (
        "reporting.steps_switched",
        "user",
        leader.user_id,
    )
    assert (line.unit_id, line.subject_type, line.subject_id) == (unit.pk, "reporting.Office", office.pk)
    assert line.data == {"steps_off": True}
    assert line.actor_label == ""  # a person's label is not copied into a record that is kept for ever


def test_what_changes_nothing_writes_no_line(net: SmallNetwork) -> None:
    unit, leader = net.units["front-c1"], net.actor("front-c1", Post.LEADER)
    switch_steps(actor=leader, unit=unit, steps_off=True, now=NOW)
    before = AuditLine.objects.count()
    switch_steps(actor=leader, unit=unit, steps_off=True, now=NOW)
    assert AuditLine.objects.count() == before


def test_the_program_itself_is_named_by_its_label(db: None) -> None:
    line = line_for(Actor.system("loader"), "x.y", None, None, {})
    assert (line.actor_kind, line.actor_label, line.actor_user_id, line.unit_id) == (
        "system",
        "loader",
        None,
        None,
    )


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_seal SET digest = 'x'", "DELETE FROM audit_seal", "TRUNCATE audit_seal CASCADE"],
)
def test_seals_cannot_be_changed_either(fresh_db: Clone, statement: str) -> None:
    line_for(Actor.system("t"), "a.b", None, None, {}).save(force_insert=True)
    while seal_lines(now=NOW) is None:  # transactions in other databases hold the horizon back
        pass
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_tail_is_counted_and_the_outside_file_compared(fresh_db: Clone) -> None:
    line_for(Actor.system("t"), "a.b", None, None, {}).save(force_insert=True)
    assert (verify(None).ok, verify(None).seals, verify(None).unsealed) == (
        True,
        0,
        AuditLine.objects.count(),
    )
    while seal_lines(now=NOW) is None:
        pass
    assert verify(newest_outside()).ok
    kept = json.loads(outside_path().read_text(encoding="utf-8"))
    outside_path().write_text(json.dumps({**kept, "digest": "0" * 64}) + "\n", encoding="utf-8")
    found = verify(newest_outside())
    assert (found.ok, found.bad_seal) == (False, kept["seal"])
    with pytest.raises(SystemExit):
        call_command("audit", "verify", stdout=io.StringIO(), stderr=io.StringIO())

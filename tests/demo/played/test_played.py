"""The played demonstration holds what it promises, a second run changes nothing, and tampering is found."""

from __future__ import annotations

import json
import time

import psycopg
import pytest
from psycopg import sql

from tests.demo.played.demonstration import NAME, Played

LINES = "SELECT count(*) FROM audit_auditline"
PAPERS = (
    "bao-cao-ban-dan-van", "bao-cao-ban-dan-van-summary", "bao-cao-ban-dan-van-figures",
    "bao-cao-mat-tran", "bao-cao-mat-tran-summary", "bao-cao-mat-tran-figures",
    "thong-bao-ket-luan", "bao-cao-mttq-lam-dong",
)  # fmt: skip
SPOILT_TOTAL = """
UPDATE indicators_unittotal SET live[1] = live[1] + 1
WHERE id = (SELECT min(id) FROM indicators_unittotal WHERE live[1] IS NOT NULL)
"""
SPOILT_REPORT = """
UPDATE reporting_reportversion SET own[1] = own[1] + 1
WHERE id = (SELECT min(counted_id) FROM reporting_report JOIN reporting_reportversion v ON v.id = counted_id
            WHERE v.own[1] IS NOT NULL)
"""
CHANGED_LINE = """
UPDATE audit_auditline SET actor_label = 'somebody else' WHERE id = (SELECT min(id) FROM audit_auditline)
"""
LOST_LINE = "DELETE FROM audit_auditline WHERE id = (SELECT min(id) + 1000 FROM audit_auditline)"


def spoil(played: Played, database: str, statement: str) -> None:
    """Change a row past the product, as somebody with the database's own password would."""
    with psycopg.connect(played.server.url(database)) as connection:
        for table in ("indicators_unittotal", "reporting_reportversion", "audit_auditline"):
            connection.execute(sql.SQL(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        assert connection.execute(sql.SQL(statement)).rowcount == 1


def test_a_second_run_is_short_and_adds_no_audit_line(played: Played) -> None:
    before, began = played.ask(LINES), time.monotonic()
    done = played.giaoban("demo", "--once", "--out", str(played.out))
    seconds = time.monotonic() - began
    assert done.returncode == 0, done.stdout + done.stderr
    assert "HỎNG" not in done.stdout
    assert played.ask(LINES) == before > 10_000
    assert seconds <= 20


@pytest.mark.parametrize("name", PAPERS)
def test_its_papers_lie_in_out(played: Played, name: str) -> None:
    assert (played.out / f"{name}.docx").read_bytes()[:2] == b"PK"
    assert (played.out / f"{name}.pdf").read_bytes()[:5] == b"%PDF-"


def test_totals_and_audit_hold(played: Played) -> None:
    for verb in ("rollup", "audit"):
        done = played.giaoban(verb, "verify", "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        assert json.loads(done.stdout)["ok"]


@pytest.mark.parametrize("statement", [SPOILT_TOTAL, SPOILT_REPORT], ids=["a total", "a report"])
def test_a_figure_changed_behind_their_back_is_found(played: Played, statement: str) -> None:
    with played.copy("giaoban_spoilt_demo") as copy:
        spoil(played, copy, statement)
        done = played.giaoban("rollup", "verify", "--json", database=copy)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["differences"]


@pytest.mark.parametrize("statement", [CHANGED_LINE, LOST_LINE], ids=["changed", "lost"])
def test_an_audit_line_changed_or_lost_is_found(played: Played, statement: str) -> None:
    assert played.ask(LINES, NAME) > 1000
    with played.copy("giaoban_spoilt_demo") as copy:
        whole = played.giaoban("audit", "verify", "--json", database=copy)
        assert whole.returncode == 0, whole.stdout + whole.stderr
        spoil(played, copy, statement)
        done = played.giaoban("audit", "verify", "--json", database=copy)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["bad_seal"] is not None

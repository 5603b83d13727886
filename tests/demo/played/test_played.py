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
    "thong-bao-ket-luan", "thong-bao-ket-luan-truc-tuyen", "bao-cao-mttq-lam-dong",
    "bien-ban-hoi-nghi", "bien-ban-hoi-nghi-truc-tuyen", "kich-ban-dieu-hanh", "kich-ban-dieu-hanh-truc-tuyen",
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

ASKED = """
SELECT count(*) FROM tasks_ask a JOIN accounts_appointment p ON p.unit_id = a.unit_id AND a.post IN ('', p.post)
  JOIN accounts_user u ON u.id = p.user_id
 WHERE a.state = 'open' AND u.username = '{}' AND a.kind = '{}'
"""
OPEN = {
    "can-bo-xa": ("report", "disseminate"),
    "chuyen-vien": ("receive_report", "chase_late", "acknowledge", "answer_proposal", "task", "confirm_task"),
    "lanh-dao": ("instruct", "outgoing_document", "answer_wish"),
    "van-thu": ("outgoing_document", "acknowledge"),
    "lam-dong": ("report", "attend", "paper", "task", "acknowledge", "document_replaced"),
}
LAST = "e.collection_id IN (SELECT c.id FROM reporting_collection c JOIN indicators_period q ON q.id = c.period_id "
LAST += "WHERE q.code = '2021-M07')"
OPEN_DOUBTS = f"""
SELECT count(*) FROM reporting_doubt d JOIN reporting_report r ON r.id = d.report_id
  JOIN reporting_expectation e ON e.id = r.expectation_id
 WHERE d.state = 'open' AND r.state = 'handed_in' AND {LAST}
"""
HALF_FILLED = f"""
SELECT cardinality(array_remove(v.own, NULL)) FROM reporting_report r
  JOIN reporting_reportversion v ON v.id = r.version_id JOIN reporting_expectation e ON e.id = r.expectation_id
  JOIN accounts_appointment p ON p.unit_id = e.unit_id JOIN accounts_user u ON u.id = p.user_id
 WHERE u.username = 'can-bo-xa' AND r.state = 'drafting' AND {LAST}
"""
SIX = "('290-QĐ/TW', '212-QĐ/TW', '213-QĐ/TW', '68/NQ-CP', '3642/QĐ-UBND', '17/CT-UBND')"
INSTRUCTED = f"""
SELECT count(DISTINCT d.id) FROM documents_document d JOIN documents_instruction i ON i.document_id = d.id
  JOIN org_unit n ON n.id = d.issuer_unit_id WHERE d.symbol IN {SIX} AND d.direction = 'incoming'
"""
CARRIED_OUT = f"""
SELECT count(DISTINCT d.id) FROM documents_documentlink k JOIN documents_document d ON d.id = k.target_id
 WHERE k.kind = 'implements' AND d.symbol IN {SIX}
"""
TWO_LEVELS_DOWN = f"""
SELECT count(DISTINCT v.document_id) FROM directives_dissemination s JOIN directives_directive v ON v.id = s.wave_id
  JOIN documents_document d ON d.id = v.document_id
 WHERE s.state = 'done' AND cardinality(s.path) >= 3 AND d.symbol IN {SIX}
"""
TICKED_LATE = "SELECT count(*) FROM directives_dissemination WHERE days_late > 0"
STILL_LATE = (
    "SELECT count(*) FROM directives_dissemination WHERE state = 'asked' AND deadline < date '2021-08-03'"
)
GONE_UP = "SELECT count(DISTINCT to_unit_id) FROM directives_escalation"
FANNED_OUT = "SELECT count(DISTINCT lead_id) FROM tasks_task WHERE origin_type = 'directives.GivenTask'"
TOLD = """
SELECT count(*) FROM directives_replacementnotice r JOIN documents_document n ON n.id = r.new_id
 WHERE n.symbol = '23-QĐ/TW'
"""
WHOLE_WAY = """
SELECT count(*) FROM documents_outgoing o JOIN documents_document d ON d.id = o.document_id
 WHERE d.symbol = '32-KH/BDVTW' AND o.state = 'issued'
   AND (SELECT array_agg(step ORDER BY id) FROM documents_outgoingstep s WHERE s.outgoing_id = o.id)::text[]
       = '{begun,put,agreed,numbered,issued}'
   AND (SELECT count(*) FROM documents_comment c WHERE c.content_id = o.content_id AND c.answer <> '') = 2
   AND (SELECT count(acknowledged_at) FROM documents_delivery y WHERE y.document_id = d.id) BETWEEN 60 AND 68
"""


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


@pytest.mark.parametrize(("post", "kind"), [(post, kind) for post, kinds in OPEN.items() for kind in kinds])
def test_something_waits_for_every_post(played: Played, post: str, kind: str) -> None:
    assert played.ask(ASKED.format(post, kind)) >= 1


def test_the_specialist_finds_reports_to_judge_and_the_officer_one_to_finish(played: Played) -> None:
    assert played.ask(ASKED.format("chuyen-vien", "receive_report")) == 3
    assert played.ask(OPEN_DOUBTS) == 1
    assert played.ask(HALF_FILLED) == 3


def test_the_six_documents_are_carried_out_and_disseminated_two_levels_down(played: Played) -> None:
    assert played.ask(INSTRUCTED) == played.ask(CARRIED_OUT) == played.ask(TWO_LEVELS_DOWN) == 6
    assert played.ask(TICKED_LATE) > 10
    assert played.ask(STILL_LATE) > 10
    assert played.ask(GONE_UP) == 7  # the six central bodies and the convening one
    assert played.ask(FANNED_OUT) > 378
    assert played.ask(TOLD) > 60


def test_one_document_went_the_whole_way(played: Played) -> None:
    assert played.ask(WHOLE_WAY) == 1


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

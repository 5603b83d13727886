"""Both conferences of the scenario were held in the room itself, and one is in session when a visitor comes."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.demo.played.demonstration import Played

JOINED = "JOIN conferences_conference c ON c.id = x.conference_id WHERE c.starts_at::date"
OF = JOINED + " = date '2021-07-{:02}'"
SUMMER = f"{JOINED} IN ('2021-07-06', '2021-07-13')"
NOW = f"{JOINED} = '2021-08-03' AND c.state = 'open'"
POINTS = f"SELECT count(*) FROM conferences_agendaitem x {SUMMER}"
UNHELD = f"{POINTS} AND (x.started_at IS NULL OR x.ended_at IS NULL OR x.ended_at <= x.started_at)"
OVERLAPPING = f"""
SELECT count(*) FROM conferences_turn x JOIN conferences_turn y ON y.conference_id = x.conference_id AND y.id <> x.id
   AND x.started_at >= y.started_at AND x.started_at < y.ended_at {SUMMER}
"""
SITES = f"""
SELECT count(*) FROM conferences_site x {OF.format(13)} AND x.line_test = 'passed' AND x.picture_good AND x.sound_good
   AND x.phone_good AND x.connected_at < c.opened_at AND x.counted_at IS NOT NULL
"""
AGAIN = f"SELECT count(*) FROM conferences_site x {OF.format(13)} AND x.line_note LIKE '%thử lại%'"
LAM_DONG = f"""
SELECT count(*) FROM conferences_turn x JOIN conferences_site s ON s.id = x.site_id JOIN org_unit u ON u.id = s.unit_id
  {OF.format(13)} AND x.state = 'spoken' AND u.code = 'MTTQ-68'
"""
NINE = f"""
SELECT count(*) FROM conferences_matter x JOIN conferences_agreedtask a ON a.id = x.agreed_task_id
  JOIN tasks_task t ON t.id = a.task_id {OF.format(6)} AND x.mode = 'consensus' AND x.outcome = 'adopted'
"""
KEPT = f"""
SELECT count(*) FROM conferences_stance s JOIN conferences_agreedtask x ON x.id = s.agreed_task_id {OF.format(6)}
   AND s.kind = 'reservation' AND s.settled_at IS NULL AND s.post <> ''
"""
HANDS = f"SELECT count(*) FROM conferences_tally t JOIN conferences_matter x ON x.id = t.matter_id {OF.format(13)}"
CORRECTED = f"""
SELECT count(*) FROM conferences_attendancecorrection a JOIN conferences_site x ON x.id = a.site_id {OF.format(13)}
"""
PROPOSED = "SELECT count(*) FROM proposals_raising WHERE source_type = 'conferences.Turn'"
ISSUED = f"""
SELECT count(*) FROM conferences_conferencedocument x JOIN documents_outgoing o ON o.id = x.outgoing_id {SUMMER}
   AND o.state = 'issued'
"""
COMMENTED = """
SELECT count(*) FROM documents_comment m JOIN conferences_conference c ON c.draft_id = m.content_id
 WHERE c.starts_at::date = '2021-07-06' AND m.answer <> '' AND m.at BETWEEN c.opened_at AND c.closed_at
"""
NEWS = f"SELECT count(*) FROM portal_newsitem x {SUMMER} AND x.state = 'published'"
STANDING = f"SELECT count(*) FROM conferences_turn x {NOW} AND x.state = 'waiting' AND x.kind = 'hand'"
SPEAKING = f"SELECT count(*) FROM conferences_turn x {NOW} AND x.state = 'speaking'"
THERE = f"SELECT count(*) FROM conferences_site x {NOW} AND x.connected_at IS NOT NULL"


@pytest.mark.parametrize(
    ("what", "count"),
    [
        (POINTS, 11), (UNHELD, 0), (OVERLAPPING, 0), (SITES, 64), (AGAIN, 2), (LAM_DONG, 2), (NINE, 9), (KEPT, 1),
        (HANDS, 64), (CORRECTED, 1), (PROPOSED, 2), (ISSUED, 4), (COMMENTED, 3), (NEWS, 3),
    ],
    ids=["points", "unheld", "two at once", "sites", "lines tried again", "Lâm Đồng spoke", "nine tasks", "reservation",
         "counted at sites", "corrected", "proposals", "documents", "comments on the draft", "news"],
)  # fmt: skip
def test_both_were_held_to_the_end(played: Played, what: str, count: int) -> None:
    assert played.ask(what) == count


@pytest.mark.parametrize(
    ("what", "count"), [(STANDING, 2), (SPEAKING, 1), (THERE, 61)], ids=["hands", "speaking", "sites"]
)
def test_one_is_in_session(played: Played, what: str, count: int) -> None:
    assert played.ask(what) == count


@pytest.mark.parametrize("name", ["phieu-diem-cau", "the-dai-bieu"])
def test_its_handouts_lie_in_out(played: Played, name: str) -> None:
    assert (played.out / f"{name}.pdf").read_bytes()[:5] == b"%PDF-"


def test_its_attendance_adds_up(played: Played) -> None:
    book = load_workbook(io.BytesIO((played.out / "dai-bieu-du-hop-truc-tuyen.xlsx").read_bytes()))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if "Có mặt" in row)
    place = rows[head].index("Có mặt")
    counted = [row[place] for row in rows[head + 1 :] if isinstance(row[place], int)]
    present = f"SELECT sum(x.officers + x.others) FROM conferences_site x {OF.format(13)}"
    assert len(counted) >= 64
    assert sum(int(str(n)) for n in counted[:64]) == played.ask(present)

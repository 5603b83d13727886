"""Numbers of one register taken through the use case by two processes at once; on a clone of the database.

Layer: use case. Arrival: closed loop without pauses, two processes, one series. Outgoing documents are made and
loaded before the clock starts. Reference: bare SQL that moves a counter and inserts a row of the same width, each
in its transaction, two processes.
"""

from __future__ import annotations

import pstats

import psycopg

from bench.data import TOP, Made
from bench.intake import PROCESSES, together
from bench.rows import Row, folder, row, write_hint

COUNT, QUICK, RATE = 2_000, 300, 100.0
WORKER = "bench.numbering_worker"

_MAKE = """
WITH kind AS (
  INSERT INTO documents_documenttype (code, name, abbreviation, position)
  VALUES ('ke_hoach', 'Kế hoạch', 'KH', 1) ON CONFLICT (code) DO UPDATE SET name = excluded.name RETURNING id
), text AS (
  INSERT INTO documents_content (kind, unit_id, title, state, revision, readers, created_at, updated_at, sha256)
  SELECT 'plan', u.id, 'Kế hoạch ' || n, 'agreed', 1, '{}', now(), now(), ''
  FROM org_unit u, generate_series(1, %(count)s) n WHERE u.code = %(unit)s RETURNING id, unit_id, title
)
INSERT INTO documents_outgoing (
  unit_id, content_id, template, type_id, summary, addressees, recipients, urgency, audience, public_text, signs,
  copies, state, check_code, change, made_from, made_from_url, created_at)
SELECT unit_id, text.id, 'plan', kind.id, title, '{}', '{}', 'ordinary', 'addressees', false, 'deputy', 1,
  'agreed', '', '', '', '', now() FROM text, kind
"""
_RIGHT = """
SELECT (SELECT count(*) FROM documents_numberseries) = 1
   AND (SELECT array_agg(number ORDER BY number) FROM documents_givennumber)
       = (SELECT array_agg(n) FROM generate_series(1, %(count)s) n)
   AND (SELECT array_agg(entry ORDER BY entry) FROM documents_document JOIN org_unit u ON u.id = unit_id
        WHERE direction = 'outgoing' AND u.code = %(unit)s)
       = (SELECT array_agg(n) FROM generate_series(1, %(count)s) n)
   AND (SELECT count(DISTINCT data->>'number') FROM audit_auditline WHERE code = 'documents.numbered') = %(count)s
"""


def run(made: Made, quick: bool) -> list[Row]:
    """One row: numbers a second, and that none is missing or given twice."""
    count = QUICK if quick else COUNT
    with made.clone() as url:
        _make(url, count)
        bare = together(url, "bare", module=WORKER).rate
        done = together(url, "number", module=WORKER)
        right = _right(url, count)
    rate = done.rate
    found = row(
        "numbering", f"use case; closed loop, {PROCESSES} processes, one register and series; {count:,} documents "
        f"numbered, one run; gaps and doubles: {'none' if right else 'FOUND'}{done.cost}", rate, "numbers/s", RATE,
        at_least=True, also=right and done.count == count, ratio=bare / rate,
        reference=f"bare SQL counter and row, {PROCESSES} processes: {bare:.0f}/s (ratio: times slower)",
    )  # fmt: skip
    if not found["ok"]:
        found["hint"] = _hint(made)
    return [found]


def _make(url: str, count: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(_MAKE, {"count": count, "unit": TOP})
        connection.execute("CREATE TABLE bench_counter (id int PRIMARY KEY, last int)")
        connection.execute("CREATE TABLE bench_number (n int PRIMARY KEY, symbol text, body text)")
        connection.execute("ANALYZE")


def _right(url: str, count: int) -> bool:
    with psycopg.connect(url) as connection:
        found = connection.execute(_RIGHT, {"count": count, "unit": TOP}).fetchone()
    return bool(found and found[0])


def _hint(made: Made) -> str:
    file = folder() / "numbering.pstats"
    with made.clone() as url:
        _make(url, QUICK)
        together(url, "number", profile=str(file), module=WORKER)
    return write_hint("numbering", pstats.Stats(str(file)))

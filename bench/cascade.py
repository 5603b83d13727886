"""One order to every body of six organisations in 3,321 communes: 19,926 units, each with delivery, ask and two tasks.

Layer: job (`directives.fan_out`, one transaction), in a process of its own, on a clone of the database in which every
organisation has a body in every commune. Meanwhile a client asks for the home page, from granian with two workers.
Reference: bare SQL that inserts as many rows of the same width into tables without indexes and constraints.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import statistics
import threading
import time
from collections.abc import Iterator

import psycopg

from bench.data import Made
from bench.intake import Done, together
from bench.pages import _connect, _server, _session
from bench.rows import Row, row

UNITS, QUICK, BOUND, PAGE = 19_926, ("MTTQ",), 3.0, 500.0
WORKER = "bench.cascade_worker"

# Bodies that the data set does not have (trade unions in most communes), on both lines as the others are. First the
# Front's, which convene the others.
_LACKING = """
CREATE TEMP TABLE lacking ON COMMIT DROP AS
  SELECT o.id AS organisation, a.id AS area, a.valid, o.code || '-B-' || a.id AS code, a.sort_key, up.id AS superior,
         front.id AS front
    FROM org_organisation o
    JOIN org_area a ON a.kind = 'commune' AND upper_inf(a.valid)
    JOIN org_areaplacement p ON p.area_id = a.id AND upper_inf(p.valid)
    JOIN org_unit up ON up.organisation_id = o.id AND up.area_id = p.parent_id AND upper_inf(up.valid)
    LEFT JOIN (org_unit front JOIN org_organisation f ON f.id = front.organisation_id AND f.code = 'MTTQ')
           ON front.area_id = a.id AND upper_inf(front.valid)
   WHERE o.code = ANY(%s)
     AND NOT EXISTS (SELECT FROM org_unit u WHERE u.organisation_id = o.id AND u.area_id = a.id AND upper_inf(u.valid))
"""
_BODIES = """
INSERT INTO org_unit (code, organisation_id, area_id, level, name, short_name, folded, sort_key, letterhead, valid)
  SELECT code, organisation, area, 3, code, code, lower(code), sort_key, '{}', valid FROM lacking;
INSERT INTO org_unitline (unit_id, line, superior_id, path, valid)
  SELECT u.id, 'vertical', l.superior, coalesce((SELECT path FROM org_unitline s WHERE s.unit_id = l.superior
         AND s.line = 'vertical' AND upper_inf(s.valid)), l.superior::text::ltree) || u.id::text, l.valid
    FROM lacking l JOIN org_unit u ON u.code = l.code;
INSERT INTO org_unitline (unit_id, line, superior_id, path, valid)
  SELECT u.id, 'convening', l.front, text2ltree(l.front || '.' || u.id), l.valid
    FROM lacking l JOIN org_unit u ON u.code = l.code WHERE l.front IS NOT NULL;
"""


def everywhere(url: str) -> None:
    """Every one of the six organisations has a body in every commune of today."""
    for codes in (["MTTQ"], ["CD", "ND", "TN", "PN", "CCB"]):
        with psycopg.connect(url) as connection:
            connection.execute(_LACKING, [codes])
            connection.execute(_BODIES)
    with psycopg.connect(url) as connection:
        connection.execute("ANALYZE org_unit, org_unitline")


_BARE_TABLES = """
CREATE TABLE bench_asked (directive bigint, unit bigint, level int, path bigint[], at timestamptz, due date);
CREATE TABLE bench_sent (document bigint, unit bigint, at timestamptz);
CREATE TABLE bench_ask (kind text, unit bigint, title text, due timestamptz, url text, subject text, id bigint);
CREATE TABLE bench_task (lead bigint, giver bigint, title text, due date, at timestamptz, folded text, seen bigint[])
"""
_BARE = """
INSERT INTO bench_asked SELECT 1, id, level, ARRAY[1, 2, id], now(), now() FROM UNITS;
INSERT INTO bench_sent SELECT 1, id, now() FROM UNITS;
INSERT INTO bench_ask SELECT 'disseminate', id, 'Quán triệt Hướng dẫn 01/HD-MTTW-BTT', now(),
  '/trien-khai/don-vi/' || id || '/', 'directives.Dissemination', id FROM UNITS;
INSERT INTO bench_task SELECT id, 1, 'Tổ chức quán triệt đến từng chi hội, tổ dân phố', now(), now(),
  'to chuc quan triet den tung chi hoi to dan pho', ARRAY[1, 2, id] FROM UNITS, generate_series(1, 2)
"""
_UNITS = "(SELECT u.id, u.level FROM org_unit u JOIN directives_dissemination d ON d.unit_id = u.id) AS units"
_RIGHT = """
SELECT (SELECT count(*) FROM directives_dissemination d JOIN directives_directive v ON v.id = d.directive_id
         WHERE v.document_id = x.id),
       (SELECT count(*) FROM documents_delivery WHERE document_id = x.id),
       (SELECT count(*) FROM tasks_ask a JOIN directives_dissemination d ON d.id = a.subject_id
         JOIN directives_directive v ON v.id = d.directive_id WHERE a.kind = 'disseminate' AND v.document_id = x.id),
       (SELECT count(*) / 2 FROM tasks_task t JOIN directives_giventask g ON g.id = t.origin_id
         JOIN directives_directive v ON v.id = g.directive_id
        WHERE t.origin_type = 'directives.GivenTask' AND v.document_id = x.id)
  FROM documents_document x WHERE x.symbol = '01/HD-MTTW-BTT'
"""


def run(made: Made, quick: bool) -> list[Row]:
    """One row: seconds of the job (median of three), each time on a fresh clone; pages meanwhile."""
    found = [_once(made, quick) for _time in range(1 if quick else 3)]
    middle = statistics.median(f.done.seconds for f in found)
    bare = statistics.median(f.bare for f in found)
    page = max(f.page for f in found)
    counts = {f.counts for f in found}
    asked = next(iter(counts))[0]
    right = len(counts) == 1 and len(set(next(iter(counts)))) == 1 and (quick or asked == UNITS)
    return [
        row(
            "cascade", f"job; {asked:,} units, each with delivery, ask and two tasks, all there: "
            f"{'yes' if right else 'NO'}; median of {len(found)}; home page (but its first answer) meanwhile "
            f"{page:.0f} ms p95 "
            f"(≤ {PAGE:.0f}){found[0].done.cost.replace('each', 'in all')}", middle, "s", BOUND,
            reference=f"bare SQL, the same rows without indexes and constraints: {bare:.2f} s (ratio: times slower)",
            ratio=middle / bare, also=right and page <= PAGE,
        )
    ]  # fmt: skip


class _Found:
    """One time: the job, the bare rows, the page, the counts."""

    def __init__(self, done: Done, bare: float, page: float, counts: tuple[int, ...]) -> None:
        self.done, self.bare, self.page, self.counts = done, bare, page, counts


def _once(made: Made, quick: bool) -> _Found:
    with made.clone() as url:
        everywhere(url)
        os.environ["BENCH_ORGANISATIONS"] = json.dumps(QUICK if quick else ())
        with _server(url) as port, _pages(url, port) as took:
            done = together(url, "fan_out", 1, module=WORKER)
        page = sorted(took)[int(len(took) * 0.95)] * 1000 if took else 0.0
        with psycopg.connect(url) as connection:
            counts = connection.execute(_RIGHT).fetchone() or ()
            connection.execute(_BARE_TABLES)
            connection.commit()
            began = time.perf_counter()
            connection.execute(_BARE.replace("UNITS", _UNITS))
            connection.commit()
            bare = time.perf_counter() - began
    return _Found(done, bare, page, tuple(counts))


@contextlib.contextmanager
def _pages(url: str, port: int) -> Iterator[list[float]]:
    """Seconds of the home page, asked four times a second meanwhile over one line. Its first answer is not counted:
    there the process on the other end has just begun, and still reads its templates.
    """
    took: list[float] = []
    stop = threading.Event()
    headers = {"Cookie": f"sessionid={session_in(url)}", "Host": "localhost"}

    def ask(line: http.client.HTTPConnection) -> float:
        began = time.perf_counter()
        line.request("GET", "/", headers=headers)
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise AssertionError(f"the home page answers {answer.status}")
        return time.perf_counter() - began

    def keep_asking() -> None:
        while not stop.wait(0.25):
            took.append(ask(line))

    with contextlib.closing(_connect(port)) as line:
        ask(line)
        client = threading.Thread(target=keep_asking)
        client.start()
        try:
            yield took
        finally:
            stop.set()
            client.join()


def session_in(url: str) -> str:
    """A session of the bench's user, copied into the clone."""
    from django.contrib.sessions.models import Session

    key = _session()
    kept = Session.objects.get(session_key=key)
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, %s, %s)",
            [key, kept.session_data, kept.expire_date],
        )
    return key

"""500,000 tasks on the whole network, each open one with its ask: made once beside the benches' database.

A unit has 29: four that the centre gave to all, six from the unit above it, nineteen of its own; titles, states and
deadlines come from arithmetic. Written by SQL in a copy of the benches' database, whose name holds this recipe.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg
from django.db import connection

from bench.data import NOW, TOP, Made, _say
from giaoban.kit import postgres
from giaoban.kit.text import fold

EACH, UNITS, QUICK = 29, 17_336, 1_000
SUFFIX = "_tasks_"
_VERBS = ("Rà soát", "Tổ chức", "Kiểm tra", "Tổng kết", "Tập huấn", "Giám sát", "Vận động", "Thống kê")
_MATTERS = (
    "hộ nghèo, hộ cận nghèo", "mô hình “Dân vận khéo”", "phong trào thi đua ở khu dân cư", "quỹ “Vì người nghèo”",
    "công tác tôn giáo, dân tộc", "phản biện dự thảo nghị quyết", "đại hội chi hội, chi đoàn", "nhà đại đoàn kết",
    "việc thực hiện quy chế dân chủ", "đội hình tình nguyện", "đoàn viên, hội viên mới", "tiếp công dân định kỳ",
)  # fmt: skip
TITLES = [f"{verb} {matter}" for verb in _VERBS for matter in _MATTERS]
_INDEXES = ("tasks_task_words", "tasks_task_seen_by")

_TASKS = """
WITH above AS MATERIALIZED (
  SELECT unit_id, string_to_array(string_agg(ltree2text(path), '.'), '.')::bigint[] AS ids
    FROM org_unitline WHERE valid @> %(day)s::date GROUP BY unit_id
), units AS (
  SELECT u.id, l.superior_id FROM org_unit u
    JOIN org_organisation o ON o.id = u.organisation_id AND o.reports
    JOIN org_unitline l ON l.unit_id = u.id AND l.line = 'vertical' AND l.valid @> %(day)s::date
   WHERE u.valid @> %(day)s::date AND u.level BETWEEN 1 AND 3 ORDER BY u.id LIMIT %(units)s
), made AS (
  SELECT u.id AS lead, k, (u.id * 7919 + k * 104729) %% 1000003 AS dice,
         CASE WHEN k < 4 THEN %(top)s WHEN k < 10 THEN coalesce(u.superior_id, %(top)s) ELSE u.id END AS giver
    FROM units u CROSS JOIN generate_series(0, %(each)s - 1) AS k
), told AS (
  SELECT made.*, 1 + (dice %% %(titles)s)::int AS title, %(first)s::date + (dice %% 210)::int AS deadline,
         CASE WHEN %(first)s::date + (dice %% 210)::int < %(day)s::date AND dice %% 10 < 8
              THEN (ARRAY['confirmed', 'confirmed', 'confirmed', 'claimed_done', 'dropped'])[1 + dice %% 5]
              ELSE (ARRAY['planned', 'accepted', 'in_progress', 'in_progress', 'sent_back'])[1 + dice %% 5] END AS state
    FROM made
)
INSERT INTO tasks_task (
  position, lead_id, assigned_by_id, title, aim, measure, deadline, is_key, state, result, origin_type, origin_id,
  created_at, claimed_at, ended_at, folded, seen_by)
SELECT k, lead, giver, (%(said)s::text[])[title] || ' đợt ' || k, '', 'Theo kế hoạch', deadline, dice %% 7 = 0, state,
       CASE WHEN state IN ('claimed_done', 'confirmed') THEN 'Đã làm.' ELSE '' END, 'bench', k, %(now)s,
       CASE WHEN state IN ('claimed_done', 'confirmed') THEN %(now)s::timestamptz END,
       CASE WHEN state IN ('confirmed', 'dropped') THEN %(now)s::timestamptz END,
       (%(folded)s::text[])[title] || ' dot ' || k || ' theo ke hoach',
       CASE WHEN lead = giver THEN ARRAY[lead] ELSE ARRAY[lead, giver] || coalesce(above.ids, '{}') END
  FROM told LEFT JOIN above ON above.unit_id = lead ORDER BY lead, k
"""
_ASKS = """
INSERT INTO tasks_ask (kind, unit_id, post, title, due, state, url, subject_type, subject_id, created_at)
SELECT 'task', lead_id, '', title, deadline + interval '17 hours', 'open', '/nhiem-vu/' || id || '/', 'tasks.Task', id,
       created_at
  FROM tasks_task WHERE origin_type = 'bench'
   AND state IN ('planned', 'accepted', 'in_progress', 'sent_back') ORDER BY lead_id, deadline
"""


def database(made: Made, quick: bool) -> str:
    """The name of the database with the tasks; made when it is not there. Nobody may be connected to `made`."""
    recipe = _recipe()
    name = f"{made.name}{SUFFIX}{recipe}{'q' if quick else ''}"
    connection.close()
    with psycopg.connect(made.server.url("postgres"), autocommit=True) as admin:
        found = admin.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{made.name}{SUFFIX}"]
        )
        left = [old for (old,) in found.fetchall()]
        for old in left:
            if recipe not in old:  # of an older recipe
                postgres.drop_database(admin, old)
        if name in left:
            return name
        units = QUICK if quick else UNITS
        _say(f"{units * EACH:,} tasks")
        half = f"{name}_half"  # under its name only when it is whole
        postgres.drop_database(admin, half)
        admin.execute(f"CREATE DATABASE {half} TEMPLATE {made.name} STRATEGY FILE_COPY")
        _fill(made.server.url(half), units)
        admin.execute(f"ALTER DATABASE {half} RENAME TO {name}")
    return name


def _recipe() -> str:
    """Of this file and of the tables it fills: a copy made before a migration is another one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(app || name, ' ' ORDER BY app, name) FROM django_migrations")
        tables = str(cursor.fetchone()[0])
    return hashlib.sha256(Path(__file__).read_bytes() + tables.encode()).hexdigest()[:6]


def _fill(url: str, units: int) -> None:
    """The rows first, the two large indexes after them: several times sooner than row by row."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(_INDEXES)]
        ).fetchall()
        for index in _INDEXES:
            connection.execute(f"DROP INDEX {index}")  # type: ignore[arg-type]
        top = connection.execute("SELECT id FROM org_unit WHERE code = %s", [TOP]).fetchone()
        values = {
            "day": NOW.date(), "first": "2025-09-01", "now": NOW, "top": top and top[0], "units": units, "each": EACH,
            "titles": len(TITLES), "said": TITLES, "folded": [fold(title) for title in TITLES],
        }  # fmt: skip
        connection.execute(_TASKS, values)
        connection.execute(_ASKS)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an index waits for what is still to be checked
        for (definition,) in found:
            connection.execute(definition)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")

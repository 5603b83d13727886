"""Count that a page was opened, and add loose visits up. Nothing about who is known here or kept."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from giaoban.kit import prepared

_COUNT = """
INSERT INTO portal_visit (page_id, item_id, day)
SELECT %s::bigint, %s::bigint, %s::date FROM set_config('synchronous_commit', 'off', true)
"""
_FOLDING = 0x6761_6F09  # one at a time; whoever counts never takes it

_FOLD = """
WITH gone AS (DELETE FROM portal_visit RETURNING page_id, item_id, day),
items AS (
  INSERT INTO portal_itemvisits (item_id, count)
  SELECT item_id, count(*) FROM gone WHERE item_id IS NOT NULL GROUP BY 1
  ON CONFLICT (item_id) DO UPDATE SET count = portal_itemvisits.count + excluded.count)
INSERT INTO portal_visitday (page_id, day, count)
SELECT page_id, day, count(*) FROM gone WHERE page_id IS NOT NULL GROUP BY 1, 2
UNION ALL SELECT NULL, day, count(*) FROM gone GROUP BY 2
ON CONFLICT (page_id, day) DO UPDATE SET count = portal_visitday.count + excluded.count
"""


def count_visit(page_id: int | None, item_id: int | None, day: date) -> None:
    """One row more, no lock: a thousand readers of one item do not wait for one another.

    Not waited for on the disk: a machine that loses its power loses the visits of the last second, nothing else.
    """
    prepared.execute(_COUNT, [page_id, item_id, day])


def fold_visits() -> bool:
    """One statement, so that every reader sees the counts before or after it. False while another one runs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_FOLDING])
        row = cursor.fetchone()
        if row is None or not row[0]:
            return False
        cursor.execute(_FOLD)
    return True

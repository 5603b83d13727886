"""Add up the loose changes of the counts of reports, so that reading stays short. Nothing that is read changes."""

from __future__ import annotations

from django.db import connection, transaction

_FOLDING = 0x6761_6F02  # one at a time; whoever moves a report never takes it

_FOLD = """
WITH touched AS (SELECT DISTINCT collection_id, unit_id FROM reporting_tally WHERE loose),
gone AS (
  DELETE FROM reporting_tally t USING touched k
  WHERE t.collection_id = k.collection_id AND t.unit_id = k.unit_id RETURNING t.*)
INSERT INTO reporting_tally (collection_id, unit_id, relation, direct, level, deadline, loose,
  expected, handed_in, received, on_time, late, returned, waiting)
SELECT collection_id, unit_id, relation, direct, level, deadline, false, sum(expected), sum(handed_in),
  sum(received), sum(on_time), sum(late), sum(returned), sum(waiting)
FROM gone GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(expected) <> 0 OR sum(handed_in) <> 0
  OR sum(received) <> 0 OR sum(on_time) <> 0 OR sum(late) <> 0 OR sum(returned) <> 0 OR sum(waiting) <> 0
"""


def fold_tallies() -> bool:
    """One statement, so that every reader sees the counts before or after it. False while another one runs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_FOLDING])
        row = cursor.fetchone()
        if row is None or not row[0]:
            return False
        cursor.execute(_FOLD)
    return True

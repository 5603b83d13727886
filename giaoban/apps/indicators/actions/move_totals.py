"""Move stored totals by what one report changed. Called inside a use case of a room above, never alone.

Locks: total rows are locked in ascending order of (depth from the leaf up is not known here, so) unit id; every
writer uses the same order, and each row holds all indicators of its unit, so no two writers wait in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection

Numbers = Sequence[Decimal | None]

_ENSURE = """
INSERT INTO indicators_unittotal (cell_set_id, period_id, unit_id, superior_id, own, live, reports)
SELECT %s, %s, u.id, u.superior, '{}', '{}', 0
FROM unnest(%s::bigint[], %s::bigint[]) AS u(id, superior)
ORDER BY u.id
ON CONFLICT (period_id, cell_set_id, unit_id) DO NOTHING
"""

_LOCK = """
SELECT unit_id FROM indicators_unittotal
WHERE period_id = %s AND cell_set_id = %s AND unit_id = ANY(%s) ORDER BY unit_id FOR UPDATE
"""

# Element-wise sum where a null stays null only while nobody gave a value: a cell whose last giver withdrew it is
# recomputed by the caller (see `withdrawn`), because a sum cannot tell "nothing" from zero.
_ADD = """
UPDATE indicators_unittotal t
SET live = (
      SELECT array_agg(CASE WHEN d.v IS NULL THEN l.v ELSE coalesce(l.v, 0) + d.v END ORDER BY d.i)
      FROM unnest(%s::numeric[]) WITH ORDINALITY AS d(v, i)
      LEFT JOIN unnest(t.live) WITH ORDINALITY AS l(v, i) USING (i)
    ),
    reports = reports + %s
WHERE period_id = %s AND cell_set_id = %s AND unit_id = ANY(%s)
"""


def ensure_totals(*, cell_set_id: int, period_id: int, chain: Sequence[int]) -> None:
    """Make the total rows of `chain` (a unit and its superiors, from below upwards) exist."""
    superiors = [*chain[1:], None]
    with connection.cursor() as cursor:
        cursor.execute(_ENSURE, [cell_set_id, period_id, list(chain), superiors])


def lock_totals(*, cell_set_id: int, period_id: int, chain: Sequence[int]) -> None:
    """Lock the total rows of `chain` in the one order."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [period_id, cell_set_id, list(chain)])


def add_to_totals(
    *, cell_set_id: int, period_id: int, chain: Sequence[int], delta: Numbers, reports: int
) -> None:
    """Add `delta` (one element a cell, null: unchanged) and `reports` to the live total of every unit in `chain`."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(delta), reports, period_id, cell_set_id, list(chain)])

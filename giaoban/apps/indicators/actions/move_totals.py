"""Move stored totals by what one received report changed. A step inside a use case of a room above, under its
permission and its audit line; never called alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection

from giaoban.apps.indicators.domain.arithmetic import Given, as_total, combine, delta, presence_delta
from giaoban.apps.indicators.domain.totals import TotalsOf
from giaoban.kit import prepared

_ENSURE = """
INSERT INTO indicators_unittotal (cell_set_id, period_id, unit_id, superior_id, own, live, givers, reports)
SELECT %s::bigint, %s::bigint, u.id, u.superior, array_fill(NULL::numeric, ARRAY[%s::int]),
       array_fill(NULL::numeric, ARRAY[%s::int]), array_fill(0, ARRAY[%s::int]), 0
FROM unnest(%s::bigint[], %s::bigint[]) AS u(id, superior) ORDER BY u.id
ON CONFLICT (period_id, cell_set_id, unit_id) DO NOTHING
"""

_LOCK = """
SELECT unit_id FROM indicators_unittotal
WHERE period_id = %s AND cell_set_id = %s AND unit_id = ANY(%s::bigint[]) ORDER BY unit_id FOR NO KEY UPDATE
"""

# A total is null exactly where no giver is left, so that a withdrawn value does not leave a zero behind.
_MOVE = """
UPDATE indicators_unittotal t
SET (live, givers) = (
      SELECT array_agg(CASE WHEN coalesce(l.n, 0) + d.n = 0 THEN NULL
                            WHEN d.v IS NULL THEN l.v
                            ELSE coalesce(l.v, 0) + d.v END ORDER BY d.i),
             array_agg(coalesce(l.n, 0) + d.n ORDER BY d.i)
      FROM unnest(%s::numeric[], %s::int[]) WITH ORDINALITY AS d(v, n, i)
      LEFT JOIN unnest(t.live, t.givers) WITH ORDINALITY AS l(v, n, i) USING (i)),
    reports = reports + %s::int,
    moved_at = %s,
    own = CASE WHEN unit_id = %s THEN %s::numeric[] ELSE own END,
    handed_in = CASE WHEN unit_id = %s THEN %s::numeric[] ELSE handed_in END
WHERE period_id = %s AND cell_set_id = %s AND unit_id = ANY(%s::bigint[])
"""

_CHILDREN = """
SELECT live FROM indicators_unittotal
WHERE period_id = %s AND cell_set_id = %s AND superior_id = %s ORDER BY moved_at NULLS FIRST, unit_id
"""


def move_totals(
    *,
    totals: TotalsOf,
    chain: Sequence[int],
    old: Given,
    new: Given,
    handed_in: Given,
    first: bool,
    now: datetime,
) -> None:
    """Count `new` instead of `old` (a unit's own figures; all null: nothing) in the unit and all its superiors.

    `chain` goes from the unit upwards; `handed_in` is the total that the unit signed; `first` says that no
    report of the unit was counted before. Locks the total rows of the chain in ascending unit id, the one order
    every writer uses; a row holds all indicators of its unit, so no two writers wait for each other in a circle.
    """
    key = [totals.period_id, totals.cell_set_id]
    size = len(totals.aggregations)
    old_part, new_part = as_total(old, totals.aggregations), as_total(new, totals.aggregations)
    moved: list[Decimal | None] = list(delta(old_part, new_part))
    for slot in totals.recomputed:
        moved[slot] = None
    with prepared.together():
        prepared.execute(_ENSURE, [*reversed(key), size, size, size, list(chain), [*chain[1:], None]])
        prepared.execute(_LOCK, [*key, list(chain)])
        prepared.execute(
            _MOVE,
            [moved, list(presence_delta(old_part, new_part)), int(first), now,
             chain[0], list(new_part), chain[0], list(handed_in), *key, list(chain)],
        )  # fmt: skip
    if totals.recomputed:
        for unit_id in chain:
            _recompute(totals, unit_id)


def _recompute(totals: TotalsOf, unit_id: int) -> None:
    """Set the slots that no difference moves from the unit's own part and its direct children."""
    key = [totals.period_id, totals.cell_set_id]
    with connection.cursor() as cursor:
        cursor.execute(_CHILDREN, [*key, unit_id])
        parts = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT own, live FROM indicators_unittotal WHERE period_id = %s AND cell_set_id = %s AND unit_id = %s",
            [*key, unit_id],
        )
        own, live = cursor.fetchone()
        again = combine([own, *parts], totals.aggregations)
        for slot in totals.recomputed:
            live[slot] = again[slot]
        cursor.execute(
            "UPDATE indicators_unittotal SET live = %s::numeric[] "
            "WHERE period_id = %s AND cell_set_id = %s AND unit_id = %s",
            [live, *key, unit_id],
        )

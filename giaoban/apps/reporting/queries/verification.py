"""Do the stored totals equal a recomputation from the leaves?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from giaoban.apps.indicators.domain.arithmetic import Array, as_total, combine, moves_by_delta
from giaoban.apps.indicators.enums import AreaAggregation
from giaoban.apps.indicators.models import UnitTotal

from ..models import Collection, Expectation, ReportVersion
from .definitions import definition_of, totals_of
from .values import empty, own_part


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored total that is not what the received reports add up to."""

    collection: str
    unit: str
    cell: str
    stored: str
    recomputed: str


def differences(collection: Collection) -> list[Difference]:
    """Recompute every total of the collection from the counted versions alone, and every count from the reports."""
    totals = totals_of(collection)
    size = len(totals.aggregations)
    leaves: dict[int, list[Array]] = defaultdict(list)
    own: dict[int, Array] = {}
    counted = ReportVersion.objects.filter(
        report__counted_id__isnull=False, report__expectation__collection=collection
    ).extra(where=["reporting_report.counted_id = reporting_reportversion.id"])
    for version in counted.select_related("report__expectation").iterator(chunk_size=1000):
        part = as_total(own_part(version, size), totals.aggregations)
        own[version.report.expectation.unit_id] = part
        for unit in version.report.expectation.chain:
            leaves[unit].append(part)
    stored = {
        row.unit_id: row
        for row in UnitTotal.objects.filter(
            period_id=collection.period_id, cell_set_id=collection.form_version.cell_set_id
        )
    }
    names = dict(Expectation.objects.filter(collection=collection).values_list("unit_id", "unit__code"))
    cells = definition_of(collection.form_version).cells
    found: list[Difference] = []
    for unit in sorted(set(leaves) | set(stored)):
        again = combine(leaves.get(unit, []), totals.aggregations) if unit in leaves else tuple(empty(size))
        row = stored.get(unit)
        live = row.live if row and row.live else empty(size)
        for slot, how in enumerate(totals.aggregations):
            if not _exact(how) or live[slot] == again[slot]:
                continue
            found.append(
                Difference(
                    str(collection),
                    names.get(unit, str(unit)),
                    cells[slot].code,
                    str(live[slot]),
                    str(again[slot]),
                )
            )
        if row and tuple(row.own) != own.get(unit, tuple(empty(size))):
            found.append(Difference(str(collection), names.get(unit, str(unit)), "own", "…", "…"))
    return found + counted_otherwise(collection)


_TALLIES = """
WITH real AS (
  SELECT l.link AS unit_id, l.relation, l.direct, e.level, e.deadline, ARRAY[
    count(*), count(*) FILTER (WHERE r.first_handed_in_at IS NOT NULL),
    count(*) FILTER (WHERE r.state IN ('received', 'consolidated')),
    count(*) FILTER (WHERE r.state IN ('received', 'consolidated') AND NOT r.late),
    count(*) FILTER (WHERE r.late), count(*) FILTER (WHERE r.state = 'returned'),
    count(*) FILTER (WHERE r.state = 'handed_in')] AS counts
  FROM reporting_expectation e
  CROSS JOIN LATERAL reporting_links(e.unit_id, e.receiver_id, e.chain, e.readers) l
  LEFT JOIN reporting_report r ON r.expectation_id = e.id
  WHERE e.collection_id = %(collection)s AND e.role <> 'only_consolidates' GROUP BY 1, 2, 3, 4, 5
), kept AS (
  SELECT unit_id, relation, direct, level, deadline, ARRAY[sum(expected), sum(handed_in), sum(received),
    sum(on_time), sum(late), sum(returned), sum(waiting)] AS counts
  FROM reporting_tally WHERE collection_id = %(collection)s GROUP BY 1, 2, 3, 4, 5
)
SELECT coalesce(u.code, unit_id::text), kept.counts::text, real.counts::text
FROM real FULL JOIN kept USING (unit_id, relation, direct, level, deadline) LEFT JOIN org_unit u ON u.id = unit_id
WHERE coalesce(real.counts, array_fill(0::bigint, ARRAY[7])) <> coalesce(kept.counts, array_fill(0::bigint, ARRAY[7]))
ORDER BY 1
"""


def counted_otherwise(collection: Collection) -> list[Difference]:
    """Stored counts of reports (`Tally`) that are not what the reports themselves say."""
    with connection.cursor() as cursor:
        cursor.execute(_TALLIES, {"collection": collection.pk})
        rows = cursor.fetchall()
    return [
        Difference(str(collection), unit, "reports", kept or "–", real or "–") for unit, kept, real in rows
    ]


def _exact(how: AreaAggregation) -> bool:
    """The value called latest depends on the order of receipt and is checked against its children elsewhere."""
    return moves_by_delta(how) or how in (AreaAggregation.MINIMUM, AreaAggregation.MAXIMUM)

"""Do the stored totals equal a recomputation from the leaves?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

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
    """Recompute every total of the collection from the counted versions alone."""
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
    return found


def _exact(how: AreaAggregation) -> bool:
    """The value called latest depends on the order of receipt and is checked against its children elsewhere."""
    return moves_by_delta(how) or how in (AreaAggregation.MINIMUM, AreaAggregation.MAXIMUM)

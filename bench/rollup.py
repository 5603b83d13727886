"""The national table by province of one period: what the page asks, and the two reads that a briefing asks.

Layer: queries (Python and SQL), one process. The totals were inserted by SQL. Reference: bare SQL that sums the
arrays of the same rows by area, without Python.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from bench.data import TOP, WIDE, Made, collection_of, expected
from bench.rows import Row, hint, median_seconds, row
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.models import Collection, Expectation
from giaoban.apps.reporting.queries.figure_table import figure_table
from giaoban.apps.reporting.queries.figures import table_by, unit_figures
from giaoban.apps.reporting.queries.progress_page import Scope

MILLISECONDS = 100.0

_BARE = """
SELECT area_id, array_agg(v ORDER BY i) FROM (
  SELECT e.area_id, x.i, sum(x.v) v
  FROM reporting_expectation e
  JOIN indicators_unittotal t ON t.unit_id = e.unit_id AND t.period_id = %s AND t.cell_set_id = %s,
  unnest(t.live) WITH ORDINALITY x(v, i)
  WHERE e.collection_id = %s AND e.level = 1 GROUP BY 1, 2) s
GROUP BY 1
"""


def run(made: Made, quick: bool) -> list[Row]:
    collection, times = collection_of(WIDE), 3 if quick else 7
    units, cells = expected(WIDE), collection.form_version.cell_set.size
    scope = national(collection)
    provinces = Expectation.objects.filter(collection=collection, level=1)

    def bare() -> object:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [collection.period_id, collection.form_version.cell_set_id, collection.pk])
            return cursor.fetchall()

    works: dict[str, tuple[str, Callable[[], object]]] = {
        "rollup.table": (
            "unit_figures + table_by",
            lambda: table_by(unit_figures(collection, provinces), "area_id", "live", collection),
        ),
        "rollup.page": ("figure_table, as the page calls it", lambda: figure_table(scope, "area", "live")),
    }
    reference = median_seconds(bare, times)
    rows = []
    for name, (what, work) in works.items():
        took = median_seconds(work, times)
        one = row(
            name, f"queries; {what}; national table by province, {units:,} units × {cells} indicators, one period; "
            f"one process, median of {times}", took * 1000, "ms", MILLISECONDS,
            reference=f"bare SQL sum by area: {reference * 1000:.0f} ms", ratio=took / reference,
        )  # fmt: skip
        if not one["ok"]:
            one["hint"] = hint(name, work)
        rows.append(one)
    return rows


def national(collection: Collection) -> Scope:
    """What the page shows to the top of the line."""
    top = Unit.objects.select_related("organisation").get(code=TOP)
    rows = Expectation.objects.filter(collection=collection, chain__contains=[top.pk]).exclude(unit=top)
    return Scope(collection, top, (top,), rows, rows.filter(receiver_id=top.pk))

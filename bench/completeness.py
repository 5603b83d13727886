"""Expected, received and on time of twelve months, for each level from the root to the communes.

Layer: queries, one process. The months were written by SQL. Reference: a bare count of the same rows.
"""

from __future__ import annotations

from django.db import connection

from bench.data import SMALL, TOP, YEAR, Made, collection_of
from bench.rows import Row, hint, median_seconds, row
from giaoban.apps.indicators.models import Period
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.models import Expectation
from giaoban.apps.reporting.queries.progress import rates

MILLISECONDS = 120.0

_BARE = """
SELECT count(*), count(*) FILTER (WHERE r.state IN ('received', 'consolidated'))
FROM reporting_expectation e JOIN reporting_report r ON r.expectation_id = e.id
JOIN reporting_collection c ON c.id = e.collection_id WHERE c.period_id = ANY(%s)
"""


def run(made: Made, quick: bool) -> list[Row]:
    form, times = collection_of(SMALL).form_version.form_id, 3 if quick else 7
    periods = list(Period.objects.filter(code__in=YEAR).values_list("pk", flat=True))
    top = Unit.objects.values_list("pk", flat=True).get(code=TOP)
    count = Expectation.objects.filter(collection__period_id__in=periods).count()

    def work() -> object:
        return rates(form, periods, top)

    def bare() -> object:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [periods])
            return cursor.fetchall()

    right = sum(rate.expected for rate in rates(form, periods, top)) > 0
    reference, took = median_seconds(bare, times), median_seconds(work, times)
    found = row(
        "completeness", f"queries; 12 months, root to communes, {count:,} expectations; one process, median of {times}",
        took * 1000, "ms", MILLISECONDS, reference=f"bare SQL count of the same rows: {reference * 1000:.0f} ms",
        ratio=took / reference, also=right,
    )  # fmt: skip
    if not found["ok"]:
        found["hint"] = hint("completeness", work)
    return [found]

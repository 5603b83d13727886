"""Act at the opening of the periods: the units in which a visitor may take a post have done their earlier reports.

They are the first, within the moments in which their periods open, so that whatever a visitor types afterwards is
the visitor's alone. The commune's report of the month is left half-filled: the visitor finishes it.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db.models import QuerySet

from giaoban.apps.reporting.actions.enter_report import enter_report
from giaoban.apps.reporting.actions.write_version import Entries
from giaoban.apps.reporting.enums import EDITABLE
from giaoban.apps.reporting.models import Report

from . import play_july
from .figures import CENTRE, values_for
from .play_half_year import CITY, DEADLINE, city_split, own_upload, plain
from .play_reports import (
    LAM_DONG,
    NOW,
    PERIODS,
    all_the_way,
    collection_of,
    unit_code,
    visited_commune,
    waiting,
)
from .stage import Clock, Stage, at
from .texts import texts_for
from .today import TODAY

FRONT = unit_code("MTTQ", LAM_DONG)
PAPER_NUMBER = 28
BEGUN = {"households_helped": Decimal(214), "help_value": Decimal(85_600_000), "people_meetings": Decimal(6)}


def played() -> bool:
    """Are Lâm Đồng's workbooks handed in, and has the commune's officer begun the month (or a visitor in its place)?"""
    mine = Report.objects.filter(
        expectation__unit__code=FRONT, expectation__collection__period__code__in=PERIODS
    )
    begun = _month().filter(version__isnull=False).exists()
    return begun and not mine.filter(state__in=EDITABLE, updated_at__lt=TODAY).exists()


def play(stage: Stage) -> None:
    """Lâm Đồng hands in three half-years, the last one by Excel; the commune its half-year, and begins the month."""
    for period in ("2020-H1", "2020-H2"):
        clock = Clock(PERIODS[period][1] - timedelta(days=5))
        for report in waiting(collection_of(period), [FRONT]).values():
            entries = Entries(values_for("MTTQ", LAM_DONG, period), texts_for("MTTQ", LAM_DONG, period))
            all_the_way(stage, report, FRONT, unit_code("MTTQ", CENTRE), entries, clock)
    for report in waiting(collection_of(NOW), [FRONT]).values():
        if report.state in EDITABLE:
            own_upload(stage, "MTTQ", LAM_DONG, PAPER_NUMBER, Clock(DEADLINE - timedelta(days=3)))
    _commune(stage, visited_commune(stage))


def _commune(stage: Stage, code: str) -> None:
    left = waiting(collection_of(NOW), [code])
    if left:
        districts = city_split(collection_of(NOW)).districts
        above, values = next(
            (d, part.communes[code]) for d, part in districts.items() if code in part.communes
        )
        clock = Clock(DEADLINE - timedelta(days=10))
        all_the_way(stage, left[code], code, above, plain(values), clock)
    month = _month().get(expectation__unit__code=code)
    if month.state in EDITABLE and month.updated_at < TODAY and month.version_id is None:
        officer, now = stage.actor(code), at(2021, 8, 2, 10, 20)
        enter_report(actor=officer, report=month, entries=Entries(BEGUN, {}), now=now)


def _month() -> QuerySet[Report]:
    """The month's reports of Hà Nội's Front."""
    rows = Report.objects.filter(expectation__collection__period__code=play_july.PERIOD)
    return rows.filter(expectation__unit__code__startswith=f"{CITY}-")

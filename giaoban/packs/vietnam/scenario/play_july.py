"""The month that is going on when the reader opens the pages: July 2021, half handed in, due in two days.

So every post has something to do: the commune's officer a report to fill, Lâm Đồng a workbook to upload, the
specialist units to chase. All of it is simulated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from giaoban.apps.reporting.actions.enter_report import enter_report
from giaoban.apps.reporting.actions.hand_in_report import hand_in_report
from giaoban.apps.reporting.actions.open_collection import open_collection
from giaoban.apps.reporting.actions.publish_form import publish_form
from giaoban.apps.reporting.actions.receive_report import receive_report
from giaoban.apps.reporting.actions.write_version import Entries
from giaoban.apps.reporting.enums import EDITABLE, ReportState
from giaoban.apps.reporting.models import Collection, Report
from giaoban.kit.periods import parse_period

from .figures import provinces
from .play_reports import FORM, unit_code
from .splits import unit_interval
from .stage import SYSTEM, Clock, Stage, at

MONTHLY = FORM.with_name("bao_cao_nhanh.yaml")
PERIOD = "2021-M07"
DEADLINE = at(2021, 8, 5, 17)
WAITS = unit_code("MTTQ", "68")
"""Lâm Đồng's Front has not filled its workbook yet: the reader does."""


def played() -> bool:
    """Is the month open, and has the last of those who are quick handed in?"""
    states = Report.objects.filter(
        expectation__collection__period__code=PERIOD, expectation__unit__code=unit_code(*_quick()[-1])
    )
    return states.exclude(state__in=EDITABLE).exists()


def play(stage: Stage) -> None:
    """Open the month; every third province's organisation hands in, most of these are received."""
    source = MONTHLY.read_text(encoding="utf-8")
    version = publish_form(actor=SYSTEM, source=source, name=MONTHLY.name, now=at(2021, 7, 20))
    collection = open_collection(
        actor=SYSTEM, form_version=version, calendar=parse_period(PERIOD), period_name="Tháng 7 năm 2021",
        title="Báo cáo nhanh phục vụ giao ban tháng 7 năm 2021", deadline=DEADLINE, now=at(2021, 7, 20, 10),
        synthetic=True, readers=[stage.units["MTTQ-TW"]],
    )  # fmt: skip
    clock, quick = Clock(DEADLINE - timedelta(days=3)), _quick()
    for done, (organisation, province) in enumerate(quick, start=1):
        _hand_in(stage, collection, organisation, province, clock)
        stage.tell("Báo cáo nhanh tháng 7", done, len(quick))


def _hand_in(stage: Stage, collection: Collection, organisation: str, province: str, clock: Clock) -> None:
    code = unit_code(organisation, province)
    report = Report.objects.get(expectation__collection=collection, expectation__unit__code=code)
    officer = stage.actor(code)
    if report.state in EDITABLE:
        entries = Entries(
            _values(code), {"highlights": "Vận động, hỗ trợ Nhân dân trong giãn cách (mô phỏng)."}
        )
        enter_report(actor=officer, report=report, entries=entries, now=clock())
        hand_in_report(actor=officer, report=report, now=clock())
        report.refresh_from_db()
    if report.state == ReportState.HANDED_IN and unit_interval("july-received", code) < 0.8:
        receive_report(actor=stage.actor(unit_code(organisation, "")), report=report, now=clock())


def _quick() -> list[tuple[str, str]]:
    """(organisation, province) of those who are quick, by province."""
    pairs = [(o, p) for p in provinces() for o in ("MTTQ", "ND", "PN")]
    return [(o, p) for o, p in pairs if unit_interval("july", o, p) < 0.4 and unit_code(o, p) != WAITS]


def _values(code: str) -> Mapping[str, Decimal]:
    def draw(what: str, low: int, high: int) -> Decimal:
        return Decimal(low + int((high - low) * unit_interval("july", what, code)))

    received = draw("opinions", 40, 400)
    return {
        "households_helped": draw("households", 200, 6000),
        "help_value": draw("value", 50, 3000) * 1_000_000,
        "people_meetings": draw("meetings", 5, 90),
        "opinions_received": received,
        "opinions_answered": Decimal(int(received * Decimal("0.7"))),
    }

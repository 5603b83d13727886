"""The month that is going on when the reader opens the pages: July 2021, half handed in, due in two days.

So every post has something to do: the commune's officer a report to finish, Lâm Đồng a workbook to upload, the
specialist three reports to receive or return, one of them with a figure to be checked. All of it is simulated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from giaoban.apps.accounts.enums import Post
from giaoban.apps.reporting.actions.enter_report import enter_report
from giaoban.apps.reporting.actions.hand_in_report import hand_in_report
from giaoban.apps.reporting.actions.open_collection import open_collection
from giaoban.apps.reporting.actions.pass_inside import number_report
from giaoban.apps.reporting.actions.publish_form import publish_form
from giaoban.apps.reporting.actions.receive_report import receive_report
from giaoban.apps.reporting.actions.write_version import Entries
from giaoban.apps.reporting.enums import EDITABLE, ReportState
from giaoban.apps.reporting.models import Collection, Report
from giaoban.kit.periods import parse_period

from .figures import CENTRE, provinces
from .play_reports import FORM, hand_in, unit_code
from .splits import unit_interval
from .stage import SYSTEM, Clock, Stage, at
from .today import TODAY

MONTHLY = FORM.with_name("bao_cao_nhanh.yaml")
PERIOD = "2021-M07"
DEADLINE = at(2021, 8, 5, 17)
WAITS = unit_code("MTTQ", "68")
"""Lâm Đồng's Front has not filled its workbook yet: the reader does."""
QUICK = {"MTTQ": 0.4, "CD": 0.35, "ND": 0.4, "TN": 0.35, "PN": 0.4, "CCB": 1.0}
"""How many of an organisation's provinces have handed in already."""


@dataclass(frozen=True, slots=True)
class Early:
    """A central body that has handed in already; what it wrote is the reader's to receive, return or ask about."""

    organisation: str
    number: int
    own: Mapping[str, Decimal]
    highlights: str


EARLY = (
    Early(  # everything is there
        "CCB", 41, {"households_helped": Decimal(120), "help_value": Decimal(48_000_000)},
        "Hội viên cả nước tham gia trên 8.000 tổ tự quản, chốt phòng dịch; các cấp hội đã hỗ trợ hội viên khó khăn, "
        "tặng máy tính cho con em hội viên học trực tuyến (mô phỏng).",
    ),
    Early(  # money in the wrong unit: a thousand times too much
        "CD", 57, {"households_helped": Decimal(3_200), "help_value": Decimal(640_000_000_000)},
        "Công đoàn các cấp hỗ trợ đoàn viên bị ngừng việc, tổ chức siêu thị lưu động cho công nhân khu phong toả; "
        "phần lớn các tỉnh chưa gửi về, sẽ bổ sung (mô phỏng).",
    ),
    Early(  # most provinces are lacking, and the text says nothing
        "TN", 63, {"households_helped": Decimal(260), "help_value": Decimal(91_000_000)},
        "Các hoạt động tình nguyện được triển khai sôi nổi (mô phỏng).",
    ),
)  # fmt: skip


def played() -> bool:
    """Has the last of the central bodies that are early handed in?"""
    code = unit_code(EARLY[-1].organisation, CENTRE)
    states = Report.objects.filter(expectation__collection__period__code=PERIOD, expectation__unit__code=code)
    return states.exclude(state__in=EDITABLE).exists()


def opened() -> bool:
    """Is the month open?"""
    return Collection.objects.filter(period__code=PERIOD).exists()


def open_month(stage: Stage) -> None:
    """Ask the short form for July."""
    source = MONTHLY.read_text(encoding="utf-8")
    version = publish_form(actor=SYSTEM, source=source, name=MONTHLY.name, now=at(2021, 7, 20))
    open_collection(
        actor=SYSTEM, form_version=version, calendar=parse_period(PERIOD), period_name="Tháng 7 năm 2021",
        title="Báo cáo nhanh phục vụ giao ban tháng 7 năm 2021", deadline=DEADLINE, now=at(2021, 7, 20, 10),
        synthetic=True, readers=[stage.units["MTTQ-TW"]],
    )  # fmt: skip


def play(stage: Stage) -> None:
    """The quick provinces hand in, most are received; three central bodies add up and hand in early."""
    collection = Collection.objects.select_related("form_version", "period").get(period__code=PERIOD)
    clock, quick = Clock(at(2021, 8, 2, 8)), _quick()
    for done, (organisation, province) in enumerate(quick, start=1):
        _hand_in(stage, collection, organisation, province, clock)
        stage.tell("Báo cáo nhanh tháng 7", done, len(quick))
    clock.moment = at(2021, 8, 2, 15)
    for early in EARLY:
        _add_up(stage, collection, early, clock)


def _hand_in(stage: Stage, collection: Collection, organisation: str, province: str, clock: Clock) -> None:
    code = unit_code(organisation, province)
    report = _report(collection, code)
    officer = stage.actor(code)
    if report.state in EDITABLE and report.updated_at < TODAY:
        entries = Entries(
            _values(code), {"highlights": "Vận động, hỗ trợ Nhân dân trong giãn cách (mô phỏng)."}
        )
        enter_report(actor=officer, report=report, entries=entries, now=clock())
        hand_in_report(actor=officer, report=report, now=clock())
        report.refresh_from_db()
    received = QUICK[organisation] == 1 or unit_interval("july-received", code) < 0.8
    if report.state == ReportState.HANDED_IN and received:
        receive_report(actor=stage.actor(unit_code(organisation, CENTRE)), report=report, now=clock())


def _add_up(stage: Stage, collection: Collection, early: Early, clock: Clock) -> None:
    """A central body's own part on top of what came from below, numbered and handed in."""
    code = unit_code(early.organisation, CENTRE)
    report = _report(collection, code)
    if report.state not in EDITABLE:
        return
    values = {
        "people_meetings": Decimal(4),
        "opinions_received": Decimal(36),
        "opinions_answered": Decimal(25),
    }
    entries = Entries({**values, **early.own}, {"highlights": early.highlights})
    enter_report(actor=stage.actor(code), report=report, entries=entries, now=clock())
    now, clerk = clock(), stage.actor(code, Post.CLERK)
    number_report(actor=clerk, report=report, number=early.number, symbol="", dated=now.date(), now=now)
    hand_in(stage, _report(collection, code), code, clock)


def _report(collection: Collection, code: str) -> Report:
    return Report.objects.get(expectation__collection=collection, expectation__unit__code=code)


def _quick() -> list[tuple[str, str]]:
    """(organisation, province) of those who are quick, by province."""
    pairs = [(o, p) for p in provinces() for o in QUICK]
    return [(o, p) for o, p in pairs if unit_interval("july", o, p) < QUICK[o] and unit_code(o, p) != WAITS]


def _values(code: str) -> Mapping[str, Decimal]:
    def draw(what: str, low: int, high: int) -> Decimal:
        return Decimal(low + int((high - low) * unit_interval("july", what, code)))

    households, received = draw("households", 200, 6000), draw("opinions", 40, 400)
    return {
        "households_helped": households,
        "help_value": households * draw("value", 150, 600) * 1000,
        "people_meetings": draw("meetings", 5, 90),
        "opinions_received": received,
        "opinions_answered": Decimal(int(received * Decimal("0.7"))),
    }

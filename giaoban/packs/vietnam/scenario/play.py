"""The acts of the demonstration, in order. Each knows whether it was played, so that a second run changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command

from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.enums import COUNTED
from giaoban.apps.reporting.models import Report

from . import (
    play_briefings,
    play_circle,
    play_conferences,
    play_desk,
    play_half_year,
    play_july,
    play_letters,
    play_news,
    play_proposals,
    play_reports,
    play_visitors,
    play_waiting,
    play_waves,
    play_week,
)
from .figures import CENTRE, FORM_CODE, ORGANISATIONS
from .stage import Stage


@dataclass(frozen=True, slots=True)
class Act:
    """`play` changes the database through use cases; `write` puts files into out/ and changes nothing.

    `name` is shown to who waits.
    """

    name: str
    played: Callable[[], bool]
    play: Callable[[Stage], None]
    write: Callable[[Stage], None] = lambda stage: None


def _network(stage: Stage) -> None:
    call_command("load_network", map="all", units="demo", verbosity=0)
    play_reports.cast_people(stage)


def _network_there() -> bool:
    return Unit.objects.filter(code=play_reports.TOP).exists() and play_reports.people_there()


def _centres_received(period: str) -> bool:
    codes = [play_reports.unit_code(o, CENTRE) for o in ORGANISATIONS]
    rows = Report.objects.filter(
        expectation__unit__code__in=codes, expectation__collection__period__code=period,
        expectation__collection__form_version__form__code=FORM_CODE, state__in=list(COUNTED),
    )  # fmt: skip
    return rows.count() == len(codes)


def _open(stage: Stage) -> None:
    """The month last: when it is open, every period is, and no visitor's work waits for a later act."""
    play_reports.open_periods(stage)
    play_july.open_month(stage)


def _half_year(stage: Stage) -> None:
    split = play_half_year.play_hanoi(stage)
    play_half_year.play_workbooks(stage, split)
    play_half_year.play_centres(stage)


ACTS = (
    Act("Mạng lưới", _network_there, _network),
    Act("Văn bản đến", play_circle.documents_played, play_circle.play_documents),
    Act("Thực hiện văn bản, chương trình năm", play_desk.played, play_desk.play),
    Act("Lịch tuần, giao ban đầu tuần", play_week.played, play_week.play),
    Act("Kỳ báo cáo", lambda: play_reports.periods_open() and play_july.opened(), _open),
    Act("Báo cáo của các vai", play_visitors.played, play_visitors.play),
    Act("Kế hoạch năm", play_reports.plans_set, play_reports.set_plans),
    Act("Các kỳ trước", lambda: _centres_received("2020-H2"), play_reports.play_earlier_periods),
    Act("6 tháng đầu năm 2021", lambda: _centres_received("2021-H1"), _half_year, play_half_year.write),
    Act("Đề xuất, kiến nghị", play_proposals.played, play_proposals.play),
    Act("Bản giao ban", play_briefings.played, play_briefings.play, play_briefings.write),
    Act("Hội nghị", play_conferences.played, play_conferences.play, play_conferences.write),
    Act("Trang công khai, tin hội nghị", play_news.played, play_news.play),
    Act("Quán triệt, giao việc đến cơ sở", play_waves.played, play_waves.play),
    Act("Văn bản đi", play_letters.played, play_letters.play),
    Act("Báo cáo nhanh tháng 7", play_july.played, play_july.play),
    Act("Việc đang chờ", play_waiting.played, play_waiting.play),
    Act("Hội nghị đang họp", play_conferences.session_played, play_conferences.play_session),
)

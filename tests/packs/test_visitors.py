"""The play and a visitor at the same time: what a visitor has typed is the visitor's, in a small Hà Nội."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from giaoban.apps.org.models import Area, Unit
from giaoban.apps.reporting.actions.enter_report import enter_report
from giaoban.apps.reporting.actions.hand_in_report import hand_in_report
from giaoban.apps.reporting.actions.open_collection import open_collection
from giaoban.apps.reporting.actions.publish_form import publish_form
from giaoban.apps.reporting.actions.receive_report import return_report
from giaoban.apps.reporting.actions.run_office import switch_steps
from giaoban.apps.reporting.actions.save_draft import save_draft
from giaoban.apps.reporting.actions.write_version import Entries
from giaoban.apps.reporting.domain.drafts import Change
from giaoban.apps.reporting.enums import ReportState
from giaoban.apps.reporting.models import Report
from giaoban.kit.periods import parse_period
from giaoban.packs.vietnam.scenario import play_july, play_visitors
from giaoban.packs.vietnam.scenario.play_half_year import city_split, plain, play_hanoi
from giaoban.packs.vietnam.scenario.play_reports import (
    FORM,
    NOW,
    PERIODS,
    collection_of,
    receive,
    report_of,
    visited_commune,
)
from giaoban.packs.vietnam.scenario.stage import SYSTEM, Clock, Stage, at
from giaoban.packs.vietnam.scenario.today import TODAY
from tests.network import build_network

CITY, DISTRICT, VISITED, OTHER = "MTTQ-01", "MTTQ-01-001", "MTTQ-01-00001", "MTTQ-01-00004"
CODES = {"tw": "MTTQ-TW", "p1": CITY, "d1": DISTRICT, "d2": "MTTQ-01-002", "c1": VISITED, "c2": OTHER}


@pytest.fixture
def stage(db: None, tmp_path: Path) -> Stage:
    """Units of the small network under the codes of the scenario, their officers, the half-year and the month open."""
    net = build_network()
    Area.objects.filter(code="t-p1").update(code="p63-01")
    for key, code in CODES.items():
        net.user(f"front-{key}")
        Unit.objects.filter(code=f"front-{key}").update(code=code)
    stage = Stage(tmp_path, lambda _what, _done, _whole: None)
    for code in CODES.values():
        switch_steps(actor=SYSTEM, unit=stage.units[code], steps_off=True, now=at(2020, 1, 4))
    name, deadline = PERIODS[NOW]
    version = publish_form(
        actor=SYSTEM, source=FORM.read_text(encoding="utf-8"), name=FORM.name, now=at(2020, 1, 3)
    )
    open_collection(
        actor=SYSTEM, form_version=version, calendar=parse_period(NOW), period_name=name, title=name,
        deadline=deadline, now=deadline - timedelta(days=40),
    )  # fmt: skip
    play_july.open_month(stage)
    return stage


def half_year(code: str) -> Report:
    return report_of(collection_of(NOW), code)


def test_a_half_typed_report_is_never_handed_in_by_the_play(stage: Stage) -> None:
    change = Change("own", "tet_households_helped", "7")
    save_draft(
        actor=stage.actor(VISITED), report=half_year(VISITED), changes=[change], client_key="visit", now=TODAY
    )
    before = half_year(VISITED)
    play_hanoi(stage)
    after = half_year(VISITED)
    assert (after.state, after.revision) == (ReportState.DRAFTING, before.revision)
    assert before.version
    assert after.version
    assert after.version.own == before.version.own
    assert half_year(OTHER).state == half_year(DISTRICT).state == ReportState.RECEIVED


def test_what_the_play_itself_left_half_done_it_finishes(stage: Stage) -> None:
    entries = Entries({"tet_households_helped": Decimal(7)}, {})
    enter_report(actor=stage.actor(VISITED), report=half_year(VISITED), entries=entries, now=at(2021, 6, 13))
    play_hanoi(stage)
    assert half_year(VISITED).state == ReportState.RECEIVED


def test_the_unit_of_a_visitor_is_done_before_and_its_month_half_filled(stage: Stage) -> None:
    assert visited_commune(stage) == VISITED
    play_visitors._commune(stage, VISITED)
    assert half_year(VISITED).state == ReportState.RECEIVED
    assert half_year(OTHER).version is None
    month = Report.objects.get(
        expectation__unit__code=VISITED, expectation__collection__period__code=play_july.PERIOD
    )
    assert month.state == ReportState.DRAFTING
    assert month.version
    assert month.version.frozen_at is None
    assert [v for v in month.version.own if v is not None] == list(play_visitors.BEGUN.values())


def test_a_visitor_who_began_the_month_keeps_it(stage: Stage) -> None:
    month = Report.objects.get(
        expectation__unit__code=VISITED, expectation__collection__period__code=play_july.PERIOD
    )
    change = Change("own", "households_helped", "3")
    save_draft(
        actor=stage.actor(VISITED),
        report=month,
        changes=[change],
        client_key="visit",
        now=TODAY + timedelta(hours=1),
    )
    play_visitors._commune(stage, VISITED)
    month.refresh_from_db()
    assert month.version
    assert [v for v in month.version.own if v is not None] == [Decimal(3)]


def test_a_visitor_may_be_quicker_at_the_desk_of_the_receiver(stage: Stage) -> None:
    clock = Clock(at(2021, 6, 13))
    split = city_split(collection_of(NOW)).districts[DISTRICT]
    officer, report = stage.actor(OTHER), half_year(OTHER)
    enter_report(actor=officer, report=report, entries=plain(split.communes[OTHER]), now=clock())
    hand_in_report(actor=officer, report=report, now=clock())
    return_report(actor=stage.actor(DISTRICT), report=report, reason="Bổ sung.", cells={}, now=TODAY)
    receive(stage, report, DISTRICT, clock)
    assert half_year(OTHER).state == ReportState.RETURNED

"""Received figures count in every superior at once, each leaf once, and corrections move by the difference."""

from __future__ import annotations

from decimal import Decimal

from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.reporting.actions.receive_report import reopen_report
from giaoban.apps.reporting.enums import ReportState
from giaoban.apps.reporting.models import Expectation
from tests.reporting.conftest import NOW, Round

HOUSEHOLDS = 0


def live(month: Round, unit: str, slot: int = HOUSEHOLDS) -> Decimal | None:
    row = UnitTotal.objects.filter(unit=month.net.units[unit], period=month.collection.period).first()
    return row.live[slot] if row else None


def test_opening_freezes_receivers_chains_and_readers(month: Round) -> None:
    net = month.net
    row = Expectation.objects.get(unit=net.units["front-c1"])
    assert row.receiver == net.units["front-d1"]
    assert row.chain == [net.units[f"front-{k}"].pk for k in ("c1", "d1", "p1", "tw")] + [
        net.units["mm-tw"].pk
    ]
    assert row.readers == [net.units["mm-p1"].pk]
    top = Expectation.objects.get(unit=net.units["mm-tw"])
    assert top.receiver is None
    assert top.chain == [top.unit_id]


def test_a_received_figure_stands_in_every_superior(month: Round) -> None:
    month.all_the_way("front-c1", households_helped="10")
    month.all_the_way("front-c3", households_helped="7")
    assert live(month, "front-d1") == 10
    assert live(month, "front-d2") == 7
    assert [live(month, u) for u in ("front-p1", "front-tw", "mm-tw")] == [17, 17, 17]
    assert live(month, "front-p2") is None


def test_handed_in_is_not_yet_counted(month: Round) -> None:
    month.fill("front-c1", households_helped="10")
    report = month.hand_in("front-c1")
    assert report.state == ReportState.HANDED_IN
    assert live(month, "front-d1") is None


def test_own_part_adds_to_what_came_from_below(month: Round) -> None:
    month.all_the_way("front-c1", households_helped="10")
    report = month.all_the_way("front-d1", households_helped="5")
    assert report.version is not None
    assert report.version.below[HOUSEHOLDS] == 10
    assert report.version.total[HOUSEHOLDS] == 15
    assert live(month, "front-p1") == 15


def test_a_late_commune_moves_the_live_total_and_not_the_handed_in_one(month: Round) -> None:
    month.all_the_way("front-d1", households_helped="5")
    month.all_the_way("front-c1", households_helped="10")
    row = UnitTotal.objects.get(unit=month.net.units["front-d1"])
    assert row.live[HOUSEHOLDS] == 15
    assert row.handed_in is not None
    assert row.handed_in[HOUSEHOLDS] == 5


def test_a_correction_replaces_what_was_counted(month: Round) -> None:
    month.all_the_way("front-c1", households_helped="10")
    report = month.report("front-c1")
    reopen_report(actor=month.net.actor("front-d1"), report=report, reason="Thừa một số 0", now=NOW)
    assert live(month, "front-tw") == 10
    month.all_the_way("front-c1", households_helped="1")
    assert [live(month, u) for u in ("front-d1", "front-tw")] == [1, 1]
    assert month.report("front-c1").versions.count() == 2


def test_a_withdrawn_value_leaves_nothing_behind(month: Round) -> None:
    month.all_the_way("front-c1", help_value="500")
    assert live(month, "front-tw", 1) == 500
    reopen_report(actor=month.net.actor("front-d1"), report=month.report("front-c1"), reason="Nhầm", now=NOW)
    month.all_the_way("front-c1", help_value="")
    assert live(month, "front-tw", 1) is None

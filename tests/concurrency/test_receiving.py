"""Totals stay exact whoever receives at the same time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.reporting.actions.receive_report import receive_report
from giaoban.apps.reporting.actions.save_draft import save_draft
from giaoban.apps.reporting.domain.drafts import Change
from giaoban.apps.reporting.enums import ReportState
from giaoban.apps.reporting.models import DraftJournal, ReportStep
from giaoban.apps.reporting.queries.verification import differences
from giaoban.kit.errors import Conflict
from tests.databases import Clone
from tests.reporting.conftest import NOW, Round

from .crowd import process, together, wide_month

pytestmark = pytest.mark.concurrency
COMMUNES = 40


def households(month: Round, unit: str) -> Decimal | None:
    row = UnitTotal.objects.get(unit=month.net.units[unit], period=month.collection.period)
    return row.live[0]


def test_two_receivers_at_once_count_a_report_once(fresh_db: Clone) -> None:
    month = wide_month(0)
    month.fill("front-c1", households_helped="10")
    report = month.hand_in("front-c1")
    officers = [month.net.actor("front-d1", post) for post in (Post.OFFICER, Post.LEADER)]
    found = together(
        *(lambda actor=a: receive_report(actor=actor, report=report, now=NOW) for a in officers)  # type: ignore[misc]
    )
    assert sorted(type(f).__name__ for f in found) == ["Conflict", "Report"]
    assert [households(month, u) for u in ("front-d1", "front-p1", "front-tw")] == [10, 10, 10]
    assert ReportStep.objects.filter(report=report, step="received").count() == 1
    assert AuditLine.objects.filter(subject_id=report.pk, code__endswith="received").count() == 1


def test_four_processes_under_the_same_superiors_stay_exact(fresh_db: Clone) -> None:
    month = wide_month(COMMUNES)
    expected = 0
    reports = []
    for number in range(1, COMMUNES + 1):
        unit = f"front-x{number}"
        month.fill(unit, households_helped=str(number))
        reports.append(str(month.hand_in(unit).pk))
        expected += number
    month.net.actor("front-d1")
    running = [process(fresh_db.url, "tests.concurrency.receive", *reports[n::4]) for n in range(4)]
    outcomes = [(p.communicate(timeout=120)[1], p.returncode) for p in running]
    assert outcomes == [("", 0)] * 4
    assert [households(month, u) for u in ("front-d1", "front-p1", "front-tw")] == [expected] * 3
    assert UnitTotal.objects.get(unit=month.net.units["front-tw"]).reports == COMMUNES
    assert differences(month.collection) == []


def test_two_editors_of_one_cell_the_second_is_told_and_nothing_is_lost(fresh_db: Clone) -> None:
    month = wide_month(0)
    month.fill("front-c1", households_helped="10")
    report = month.report("front-c1")
    typed = {"a": "11", "b": "12"}
    editors = {"a": month.net.actor("front-c1"), "b": month.net.actor("front-c1", Post.CLERK)}

    def edit(key: str) -> object:
        change = Change("own", "households_helped", typed[key], seen="10")
        return save_draft(actor=editors[key], report=report, changes=[change], client_key=key, now=NOW)

    found = together(lambda: edit("a"), lambda: edit("b"))
    assert [f for f in found if isinstance(f, Exception) and not isinstance(f, Conflict)] == []
    journal = DraftJournal.objects.filter(report=report, client_key__in=typed)
    assert {row.client_key: row.typed for row in journal} == typed
    assert sorted(row.kept for row in journal) == [False, True]
    winner = journal.get(kept=True)
    version = month.report("front-c1").version
    assert version is not None
    assert version.own[0] == Decimal(winner.typed or "")
    assert month.report("front-c1").state == ReportState.DRAFTING


def test_two_editors_of_different_cells_both_stand(fresh_db: Clone) -> None:
    month = wide_month(0)
    month.fill("front-c1", households_helped="10", people_meetings="4")
    report = month.report("front-c1")
    editors = (month.net.actor("front-c1"), month.net.actor("front-c1", Post.CLERK))
    cells = ("households_helped", "people_meetings")

    def edit(number: int) -> object:
        change = Change("own", cells[number], "77")
        return save_draft(
            actor=editors[number], report=report, changes=[change], client_key=str(number), now=NOW
        )

    assert [f for f in together(lambda: edit(0), lambda: edit(1)) if isinstance(f, Exception)] == []
    version = month.report("front-c1").version
    assert version is not None
    assert list(version.own).count(77) == 2

"""The stored counts of reports are what the reports say, after every step, by every way of changing a report."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from giaoban.apps.reporting.actions.fold_tallies import fold_tallies
from giaoban.apps.reporting.actions.receive_report import reopen_report, return_report
from giaoban.apps.reporting.models import Expectation, Report, Tally
from giaoban.apps.reporting.queries import tallies
from giaoban.apps.reporting.queries.overview import cards
from giaoban.apps.reporting.queries.progress import givers, progress_of, rates, under
from giaoban.apps.reporting.queries.progress_page import scope_of, totals, units_of
from giaoban.apps.reporting.queries.verification import counted_otherwise
from tests.reporting.conftest import DEADLINE, NOW, SYSTEM, Round


def agree(month: Round) -> None:
    """Counts of every unit, by recomputation and by counting the rows that it sees."""
    assert counted_otherwise(month.collection) == []
    for unit in month.net.units.values():
        counted = progress_of(under(givers(SYSTEM, month.collection), unit.pk))
        stored = tallies.below(month.collection.pk, unit.pk, NOW)
        assert stored["overdue"] == 0
        assert {name: getattr(counted, name) for name in ("expected", "handed_in", "received", "late", "returned")} == {
            name: value for name, value in stored.items() if name != "overdue"
        }  # fmt: skip


def test_counts_follow_every_step(month: Round) -> None:
    net = month.net
    agree(month)
    month.fill("front-c1")
    month.hand_in("front-c1")
    agree(month)
    month.receive("front-c1")
    month.fill("front-c2")
    month.hand_in("front-c2", DEADLINE + timedelta(days=1))
    agree(month)
    d1 = net.actor("front-d1")
    return_report(actor=d1, report=month.report("front-c2"), reason="Thiếu.", cells={}, now=NOW)
    agree(month)
    reopen_report(actor=d1, report=month.report("front-c1"), reason="Sửa.", now=NOW)
    agree(month)
    found = tallies.below(month.collection.pk, net.units["front-d1"].pk, NOW)
    assert [found[name] for name in ("handed_in", "late", "received", "returned")] == [2, 1, 0, 1]


def test_folding_changes_no_count(month: Round) -> None:
    month.all_the_way("front-c1")
    before = rates(month.collection.form_version.form_id, [month.collection.period_id], None)
    assert Tally.objects.filter(loose=True).exists()
    assert fold_tallies()
    assert not Tally.objects.filter(loose=True).exists()
    assert rates(month.collection.form_version.form_id, [month.collection.period_id], None) == before
    agree(month)
    month.all_the_way("front-c2")
    assert fold_tallies()
    agree(month)


def test_changes_of_many_rows_at_once_and_deletions_count_too(month: Round) -> None:
    rows = Report.objects.filter(expectation__collection=month.collection)
    rows.update(state="received", first_handed_in_at=NOW, handed_in_at=NOW, late=False)
    agree(month)
    gone = month.report("front-c1")
    expectation = gone.expectation
    gone.delete()
    agree(month)
    expectation.delete()
    agree(month)
    Report.objects.create(
        expectation=Expectation.objects.create(
            collection=month.collection, unit=expectation.unit, receiver=expectation.receiver, role="gives",
            level=expectation.level, organisation_id=expectation.organisation_id, area_id=expectation.area_id,
            chain=expectation.chain, readers=expectation.readers, deadline=DEADLINE,
        ),
        state="handed_in", first_handed_in_at=NOW, late=True, updated_at=NOW,
    )  # fmt: skip
    agree(month)


def test_a_count_changed_behind_its_back_is_found(month: Round) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_tally SET handed_in = handed_in + 1 WHERE relation = 'own'")
    assert len(counted_otherwise(month.collection)) == Tally.objects.filter(relation="own").count()


def test_pages_count_as_the_rows_that_the_reader_sees(month: Round) -> None:
    month.all_the_way("front-c1")
    month.fill("front-c2")
    month.hand_in("front-c2")
    for code in ("mm-tw", "front-tw", "front-p1", "front-d1", "mm-p1"):
        actor = month.net.actor(code)
        scope = scope_of(actor, month.collection.pk, None)
        counted, _overdue = totals(scope, NOW)
        assert counted == progress_of(scope.rows)
        for line in units_of(scope, NOW):
            below = givers(actor, month.collection).filter(chain__contains=[line.unit.pk])
            assert line.below == progress_of(below)
        card = cards(actor, [month.collection], NOW)[0]
        assert card.progress == progress_of(givers(actor, month.collection))
        waits = givers(actor, month.collection).filter(
            receiver_id=month.net.units[code].pk, report__state="handed_in"
        )
        assert card.waiting == waits.count()

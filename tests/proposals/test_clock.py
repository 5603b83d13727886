"""The clock of each addressee: one open turn while an answer is owed, none after; who answers how fast."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.actions.answer_proposal import answer_proposal
from giaoban.apps.proposals.actions.confirm_answer import confirm_answer, contest_answer
from giaoban.apps.proposals.actions.forward_proposal import forward_proposal
from giaoban.apps.proposals.actions.merge_proposals import merge_proposals
from giaoban.apps.proposals.enums import CARRIED_OVER, Outcome, State
from giaoban.apps.proposals.models import Proposal, Raising, Turn
from giaoban.apps.proposals.queries import answering, clock_of, proposal
from giaoban.kit.errors import Invalid
from tests.proposals.test_proposals import NOW, raised
from tests.tasks.network import actor_in, network, unit

Net = tuple[Unit, Unit, Unit]
DAY = timedelta(days=1)


@pytest.fixture
def net(db: None) -> Net:
    """Centre and two provinces below it."""
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


def turns(row: Proposal) -> list[tuple[Unit | None, str, date | None]]:
    """(whose, how it ended, by when) in order."""
    return [(t.unit, t.ended_by, t.due) for t in Turn.objects.filter(proposal=row).select_related("unit")]


def test_each_addressee_has_a_clock_of_its_own(net: Net) -> None:
    centre, one, two = net
    row, due = raised(one, centre), date(2021, 7, 20)
    forward_proposal(actor=actor_in(centre), proposal=row, to=two, due=due, now=NOW + 2 * DAY)
    answer_proposal(
        actor=actor_in(two), proposal=row, outcome=Outcome.PASSED_ON, text="Không thuộc", to=centre,
        due=date(2021, 8, 2), now=NOW + 5 * DAY,
    )  # fmt: skip
    answer_proposal(
        actor=actor_in(centre), proposal=row, outcome=Outcome.ACCEPTED, text="Nhất trí", now=NOW + 30 * DAY
    )
    assert turns(row) == [
        (centre, "forwarded", None), (two, "passed_on", due), (centre, "accepted", date(2021, 8, 2)),
    ]  # fmt: skip
    lines = clock_of(proposal(actor_in(one), row.pk), NOW + 40 * DAY)
    assert [(x.name, x.days, x.late) for x in lines] == [
        (centre.name, 25, True), (two.name, 3, False), (centre.name, 2, False),
    ]  # fmt: skip


def test_passed_on_with_a_day_that_is_gone_is_refused(net: Net) -> None:
    centre, one, two = net
    row = raised(one, centre)
    forward_proposal(actor=actor_in(centre), proposal=row, to=two, due=None, now=NOW)
    with pytest.raises(Invalid, match=r"\w"):
        answer_proposal(
            actor=actor_in(two), proposal=row, outcome=Outcome.PASSED_ON, text="x", to=centre,
            due=date(2021, 7, 1), now=NOW,
        )  # fmt: skip
    assert turns(row)[-1] == (two, "", None)


def test_contested_gives_as_many_working_days_again(net: Net) -> None:
    centre, one, two = net
    row = raised(one, centre)
    forward_proposal(actor=actor_in(centre), proposal=row, to=two, due=date(2021, 7, 13), now=NOW)
    answer_proposal(actor=actor_in(two), proposal=row, outcome=Outcome.EXPLAINED, text="x", now=NOW + 3 * DAY)
    later = NOW + 13 * DAY  # Monday 19 July; 6 to 13 July were five working days
    contest_answer(actor=actor_in(one), raising=Raising.objects.get(), text="Chưa rõ", now=later)
    row.refresh_from_db()
    assert row.due == date(2021, 7, 26)
    assert turns(row)[-1] == (two, "", date(2021, 7, 26))


def test_who_answers_how_fast_counts_only_what_one_may_read(net: Net) -> None:
    centre, one, two = net
    for days, due in ((2, None), (4, date(2021, 7, 8)), (9, date(2021, 7, 20))):
        row = raised(one, centre, f"Việc {days}", source=days)
        forward_proposal(actor=actor_in(centre), proposal=row, to=two, due=due, now=NOW)
        answer_proposal(
            actor=actor_in(two), proposal=row, outcome=Outcome.ACCEPTED, text="x", now=NOW + days * DAY
        )
    late = raised(one, centre, "Còn chờ", source=99)
    forward_proposal(actor=actor_in(centre), proposal=late, to=two, due=date(2021, 7, 7), now=NOW)
    by_name = {a.name: a for a in answering(actor_in(one), date(2021, 7, 8))}
    theirs = by_name[two.name]
    assert (theirs.open, theirs.overdue, theirs.answered, theirs.in_time) == (1, 1, 3, 2)
    assert theirs.days == Decimal("4.0")
    assert centre.name not in by_name  # sent everything on, answered nothing
    assert answering(actor_in(unit("Ngoài")), date(2021, 7, 8)) == []


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_open_turn_while_an_answer_is_owed(data: st.DataObject) -> None:
    """After any steps: one open turn exactly while it is raised or forwarded, at whoever owes the answer; turns do not
    overlap."""
    centre = unit("Trung ương")
    one, two, three = network(3, superior=centre)
    row, other = raised(one, centre, "A", source=1), raised(two, centre, "B", source=2)
    now = datetime(2021, 7, 7, 8, tzinfo=UTC)
    for _ in range(data.draw(st.integers(1, 8))):
        now += data.draw(st.sampled_from([timedelta(0), timedelta(hours=5), 4 * DAY]))
        row.refresh_from_db()
        holder = row.addressee_unit or row.holder
        due = data.draw(st.sampled_from([None, date(2022, 1, 4)]))
        raising = Raising.objects.filter(proposal=row).order_by("pk").first()
        assert raising is not None
        match row.state, data.draw(st.integers(0, 3)):
            case ((State.RAISED | State.FORWARDED), 0):
                to = two if row.addressee_unit == three else three
                forward_proposal(actor=actor_in(centre), proposal=row, to=to, due=due, now=now)
            case ((State.RAISED | State.FORWARDED), 1):
                answer_proposal(
                    actor=actor_in(holder), proposal=row, outcome=Outcome.EXPLAINED, text="x", now=now
                )
            case State.FORWARDED, 2:
                answer_proposal(
                    actor=actor_in(holder), proposal=row, outcome=Outcome.PASSED_ON, text="x", to=two, due=due,
                    now=now,
                )  # fmt: skip
            case ((State.RAISED | State.FORWARDED), 3):
                other.refresh_from_db()
                if other.state in CARRIED_OVER:
                    merge_proposals(actor=actor_in(centre), into=row, others=[other], now=now)
            case State.ANSWERED, 0:
                confirm_answer(actor=actor_in(raising.unit), raising=raising, now=now)
            case State.ANSWERED, _:
                contest_answer(actor=actor_in(raising.unit), raising=raising, text="x", now=now)
            case _:
                pass
    for found in Proposal.objects.filter(pk__in=[row.pk, other.pk]):
        theirs = list(found.turns.order_by("pk"))
        waiting = [t for t in theirs if t.ended_at is None]
        assert len(waiting) == (found.state in CARRIED_OVER)
        for turn in waiting:
            owes = found.holder_id if found.state == State.RAISED else found.addressee_unit_id
            assert (turn.unit_id, turn.due) == (owes, found.due)
        assert all(a.ended_at is not None and a.ended_at <= b.began_at for a, b in pairwise(theirs))

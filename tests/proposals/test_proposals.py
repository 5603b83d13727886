"""Proposals: raised once, merged without losing a raiser, answered, confirmed or contested."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.enums import OrganisationKind
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals import policies
from giaoban.apps.proposals.actions.answer_proposal import answer_proposal
from giaoban.apps.proposals.actions.confirm_answer import confirm_answer, contest_answer, note_answer
from giaoban.apps.proposals.actions.forward_proposal import forward_proposal
from giaoban.apps.proposals.actions.merge_proposals import merge_proposals
from giaoban.apps.proposals.actions.raise_proposal import raise_proposal
from giaoban.apps.proposals.domain.raising import NewProposal
from giaoban.apps.proposals.domain.states import after_confirmation
from giaoban.apps.proposals.enums import Outcome, State
from giaoban.apps.proposals.models import Proposal, Raising
from giaoban.apps.proposals.queries import for_conference, proposals, waiting_at, what_became
from giaoban.apps.tasks.models import Ask
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.tasks.network import actor_in, network, organisation, unit

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)
SYSTEM = Actor.system("test")


def raised(
    by: Unit, holder: Unit, text: str = "Kinh phí cho cấp xã", source: int = 1, **more: Any
) -> Proposal:
    new = NewProposal(
        "proposal", by.pk, holder.pk, "Thiếu kinh phí", text, "reporting.Report", source, "de_xuat",
        f"Đề nghị {text}", **more,
    )  # fmt: skip
    return raise_proposal(actor=SYSTEM, unit=by, proposal=new, now=NOW)


def asks(proposal: Proposal) -> list[tuple[str, int]]:
    rows = Ask.objects.filter(subject_type="proposals.Proposal", subject_id=proposal.pk, state="open")
    return sorted(rows.values_list("kind", "unit_id"))


@pytest.fixture
def net(db: None) -> tuple[Unit, Unit, Unit]:
    """Centre and two provinces below it."""
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


class TestWay:
    def test_once_round(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        first, second = raised(one, centre), raised(two, centre, "kinh phí cho cấp xã")
        assert asks(first) == []
        merge_proposals(actor=actor_in(centre), into=first, others=[second], now=NOW)
        assert proposals(actor_in(two)).get().raisers == 2
        ministry = unit("Bộ Tài chính", of=organisation("btc", OrganisationKind.STATE, reports=False))
        forward_proposal(actor=actor_in(centre), proposal=first, to=ministry, due=date(2021, 8, 1), now=NOW)
        assert asks(first) == [("answer_proposal", ministry.pk)]
        answer_proposal(
            actor=actor_in(ministry), proposal=first, outcome=Outcome.ACCEPTED, text="Đã bố trí", now=NOW
        )
        assert asks(first) == sorted([("confirm_answer", one.pk), ("confirm_answer", two.pk)])
        by = {r.unit_id: r for r in Raising.objects.filter(proposal=first)}
        assert confirm_answer(actor=actor_in(one), raising=by[one.pk], now=NOW).state == State.ANSWERED
        assert asks(first) == [("confirm_answer", two.pk)]
        assert confirm_answer(actor=actor_in(two), raising=by[two.pk], now=NOW).state == State.CONFIRMED
        assert asks(first) == []
        steps = list(first.steps.values_list("step", flat=True))
        assert steps == ["raised", "merged", "forwarded", "accepted", "confirmed", "confirmed"]

    def test_contested_goes_back_to_whoever_answers(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = raised(one, centre)
        answer_proposal(
            actor=actor_in(centre), proposal=found, outcome=Outcome.EXPLAINED, text="Chưa có nguồn", now=NOW
        )
        raising = Raising.objects.get(proposal=found)
        with pytest.raises(Invalid):
            contest_answer(actor=actor_in(one), raising=raising, text=" ", now=NOW)
        contest_answer(actor=actor_in(one), raising=raising, text="Nguồn đã có", now=NOW)
        assert asks(found) == [("answer_proposal", centre.pk)]
        with pytest.raises(Conflict):
            confirm_answer(actor=actor_in(one), raising=raising, now=NOW)

    def test_understood_is_not_settled(self, net: tuple[Unit, Unit, Unit]) -> None:
        """An explanation that gives nothing closes the matter without calling it settled; it can be asked again."""
        centre, one, two = net
        first, second = raised(one, centre), raised(two, centre, "kinh phí cho cấp xã")
        merge_proposals(actor=actor_in(centre), into=first, others=[second], now=NOW)
        answer_proposal(
            actor=actor_in(centre), proposal=first, outcome=Outcome.EXPLAINED, text="Chưa có nguồn", now=NOW
        )
        by = {r.unit_id: r for r in Raising.objects.filter(proposal=first)}
        with pytest.raises(Invalid):
            note_answer(actor=actor_in(one), raising=by[one.pk], text=" ", now=NOW)
        noted = note_answer(actor=actor_in(one), raising=by[one.pk], text="Đã rõ", now=NOW)
        assert noted.state == State.ANSWERED
        assert asks(first) == [("confirm_answer", two.pk)]
        assert confirm_answer(actor=actor_in(two), raising=by[two.pk], now=NOW).state == State.UNSETTLED
        assert asks(first) == []
        assert first.steps.get(step="noted").text == "Đã rõ"
        with pytest.raises(Conflict):
            note_answer(actor=actor_in(one), raising=by[one.pk], text="Đã rõ", now=NOW)
        again = contest_answer(actor=actor_in(one), raising=by[one.pk], text="Nay đã có nguồn", now=NOW)
        assert (again.state, asks(first)) == (State.FORWARDED, [("answer_proposal", centre.pk)])

    def test_passed_on_stays_open(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = raised(one, centre)
        forward_proposal(actor=actor_in(centre), proposal=found, to=two, due=None, now=NOW)
        with pytest.raises(Invalid, match=r"\w"):
            answer_proposal(
                actor=actor_in(two), proposal=found, outcome=Outcome.PASSED_ON, text="Không thuộc", now=NOW
            )
        body = organisation("cp", OrganisationKind.STATE, reports=False)
        answer_proposal(
            actor=actor_in(two), proposal=found, outcome=Outcome.PASSED_ON, text="Chuyển", to=body, now=NOW
        )
        row = Proposal.objects.get(pk=found.pk)
        assert (row.state, row.addressee) == (State.FORWARDED, body.name)
        assert asks(found) == [("answer_proposal", centre.pk)]
        assert [s.to for s in row.steps.all()] == ["", two.name, body.name]

    def test_answer_needs_words_and_a_day_not_past(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = raised(one, centre)
        with pytest.raises(Invalid):
            answer_proposal(
                actor=actor_in(centre), proposal=found, outcome=Outcome.ACCEPTED, text="", now=NOW
            )
        with pytest.raises(Invalid):
            forward_proposal(actor=actor_in(centre), proposal=found, to=two, due=date(2021, 7, 5), now=NOW)

    def test_same_words_in_the_same_place_are_raised_once(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        assert raised(one, centre) == raised(one, centre) == raised(one, centre, "KINH PHÍ  cho cấp xã")
        assert raised(one, centre, source=2) != raised(two, centre)
        assert Proposal.objects.count() == 3


class TestWho:
    def test_readers(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = raised(one, centre)
        outsider = unit("Ngoài")
        seen = {u.pk for u in (centre, one, two, outsider) if proposals(actor_in(u)).exists()}
        assert seen == {centre.pk, one.pk}
        for reader in (centre, one, two, outsider):
            row = Proposal.objects.get(pk=found.pk)
            assert policies.see.may(actor_in(reader), row) == (reader.pk in seen)
        forward_proposal(actor=actor_in(centre), proposal=found, to=outsider, due=None, now=NOW)
        assert proposals(actor_in(outsider)).exists()

    def test_who_may_do_what(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = raised(one, centre)
        with pytest.raises(Forbidden):
            forward_proposal(actor=actor_in(one), proposal=found, to=two, due=None, now=NOW)
        with pytest.raises(NotFound):
            forward_proposal(actor=actor_in(two), proposal=found, to=two, due=None, now=NOW)
        with pytest.raises(Forbidden):
            answer_proposal(
                actor=actor_in(centre, Post.CLERK),
                proposal=found,
                outcome=Outcome.ACCEPTED,
                text="x",
                now=NOW,
            )
        answer_proposal(actor=actor_in(centre), proposal=found, outcome=Outcome.ACCEPTED, text="x", now=NOW)
        with pytest.raises(Forbidden):
            confirm_answer(actor=actor_in(centre), raising=Raising.objects.get(), now=NOW)
        new = NewProposal("obstacle", one.pk, centre.pk, "a", "b", "x.Y", 1)
        with pytest.raises(Forbidden):
            raise_proposal(actor=actor_in(two), unit=one, proposal=new, now=NOW)

    def test_merging_stays_with_one_holder_and_before_an_answer(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        mine, other = raised(one, centre), raised(two, two, source=5)
        with pytest.raises(Invalid):
            merge_proposals(actor=actor_in(centre), into=mine, others=[other], now=NOW)
        late = raised(two, centre)
        answer_proposal(actor=actor_in(centre), proposal=late, outcome=Outcome.ACCEPTED, text="x", now=NOW)
        with pytest.raises(Conflict):
            merge_proposals(actor=actor_in(centre), into=mine, others=[late], now=NOW)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_merging_keeps_every_raiser(data: st.DataObject) -> None:
    """After any merges every raising is on one proposal that is not merged, whose readers include its raiser."""
    centre = unit("Trung ương")
    units = network(5, superior=centre)
    rows = [raised(units[i % 5], centre, f"Việc {i}", source=i) for i in range(7)]
    before = set(Raising.objects.filter(proposal__in=rows).values_list("unit_id", "source_id"))
    for _ in range(data.draw(st.integers(1, 5))):
        living = list(Proposal.objects.filter(pk__in=[r.pk for r in rows]).exclude(state=State.MERGED))
        into, *others = data.draw(st.permutations(living).map(lambda p: p[:3]))
        merge_proposals(actor=actor_in(centre), into=into, others=others, now=NOW)
    after = Raising.objects.filter(first_proposal__in=rows).select_related("proposal")
    assert {(r.unit_id, r.source_id) for r in after} == before
    assert len(after) == len(rows)
    assert all(r.proposal.state != State.MERGED and r.unit_id in r.proposal.seen_by for r in after)
    merged = Proposal.objects.filter(pk__in=[r.pk for r in rows], state=State.MERGED)
    assert all(p.merged_into is not None and p.merged_into.state != State.MERGED for p in merged)


@given(st.sampled_from(list(State)), st.lists(st.sampled_from([True, False, None])))
def test_confirmed_only_when_all_raisers_say_so(state: State, said: list[bool | None]) -> None:
    reached = after_confirmation(state, said)
    assert (reached == State.CONFIRMED) == (state == State.ANSWERED and bool(said) and all(said))
    assert (reached == State.UNSETTLED) == (state == State.ANSWERED and False in said and None not in said)
    assert (reached is None) == (state != State.ANSWERED)


def test_what_became_and_what_waits(net: tuple[Unit, Unit, Unit]) -> None:
    centre, one, two = net
    first, second, third = (raised(one, centre, f"Việc {n}", source=n) for n in range(3))
    answer_proposal(actor=actor_in(centre), proposal=first, outcome=Outcome.EXPLAINED, text="Vì sao", now=NOW)
    forward_proposal(actor=actor_in(centre), proposal=second, to=two, due=date(2021, 7, 6), now=NOW)
    became = {b.proposal: (b.step, b.answer) for b in what_became(actor_in(one), one)}
    assert became == {first: ("explained", "Vì sao"), second: ("", ""), third: ("", "")}
    load = waiting_at(actor_in(centre), date(2021, 7, 7))
    assert [(w.name, w.open, w.overdue) for w in load] == [(two.name, 1, 1)]
    heard, more = for_conference(holder_ids=[centre.pk], until=NOW, since=None, most=2)
    assert [[b.proposal for b in group.items] for group in heard] == [[third], [second]]
    assert more == 1
    assert heard[1].first.answer == ""
    raised(two, centre, "Việc 0", source=7)  # the same words from somebody else
    heard, more = for_conference(holder_ids=[centre.pk], until=NOW, since=None, most=1)
    assert (len(heard[0].items), heard[0].raisers, more) == (2, 2, 2)
    note_answer(actor=actor_in(one), raising=first.raisings.get(), text="Đã rõ", now=NOW)
    for since, opens in ((NOW - timedelta(days=1), True), (NOW + timedelta(days=1), False)):
        heard, _more = for_conference(holder_ids=[centre.pk], until=NOW, since=since, most=9)
        assert (first in [b.proposal for group in heard for b in group.items]) == opens

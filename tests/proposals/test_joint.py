"""A joint proposal: asked about before it is made, each raiser in their own words, taken apart again with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from giaoban.apps.audit.models import AuditLine
from giaoban.apps.org.enums import OrganisationKind
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals import events
from giaoban.apps.proposals.actions.answer_proposal import answer_proposal
from giaoban.apps.proposals.actions.forward_proposal import forward_proposal
from giaoban.apps.proposals.actions.merge_proposals import merge_proposals
from giaoban.apps.proposals.actions.split_proposal import split_proposal
from giaoban.apps.proposals.enums import Outcome, State
from giaoban.apps.proposals.models import Proposal, Raising, Turn
from giaoban.apps.proposals.queries import proposals
from giaoban.kit.errors import Conflict, Forbidden, Invalid
from tests.conferences.people import signed_in
from tests.proposals.test_proposals import NOW, asks, raised
from tests.tasks.network import actor_in, network, organisation, unit

LATER = NOW + timedelta(hours=2)
Net = tuple[Unit, Unit, Unit, Unit]


@pytest.fixture
def net(db: None) -> Net:
    centre = unit("Trung ương")
    return centre, *network(3, superior=centre)


def page_of(proposal: Proposal, name: str = "proposal") -> str:
    return reverse(f"proposals:{name}", args=[proposal.pk])


def joined(net: Net) -> tuple[Proposal, Proposal]:
    """What province one asked, with what province two asked merged into it."""
    centre, one, two, _three = net
    into, other = raised(one, centre, "Cấp máy tính"), raised(two, centre, "Trang bị máy vi tính", source=2)
    into = merge_proposals(actor=actor_in(centre), into=into, others=[other], now=NOW)
    return into, Proposal.objects.get(pk=other.pk)


def test_the_question_shows_whose_words_go_where(net: Net) -> None:
    centre, one, two, three = net
    into, other = raised(one, centre, "Cấp máy tính"), raised(two, centre, "Trang bị máy vi tính", source=2)
    raised(three, centre, "Sửa nhà văn hoá", source=3)
    holder = signed_in(centre)
    assert f"Trang bị máy vi tính ({two.name})" in holder.get(page_of(into, "merge")).content.decode()
    page = holder.post(page_of(into, "merge"), {"others": [other.pk]}).content.decode()
    for words in ("Cấp máy tính", "Trang bị máy vi tính", one.name, two.name, 'name="confirm"'):
        assert words in page
    assert "Sửa nhà văn hoá" not in page
    assert set(Proposal.objects.values_list("state", flat=True)) == {State.RAISED}
    holder.post(page_of(into, "merge"), {"others": [other.pk], "confirm": "1"})
    assert Proposal.objects.get(pk=other.pk).merged_into == into


def test_each_raiser_stands_in_their_own_words(net: Net) -> None:
    centre, one, two, _three = net
    into, other = joined(net)
    holder = signed_in(centre).get(page_of(into)).content.decode()
    assert "Trang bị máy vi tính" in holder
    assert page_of(other) in holder
    assert page_of(other, "split") in holder
    reader = signed_in(one).get(page_of(into)).content.decode()
    assert "Trang bị máy vi tính" in reader
    assert page_of(other) not in reader, "the other unit's own page is not theirs to open"
    assert page_of(other, "split") not in signed_in(two).get(page_of(into)).content.decode()


def test_a_merged_one_offers_only_what_is_open(net: Net) -> None:
    centre, _one, two, _three = net
    into, other = joined(net)
    client = signed_in(centre)
    page = client.get(page_of(other)).content.decode()
    assert page_of(into) in page
    assert two.name in page
    assert [
        n for n in ("merge", "forward", "answer", "confirm", "contest") if page_of(other, n) in page
    ] == []
    for name in ("merge", "forward", "answer"):
        assert client.get(page_of(other, name), follow=True).redirect_chain == [(page_of(other), 302)]
    answer_proposal(actor=actor_in(centre), proposal=into, outcome=Outcome.ACCEPTED, text="Có", now=NOW)
    assert page_of(other, "split") not in client.get(page_of(other)).content.decode()


def test_sent_a_second_time_it_leads_to_the_joint_one(net: Net) -> None:
    joint, other = joined(net)
    chosen = {"others": [str(other.pk)], "confirm": "1"}
    again = signed_in(net[0]).post(reverse("proposals:merge", args=[joint.pk]), chosen, follow=True)
    assert again.redirect_chain[-1][0] == page_of(joint)
    assert "part of this proposal already" in again.content.decode()


def test_a_day_that_has_passed_is_told_at_its_field(net: Net) -> None:
    row, to = raised(net[1], net[0]), organisation("byt", OrganisationKind.STATE, reports=False)
    typed = {"organisation": str(to.pk), "due": "01/01/2020", "text": "Kính chuyển"}
    page = signed_in(net[0]).post(reverse("proposals:forward", args=[row.pk]), typed)
    assert page.status_code == 422
    said = page.content.decode()
    assert "choose a later one" in said
    assert "Kính chuyển" in said
    assert Proposal.objects.get(pk=row.pk).state == State.RAISED


def test_forwarded_a_second_time_the_first_day_stays(net: Net) -> None:
    row, to = raised(net[1], net[0]), unit("Bộ Y tế")
    forward_proposal(actor=actor_in(net[0]), proposal=row, to=to, due=date(2021, 8, 20), now=NOW)
    with pytest.raises(Conflict, match="Bộ Y tế"):
        forward_proposal(actor=actor_in(net[0]), proposal=row, to=to, due=None, now=NOW)
    assert Turn.objects.get(proposal=row, ended_at=None).due == date(2021, 8, 20)
    forward_proposal(actor=actor_in(net[0]), proposal=row, to=unit("Bộ Nội vụ"), due=None, now=NOW)


def test_it_is_taken_out_by_form(net: Net) -> None:
    into, other = joined(net)
    client = signed_in(net[0])
    assert client.post(page_of(other, "split"), {"text": ""}).status_code == 422
    assert client.post(page_of(other, "split"), {"text": "Việc khác"}).status_code == 302
    assert f"{other.headline}<br>Việc khác" in client.get(page_of(into)).content.decode()
    assert Raising.objects.get(unit=net[2]).proposal == other


class TestTakenOut:
    def test_all_is_as_before(self, net: Net) -> None:
        centre, one, two, _three = net
        into, other = joined(net)
        before = Proposal.objects.get(pk=other.pk).seen_by
        back = split_proposal(actor=actor_in(centre), proposal=other, text="Khác nhau", now=LATER)
        assert (back.state, back.merged_into, back.seen_by) == (State.RAISED, None, before)
        assert {r.unit: r.proposal for r in Raising.objects.all()} == {one: into, two: other}
        assert not proposals(actor_in(two)).filter(pk=into.pk).exists()
        assert list(back.steps.values_list("step", "text")) == [
            ("raised", ""), ("merged", into.headline), ("split", "Khác nhau")
        ]  # fmt: skip
        assert into.steps.get(step="split").text == f"{other.headline}\nKhác nhau"
        assert into.steps.get(step="merged").text == other.headline
        assert Turn.objects.get(proposal=back, ended_at=None).unit == centre
        line = AuditLine.objects.get(code=events.SPLIT)
        assert "Khác nhau" not in str(line.data)
        forward_proposal(actor=actor_in(centre), proposal=back, to=two, due=None, now=LATER)

    def test_it_lies_again_with_its_addressee(self, net: Net) -> None:
        centre, one, two, three = net
        into, other = raised(one, centre), raised(two, centre, source=2)
        due = date(2021, 8, 1)
        forward_proposal(actor=actor_in(centre), proposal=other, to=three, due=due, now=NOW)
        merge_proposals(actor=actor_in(centre), into=into, others=[other], now=NOW)
        assert asks(other) == []
        back = split_proposal(actor=actor_in(centre), proposal=other, text="Khác", now=LATER)
        assert (back.state, back.due, asks(back)) == (
            State.FORWARDED, due, [("answer_proposal", three.pk)],
        )  # fmt: skip
        assert three.pk in back.seen_by
        assert three.pk not in Proposal.objects.get(pk=into.pk).seen_by

    def test_a_day_that_passed_meanwhile_is_counted_anew(self, net: Net) -> None:
        centre, one, two, three = net
        into, other = raised(one, centre), raised(two, centre, source=2)
        due = date(2021, 7, 13)
        forward_proposal(actor=actor_in(centre), proposal=other, to=three, due=due, now=NOW)
        merge_proposals(actor=actor_in(centre), into=into, others=[other], now=NOW)
        later = datetime(2021, 8, 2, 8, tzinfo=UTC)
        back = split_proposal(actor=actor_in(centre), proposal=other, text="Khác", now=later)
        assert back.due == date(2021, 8, 9), "five working days, as before"

    def test_the_others_stay(self, net: Net) -> None:
        """Of one that was itself joint only its own raiser goes."""
        centre, one, two, three = net
        first, second, third = (raised(u, centre, source=n) for n, u in enumerate((one, two, three)))
        merge_proposals(actor=actor_in(centre), into=second, others=[third], now=NOW)
        merge_proposals(actor=actor_in(centre), into=first, others=[second], now=NOW)
        back = split_proposal(actor=actor_in(centre), proposal=second, text="Khác", now=LATER)
        assert {r.unit for r in Raising.objects.filter(proposal=first)} == {one, three}
        assert {r.unit for r in Raising.objects.filter(proposal=back)} == {two}
        assert three.pk not in back.seen_by
        assert three.pk in Proposal.objects.get(pk=first.pk).seen_by

    def test_refusals(self, net: Net) -> None:
        centre, one, two, _three = net
        into, other = joined(net)
        with pytest.raises(Invalid):
            split_proposal(actor=actor_in(centre), proposal=other, text=" ", now=LATER)
        with pytest.raises(Forbidden):
            split_proposal(actor=actor_in(two), proposal=other, text="x", now=LATER)
        with pytest.raises(Conflict):
            split_proposal(actor=actor_in(centre), proposal=into, text="x", now=LATER)
        answer_proposal(actor=actor_in(centre), proposal=into, outcome=Outcome.ACCEPTED, text="x", now=LATER)
        with pytest.raises(Conflict):
            split_proposal(actor=actor_in(centre), proposal=other, text="x", now=LATER)
        assert {r.unit for r in Raising.objects.filter(proposal=into)} == {one, two}

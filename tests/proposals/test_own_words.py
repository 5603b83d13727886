"""A proposal that nobody has acted on: its raiser corrects it, or takes it back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals import events
from giaoban.apps.proposals.actions.answer_proposal import answer_proposal
from giaoban.apps.proposals.actions.correct_proposal import correct_proposal
from giaoban.apps.proposals.actions.forward_proposal import forward_proposal
from giaoban.apps.proposals.actions.merge_proposals import merge_proposals
from giaoban.apps.proposals.actions.split_proposal import split_proposal
from giaoban.apps.proposals.actions.withdraw_proposal import withdraw_proposal
from giaoban.apps.proposals.domain.raising import Words
from giaoban.apps.proposals.enums import Outcome, State
from giaoban.apps.proposals.models import Proposal, Raising, Turn
from giaoban.apps.proposals.queries import answering, for_conference, mergeable_with, what_became
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conferences.people import signed_in
from tests.databases import Clone
from tests.documents.register import registered
from tests.proposals.test_pages import page_of
from tests.proposals.test_proposals import raised
from tests.tasks.network import actor_in, network, unit

NOW = datetime(2021, 7, 6, 9, tzinfo=UTC)
NEW = Words("proposal", "Thiếu kinh phí", "Kinh phí cho cấp xã và thôn")
TYPED = {"kind": "proposal", "difficulty": "Thiếu máy", "remedy": "Cấp máy", "about": ""}
Net = tuple[Unit, Unit, Unit]


@pytest.fixture
def net(db: None) -> Net:
    """Centre and two provinces below it."""
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


def raising_of(proposal: Proposal) -> Raising:
    return Raising.objects.get(first_proposal=proposal)


def correct(by: Unit, proposal: Proposal, words: Words = NEW, post: Post = Post.OFFICER) -> Proposal:
    return correct_proposal(actor=actor_in(by, post), raising=raising_of(proposal), words=words, now=NOW)


def withdraw(
    by: Unit, proposal: Proposal, text: str = "Đã tự giải quyết", post: Post = Post.OFFICER
) -> Proposal:
    return withdraw_proposal(actor=actor_in(by, post), raising=raising_of(proposal), text=text, now=NOW)


class TestCorrecting:
    def test_what_stood_before_stays_in_the_history(self, net: Net) -> None:
        centre, one, _two = net
        found = raised(one, centre)
        passage = raising_of(found).passage
        assert correct(one, found).remedy == NEW.remedy
        found.refresh_from_db()
        assert (found.state, found.remedy, found.headline) == (State.RAISED, NEW.remedy, NEW.remedy)
        assert list(Proposal.objects.search("cap xa va thon")) == [found]
        assert list(found.steps.values_list("step", "text")) == [
            ("raised", ""), ("corrected", "Kinh phí cho cấp xã")
        ]  # fmt: skip
        assert raising_of(found).passage == passage
        line = AuditLine.objects.get(code=events.CORRECTED)
        assert line.data["fields"] == ["remedy"]
        assert "thôn" not in str(line.data)

    def test_the_same_words_change_nothing(self, net: Net) -> None:
        centre, one, _two = net
        found = raised(one, centre, "Cấp máy\nvà mạng")
        correct(one, found, Words("proposal", " Thiếu kinh phí", "Cấp máy\r\nvà mạng "))
        assert list(found.steps.values_list("step", flat=True)) == ["raised"]
        assert not AuditLine.objects.filter(code=events.CORRECTED).exists()

    def test_the_text_it_came_from_raises_nothing_again(self, net: Net) -> None:
        centre, one, _two = net
        found = raised(one, centre)
        correct(one, found)
        assert raised(one, centre) == found

    def test_something_is_said(self) -> None:
        with pytest.raises(ValueError, match="what is difficult"):
            Words("proposal", " ", "\n")


class TestWithdrawing:
    def test_it_stays_in_sight_and_nobody_has_it(self, net: Net) -> None:
        centre, one, two = net
        found, other = raised(one, centre), raised(two, centre, source=2)
        with pytest.raises(Invalid):
            withdraw(one, found, " ")
        assert withdraw(one, found).state == State.WITHDRAWN
        assert found.steps.get(step="withdrawn").text == "Đã tự giải quyết"
        assert not Turn.objects.filter(proposal=found, ended_at=None).exists()
        assert [row.open for row in answering(actor_in(centre), date(2021, 7, 6))] == [1]
        assert list(mergeable_with(actor_in(centre), other)) == []
        heard, _more = for_conference(holder_ids=[centre.pk], until=NOW, since=None, most=20)
        assert [b.proposal for group in heard for b in group.items] == [other]
        assert [b.proposal.state for b in what_became(actor_in(one), one)] == [State.WITHDRAWN]
        assert "giải quyết" not in str(AuditLine.objects.get(code=events.WITHDRAWN).data)
        assert raised(one, centre) == found, "the text it came from raises nothing again"

    def test_by_hand_it_may_be_raised_again(self, net: Net) -> None:
        _centre, one, _two = net
        client = signed_in(one)
        for _again in range(3):
            assert client.post(reverse("proposals:raise"), TYPED).status_code == 302
            found = Proposal.objects.get(state=State.RAISED)
            withdraw(one, found)
        assert Proposal.objects.filter(state=State.WITHDRAWN).count() == 3


def forwarded(found: Proposal, centre: Unit, two: Unit) -> None:
    forward_proposal(actor=actor_in(centre), proposal=found, to=two, due=None, now=NOW)


def answered(found: Proposal, centre: Unit, two: Unit) -> None:
    answer_proposal(actor=actor_in(centre), proposal=found, outcome=Outcome.ACCEPTED, text="x", now=NOW)


def merged(found: Proposal, centre: Unit, two: Unit) -> None:
    merge_proposals(actor=actor_in(centre), into=raised(two, centre, source=2), others=[found], now=NOW)


def joined(found: Proposal, centre: Unit, two: Unit) -> None:
    merge_proposals(actor=actor_in(centre), into=found, others=[raised(two, centre, source=2)], now=NOW)


def joined_with_own(found: Proposal, centre: Unit, two: Unit) -> None:
    own = raised(raising_of(found).unit, centre, source=2)
    merge_proposals(actor=actor_in(centre), into=found, others=[own], now=NOW)


@pytest.mark.parametrize("act", [forwarded, answered, merged, joined, joined_with_own])
class TestOnceSomebodyActed:
    def test_it_stands_as_it_is(self, net: Net, act: Any) -> None:
        centre, one, two = net
        found = raised(one, centre)
        before = raising_of(found)
        act(found, centre, two)
        for raising in (before, raising_of(found)):
            with pytest.raises(Conflict):
                correct_proposal(actor=actor_in(one), raising=raising, words=NEW, now=NOW)
            with pytest.raises(Conflict):
                withdraw_proposal(actor=actor_in(one), raising=raising, text="x", now=NOW)
        found.refresh_from_db()
        assert found.remedy == "Kinh phí cho cấp xã"

    def test_the_page_offers_neither(self, net: Net, act: Any) -> None:
        centre, one, two = net
        found = raised(one, centre)
        act(found, centre, two)
        client = signed_in(one)
        page = client.get(page_of(found)).content.decode()
        for name in ("correct", "withdraw"):
            assert page_of(found, name) not in page
            if act is not merged:
                assert client.get(page_of(found, name)).status_code == 302
                assert client.post(page_of(found, name), {**TYPED, "text": "x"}).status_code == 409


def test_what_was_taken_out_again_is_its_raisers_own(net: Net) -> None:
    centre, one, two = net
    found = raised(one, centre)
    merged(found, centre, two)
    split_proposal(actor=actor_in(centre), proposal=found, text="Khác", now=NOW)
    assert correct(one, found).remedy == NEW.remedy
    assert withdraw(one, found).state == State.WITHDRAWN


@pytest.mark.parametrize("post", list(Post))
def test_who_may(net: Net, post: Post) -> None:
    centre, one, two = net
    found, allowed = raised(one, centre), post in (Post.OFFICER, Post.LEADER, Post.CLERK)
    page = signed_in(one, post).get(page_of(found)).content.decode()
    assert [page_of(found, name) in page for name in ("correct", "withdraw")] == [allowed] * 2
    for other, error in ((centre, Forbidden), (two, NotFound)):
        with pytest.raises(error):
            correct(other, found, post=post)
        with pytest.raises(error):
            withdraw(other, found, post=post)
    if allowed:
        correct(one, found, post=post)
        withdraw(one, found, post=post)
    else:
        with pytest.raises(Forbidden):
            correct(one, found, post=post)
        with pytest.raises(Forbidden):
            withdraw(one, found, post=post)


def test_by_forms(net: Net) -> None:
    centre, one, _two = net
    client = signed_in(one)
    client.post(reverse("proposals:raise"), {**TYPED, "about": "Kế hoạch 5"})
    found = Proposal.objects.get()
    shown = client.get(page_of(found, "correct")).content.decode()
    assert all(said in shown for said in ("Thiếu máy", "Cấp máy", "Kế hoạch 5"))
    empty = {"kind": "proposal", "difficulty": " ", "remedy": ""}
    assert client.post(page_of(found, "correct"), empty).status_code == 422
    new = {**TYPED, "kind": "obstacle", "about": "Kế hoạch 6"}
    assert client.post(page_of(found, "correct"), new).status_code == 302
    page = signed_in(centre).get(page_of(found)).content.decode()
    assert "Kế hoạch 6" in page
    assert "Proposal<br>Kế hoạch 5" in page
    assert client.post(page_of(found, "withdraw"), {"text": ""}).status_code == 422
    assert client.post(page_of(found, "withdraw"), {"text": "Nêu nhầm"}).status_code == 302
    assert "Nêu nhầm" in signed_in(centre).get(page_of(found)).content.decode()


@pytest.mark.concurrency
def test_forwarded_and_withdrawn_at_once_is_one_of_them(fresh_db: Clone) -> None:
    assert fresh_db
    centre = unit("Trung ương")
    one, two = network(2, superior=centre)
    found, gate = raised(one, centre), threading.Barrier(2)

    def press(step: Callable[[], Any]) -> str:
        try:
            gate.wait()
            step()
        except Conflict:
            return "too late"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ends = pool.map(press, (lambda: forwarded(found, centre, two), lambda: withdraw(one, found)))
    assert sorted(ends) == ["done", "too late"]
    turns = Turn.objects.filter(proposal=found, ended_at=None).count()
    assert turns == int(Proposal.objects.get().state == State.FORWARDED)


def test_the_document_it_is_about_stays(net: Net) -> None:
    centre, one, _two = net
    document = registered(one)
    found = raised(one, centre, about="Quy chế", about_document_id=document.pk)
    client = signed_in(one)
    assert 'name="about"' not in client.get(page_of(found, "correct")).content.decode()
    assert client.post(page_of(found, "correct"), {**TYPED, "about": "khác"}).status_code == 302
    found.refresh_from_db()
    assert (found.about, found.about_document, found.remedy) == ("Quy chế", document, "Cấp máy")

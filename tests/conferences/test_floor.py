"""The floor: who speaks in which order, matters put to decision, what the secretary sets right."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.actions.give_floor import (
    add_turn,
    close_list,
    end_turn,
    give_floor,
    move_turn,
    pass_over,
)
from giaoban.apps.conferences.actions.hold_conference import close_conference, open_conference
from giaoban.apps.conferences.actions.keep_order import correct_attendance
from giaoban.apps.conferences.actions.order_papers import ask_paper, order_papers
from giaoban.apps.conferences.actions.plan_conference import set_agenda
from giaoban.apps.conferences.actions.put_matter import close_matter, put_matter, tally_site
from giaoban.apps.conferences.actions.put_task import record_stance, settle_stance
from giaoban.apps.conferences.actions.report_site import report_attendance
from giaoban.apps.conferences.actions.run_agenda import begin_item, end_item, note_item
from giaoban.apps.conferences.domain.decide import Count, Rule
from giaoban.apps.conferences.domain.floor import in_order, moved
from giaoban.apps.conferences.domain.plan import NewItem
from giaoban.apps.conferences.enums import (
    DecisionMode,
    MatterOutcome,
    PaperState,
    StanceKind,
    TurnKind,
    TurnState,
)
from giaoban.apps.conferences.formats.majorities import load_rules
from giaoban.apps.conferences.models import AttendanceCorrection, Conference, Delegate, Site, Turn
from giaoban.apps.conferences.queries import floor_of, waits_of
from giaoban.apps.org.models import Unit
from giaoban.kit.errors import Conflict, Forbidden, Invalid
from tests.conferences.test_conferences import NOW, add, planned, put
from tests.tasks.network import actor_in, network, unit

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def net(db: None) -> tuple[Unit, Unit, Unit]:
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


def in_session(net: tuple[Unit, Unit, Unit], papers: int = 2) -> Conference:
    """Open, with an agenda of three items, a site for each unit and a paper of each province."""
    centre, *below = net
    found = planned(centre)
    set_agenda(
        actor=actor_in(centre),
        conference=found,
        items=[NewItem(t) for t in ("Khai mạc", "Báo cáo", "Thảo luận")],
        now=NOW,
    )
    add(found, [centre, *below])
    for u in below[:papers]:
        ask_paper(actor=actor_in(centre), conference=found, unit=u, title=f"Tham luận {u}", now=NOW)
    return open_conference(actor=actor_in(centre), conference=found, now=NOW)


def hand(found: Conference, who: str) -> Turn:
    return add_turn(actor=actor_in(found.unit), conference=found, who=who, now=LATER)


def waiting(found: Conference) -> list[str]:
    return [turn.who for turn in floor_of(found).waiting]


TURNS = st.lists(
    st.builds(Turn, pk=st.integers(1, 10**6), kind=st.sampled_from(TurnKind), position=st.integers(1, 9)),
    min_size=1, max_size=20, unique_by=lambda turn: turn.pk,
)  # fmt: skip


class TestOrder:
    @given(TURNS)
    def test_arranged_papers_stand_above_hands_whatever_came_first(self, turns: list[Turn]) -> None:
        kinds = [turn.kind for turn in in_order(turns)]
        assert kinds == sorted(kinds, reverse=True)
        assert in_order(turns) == in_order(turns[::-1])

    @given(TURNS, st.data(), st.sampled_from([-1, 1]))
    def test_moving_loses_nobody_and_never_passes_a_paper(
        self, turns: list[Turn], data: Any, by: int
    ) -> None:
        one = data.draw(st.sampled_from(turns))
        before, after = in_order(turns), moved(turns, one.pk, by)
        assert sorted(t.pk for t in after) == sorted(t.pk for t in before)
        assert [t.kind for t in after] == [t.kind for t in before]
        assert abs(after.index(one) - before.index(one)) <= 1

    def test_papers_in_their_order_then_hands(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = in_session(net)
        hand(found, "Đại biểu A")
        third = ask_paper(actor=actor_in(centre), conference=found, unit=one, title="Bổ sung", now=LATER)
        assert waiting(found) == [one.name, two.name, one.name, "Đại biểu A"]
        first, second = found.papers.exclude(pk=third.pk).order_by("position")
        order_papers(actor=actor_in(centre), conference=found, paper_ids=[third.pk, second.pk, first.pk])
        assert [t.about for t in floor_of(found).waiting][:3] == [
            "Bổ sung",
            f"Tham luận {two}",
            f"Tham luận {one}",
        ]

    def test_the_chair_moves_a_hand_among_hands(self, net: tuple[Unit, Unit, Unit]) -> None:
        found = in_session(net, papers=1)
        hands = [hand(found, who) for who in "ABC"]
        move_turn(actor=actor_in(found.unit), turn=hands[2], by=-1)
        assert waiting(found)[1:] == ["A", "C", "B"]
        move_turn(actor=actor_in(found.unit), turn=hands[0], by=-1)
        assert waiting(found)[1:] == ["A", "C", "B"]


class TestSpeaking:
    def test_one_speaks_at_a_time_and_a_paper_is_given(self, net: tuple[Unit, Unit, Unit]) -> None:
        chair, found = actor_in(net[0], Post.LEADER), in_session(net)
        first, second = floor_of(found).waiting
        item = found.items.get(position=3)
        begin_item(actor=chair, item=item, now=NOW)
        give_floor(actor=chair, turn=first, now=NOW)
        give_floor(actor=chair, turn=second, now=LATER)
        now = floor_of(found)
        assert now.speaking == second
        assert now.ends_at == LATER + timedelta(minutes=second.minutes)
        spoken = Turn.objects.get(pk=first.pk)
        assert (spoken.state, spoken.ended_at, spoken.item) == (TurnState.SPOKEN, LATER, item)
        assert spoken.paper is not None
        assert spoken.paper.state == PaperState.GIVEN
        end_turn(actor=chair, turn=second, now=LATER)
        assert floor_of(found).speaking is None
        with pytest.raises(Conflict):
            give_floor(actor=chair, turn=first, now=LATER)

    def test_a_turn_passed_over_is_not_called(self, net: tuple[Unit, Unit, Unit]) -> None:
        found = in_session(net)
        first, second = floor_of(found).waiting
        pass_over(actor=actor_in(net[0]), turn=first)
        assert floor_of(found).waiting == [second]

    def test_the_chair_adds_to_a_closed_list(self, net: tuple[Unit, Unit, Unit]) -> None:
        found = in_session(net, papers=0)
        close_list(actor=actor_in(net[0]), conference=found, closed=True, now=NOW)
        hand(found, "Đại biểu")
        assert waiting(found) == ["Đại biểu"]
        with pytest.raises(Invalid):
            hand(found, "  ")

    def test_nobody_speaks_before_and_after(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _ = net
        found = planned(centre)
        with pytest.raises(Conflict):
            hand(found, "Đại biểu")
        found = in_session(net)
        first, second = floor_of(found).waiting
        give_floor(actor=actor_in(centre), turn=first, now=NOW)
        close_conference(actor=actor_in(centre), conference=found, now=LATER)
        states = dict(found.turns.values_list("pk", "state"))
        assert states == {first.pk: TurnState.SPOKEN, second.pk: TurnState.PASSED_OVER}
        assert set(found.papers.values_list("state", flat=True)) == {PaperState.GIVEN, PaperState.ASKED}
        with pytest.raises(Forbidden):
            give_floor(actor=actor_in(one), turn=second, now=LATER)


class TestAgenda:
    def test_one_item_after_the_other(self, net: tuple[Unit, Unit, Unit]) -> None:
        secretary, found = actor_in(net[0], Post.CLERK), in_session(net)
        one, two, three = found.items.all()
        begin_item(actor=secretary, item=one, now=NOW)
        assert floor_of(found).next_item == two
        begin_item(actor=secretary, item=two, now=LATER)
        one.refresh_from_db()
        assert (one.ended_at, floor_of(found).now, floor_of(found).next_item) == (LATER, two, three)
        end_item(actor=secretary, item=two, now=LATER)
        assert floor_of(found).now is None
        assert floor_of(found).next_item == three
        begin_item(actor=secretary, item=one, now=LATER)  # taken up again
        one.refresh_from_db()
        assert (one.started_at, one.ended_at) == (NOW, None)

    def test_two_secretaries_do_not_overwrite_each_other(self, net: tuple[Unit, Unit, Unit]) -> None:
        secretary, found = actor_in(net[0]), in_session(net)
        item = found.items.first()
        assert item is not None
        note_item(actor=secretary, item=item, note="Một", seen="")
        with pytest.raises(Conflict):
            note_item(actor=secretary, item=item, note="Hai", seen="")
        note_item(actor=secretary, item=item, note="Một\nHai", seen="Một")
        item.refresh_from_db()
        assert item.note == "Một\nHai"


HALF = Rule("half", "Quá nửa", Fraction(1, 2), "present", True, Fraction(0))
COUNTS = st.builds(Count, *[st.integers(0, 500)] * 3)


class TestDeciding:
    @given(COUNTS, st.integers(0, 2000), st.integers(0, 2000))
    def test_more_voices_for_never_lose_what_was_won(self, count: Count, more: int, summoned: int) -> None:
        present = count.voted + more
        for rule in load_rules().values():
            before = rule.outcome(count, present=present, summoned=summoned)
            won = Count(count.agree + 1, count.against, count.abstain)
            after = rule.outcome(won, present=present + 1, summoned=summoned)
            if before is MatterOutcome.ADOPTED and rule.base != "present":
                assert after is MatterOutcome.ADOPTED
            if before is MatterOutcome.ADOPTED and rule.strict and rule.base != "summoned":
                assert count.agree * 2 > count.voted
            assert (before is MatterOutcome.NO_QUORUM) == (present < rule.quorum * summoned)

    @pytest.mark.parametrize(
        ("agree", "outcome"), [(50, MatterOutcome.REJECTED), (51, MatterOutcome.ADOPTED)]
    )
    def test_more_than_half_is_more_than_half(self, agree: int, outcome: MatterOutcome) -> None:
        assert HALF.outcome(Count(agree), present=100, summoned=100) is outcome

    def test_nobody_agrees_to_nothing(self) -> None:
        assert HALF.outcome(Count(), present=0, summoned=0) is MatterOutcome.REJECTED

    def test_a_stored_rule_is_the_same_rule(self) -> None:
        for code, rule in load_rules().items():
            assert Rule.read(code, rule.stored()) == rule

    def test_hands_of_all_sites_decide(self, net: tuple[Unit, Unit, Unit]) -> None:
        secretary, found = actor_in(net[0]), in_session(net)
        for u in net:
            place = found.sites.get(unit=u)
            report_attendance(actor=actor_in(u), site=place, officers=10, others=0, now=NOW)
        matter = put_matter(
            actor=secretary, conference=found, text="Thông qua dự thảo", mode=DecisionMode.HANDS, now=NOW,
            rule=load_rules()["present_half"],
        )  # fmt: skip
        with pytest.raises(Conflict):
            put_matter(
                actor=secretary,
                conference=found,
                text="Khác",
                mode=DecisionMode.CONSENSUS,
                rule=None,
                now=NOW,
            )
        places = list(found.sites.order_by("pk"))
        with pytest.raises(Invalid):
            tally_site(actor=secretary, matter=matter, site=places[0], count=Count(11), now=NOW)
        tally_site(actor=secretary, matter=matter, site=places[0], count=Count(4, 6), now=NOW)
        tally_site(actor=secretary, matter=matter, site=places[0], count=Count(10), now=NOW)
        tally_site(actor=secretary, matter=matter, site=places[1], count=Count(6, 3, 1), now=NOW)
        assert floor_of(found).count == Count(16, 3, 1)
        closed = close_matter(actor=secretary, matter=matter, now=LATER)
        assert closed.outcome == MatterOutcome.ADOPTED
        assert closed.figures == {"agree": 16, "against": 3, "abstain": 1, "present": 30, "summoned": 90}
        assert matter.tallies.aggregate(of=Sum("agree"))["of"] == 16
        with pytest.raises(Conflict):
            tally_site(actor=secretary, matter=matter, site=places[2], count=Count(1), now=LATER)

    def test_more_voices_than_people_are_not_counted(self, net: tuple[Unit, Unit, Unit]) -> None:
        secretary, found = actor_in(net[0]), in_session(net)
        place = found.sites.get(unit=net[1])
        matter = put_matter(
            actor=secretary, conference=found, text="Thông qua", mode=DecisionMode.HANDS, now=NOW,
            rule=load_rules()["voted_half"],
        )  # fmt: skip
        tally_site(actor=secretary, matter=matter, site=place, count=Count(5), now=NOW)
        with pytest.raises(Invalid, match="5 voices were counted, but 0 people"):
            close_matter(actor=secretary, matter=matter, now=LATER)

    def test_consensus_is_hindered_by_an_objection_to_its_task(self, net: tuple[Unit, Unit, Unit]) -> None:
        secretary, found = actor_in(net[0]), in_session(net)
        task = put(found, net[1])
        stance = record_stance(
            actor=secretary,
            agreed_task=task,
            kind=StanceKind.OBJECTION,
            post="Trưởng Ban",
            text="Chưa",
            now=NOW,
        )

        def decided() -> str:
            matter = put_matter(
                actor=secretary, conference=found, text=task.title, mode=DecisionMode.CONSENSUS, rule=None,
                agreed_task=task, now=NOW,
            )  # fmt: skip
            return close_matter(actor=secretary, matter=matter, now=LATER).outcome

        assert decided() == MatterOutcome.REJECTED
        settle_stance(actor=secretary, stance=stance, now=LATER)
        assert decided() == MatterOutcome.ADOPTED

    def test_a_named_vote_needs_delegates(self, net: tuple[Unit, Unit, Unit]) -> None:
        secretary, found = actor_in(net[0]), in_session(net)
        asked: dict[str, Any] = {
            "actor": secretary, "conference": found, "text": "Bầu", "mode": DecisionMode.NAMED,
            "rule": load_rules()["summoned_half"], "now": NOW,
        }  # fmt: skip
        with pytest.raises(Invalid):
            put_matter(**asked)
        people = [
            Delegate.objects.create(
                conference=found, position=n, post=f"Ủy viên {n}", key="k", present_at=NOW
            )
            for n in range(1, 4)
        ]
        matter = put_matter(**asked)
        for person, choice in zip(people, ("agree", "agree", "against"), strict=True):
            matter.votes.create(delegate=person, choice=choice, at=NOW)
        assert close_matter(actor=secretary, matter=matter, now=LATER).outcome == MatterOutcome.ADOPTED


class TestSecretary:
    def test_a_count_is_corrected_with_its_reason_and_both_stay(self, net: tuple[Unit, Unit, Unit]) -> None:
        found = in_session(net)
        place = found.sites.get(unit=net[1])
        report_attendance(actor=actor_in(net[1]), site=place, officers=100, others=3, now=NOW)
        told: dict[str, Any] = {
            "actor": actor_in(net[0]),
            "site": place,
            "officers": 10,
            "others": 3,
            "now": LATER,
        }
        with pytest.raises(Invalid):
            correct_attendance(**told, reason=" ")
        with pytest.raises(Forbidden):
            correct_attendance(**{**told, "actor": actor_in(net[1])}, reason="Gõ nhầm")
        correct_attendance(**told, reason="Gõ nhầm")
        assert Site.objects.get(pk=place.pk).officers == 10
        kept = AttendanceCorrection.objects.get()
        assert (kept.officers_before, kept.officers, kept.reason) == (100, 10, "Gõ nhầm")

    def test_who_is_not_there_is_named(self, net: tuple[Unit, Unit, Unit]) -> None:
        found = in_session(net)
        report_attendance(
            actor=actor_in(net[1]), site=found.sites.get(unit=net[1]), officers=1, others=0, now=NOW
        )
        assert {site.name for site in waits_of(found).absent} == {net[0].name, net[2].name}

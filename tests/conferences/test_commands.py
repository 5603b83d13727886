"""Commands over personal links: once, in time, and only what the link opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.audit.models import AuditLine
from giaoban.apps.conferences import events, policies
from giaoban.apps.conferences.actions.hold_conference import close_conference
from giaoban.apps.conferences.actions.take_command import take_delegate_command, take_site_command
from giaoban.apps.conferences.actions.write_command import MOST_TEXTS
from giaoban.apps.conferences.domain.commands import Command, read_command
from giaoban.apps.conferences.domain.links import Link, LinkRenewed, link_of
from giaoban.apps.conferences.enums import CommandKind, DecisionMode, MatterOutcome
from giaoban.apps.conferences.models import (
    Conference,
    Matter,
    NamedVote,
    Remark,
    Site,
    SiteCommand,
    Tally,
    Turn,
)
from giaoban.apps.conferences.queries import attendance_of
from giaoban.apps.live.models import LiveMark
from giaoban.apps.tasks.models import Ask
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from giaoban.kit.too_often import TooMany
from tests.conferences.links import Room, link_to, room, send
from tests.conferences.test_conferences import NOW
from tests.tasks.network import actor_in

LATER = NOW + timedelta(minutes=5)
pytestmark = pytest.mark.django_db


@pytest.fixture
def held(db: None) -> Room:
    return room()


def matter(held: Room, mode: DecisionMode, **changes: Any) -> Matter:
    values = {"position": 1, "text": "Chương trình", "mode": mode, "opened_at": NOW}
    return Matter.objects.create(conference=held.conference, **{**values, **changes})


def marks() -> set[str]:
    return set(LiveMark.objects.values_list("mark", flat=True))


class TestPresence:
    def test_here_away_and_here_again(self, held: Room) -> None:
        site, number = held.sites[0], held.conference.pk
        LiveMark.objects.all().delete()
        assert send(site, "here").again is False
        assert marks() == {
            f"conferences.attendance/{number}", f"conferences.floor/{number}", f"conferences.place/s{site.pk}",
        }  # fmt: skip
        waiting = LiveMark.objects.filter(due__gt=Now()).values_list("mark", flat=True)
        assert f"conferences.place/s{site.pk}" not in waiting
        assert not LiveMark.objects.filter(due__gt=Now() + timedelta(seconds=2)).exists()
        send(site, "away", now=LATER)
        site.refresh_from_db()
        assert (site.connected_at, site.gone_at) == (NOW, LATER)
        send(site, "here", now=LATER + timedelta(minutes=1))
        site.refresh_from_db()
        assert (site.connected_at, site.gone_at) == (NOW, None)
        lines = AuditLine.objects.filter(code__in=[events.HERE, events.AWAY]).order_by("pk")
        assert [(x.code, x.actor_kind, x.actor_label, x.unit_id, x.subject_id) for x in lines] == [
            (code, "token", f"site:{site.pk}", site.unit_id, site.pk)
            for code in (events.HERE, events.AWAY, events.HERE)
        ]

    def test_what_is_so_already_changes_nothing_and_is_known(self, held: Room) -> None:
        send(held.sites[0], "here")
        LiveMark.objects.all().delete()
        lines = AuditLine.objects.count()
        assert send(held.sites[0], "here").again is False
        assert (marks(), AuditLine.objects.count(), SiteCommand.objects.count()) == (set(), lines, 2)

    def test_a_site_that_is_gone_is_not_counted_as_connected(self, held: Room) -> None:
        for site in held.sites:
            send(site, "here")
        send(held.sites[0], "away")
        assert attendance_of(held.conference).connected == 2

    def test_a_hand_is_shown_at_once(self, held: Room) -> None:
        """How many are there may wait for the next even second; who asks to speak may not."""
        LiveMark.objects.all().delete()
        send(held.sites[0], "hand", words="A")
        assert {
            f"conferences.floor/{held.conference.pk}",
            f"conferences.queue/{held.conference.pk}",
        } < marks()
        assert not LiveMark.objects.filter(due__gt=Now()).exists()

    def test_a_delegate_is_here(self, held: Room) -> None:
        send(held.delegate, "here")
        held.delegate.refresh_from_db()
        assert held.delegate.present_at == NOW
        send(held.delegate, "away")
        held.delegate.refresh_from_db()
        assert held.delegate.present_at is None


class TestCounting:
    def test_a_count_connects_and_answers_the_ask(self, held: Room) -> None:
        site = held.sites[0]
        assert Ask.objects.filter(kind="attend", unit=site.unit, state="open").count() == 1
        send(site, "count", officers=31, others=4)
        site.refresh_from_db()
        assert (site.officers, site.others, site.counted_at, site.connected_at) == (31, 4, NOW, NOW)
        assert Ask.objects.get(kind="attend", unit=site.unit).state == "done"
        assert Ask.objects.filter(kind="attend", state="open").count() == 2
        line = AuditLine.objects.get(code=events.ATTENDANCE)
        assert {k: line.data[k] for k in ("officers", "others")} == {"officers": 31, "others": 4}

    def test_by_name(self, held: Room) -> None:
        site = held.sites[0]
        send(site, "count", officers=1, others=0, delegates=[held.delegate.pk])
        held.delegate.refresh_from_db()
        assert held.delegate.present_at == NOW
        send(site, "count", officers=1, others=0)  # nobody was named: nothing is known of names
        held.delegate.refresh_from_db()
        assert held.delegate.present_at == NOW
        lines = AuditLine.objects.filter(code=events.ATTENDANCE).count()
        send(site, "count", officers=1, others=0, delegates=[])
        held.delegate.refresh_from_db()
        assert held.delegate.present_at is None
        assert AuditLine.objects.filter(code=events.ATTENDANCE).count() == lines + 1

    def test_delegates_of_another_site_are_not_touched(self, held: Room) -> None:
        send(held.sites[1], "count", officers=1, others=0, delegates=[held.delegate.pk])
        held.delegate.refresh_from_db()
        assert held.delegate.present_at is None

    def test_a_count_after_it_was_adjourned_but_not_after_it_was_confirmed(self, held: Room) -> None:
        close_conference(actor=actor_in(held.centre), conference=held.conference, now=NOW)
        send(held.sites[0], "count", officers=3, others=0)
        Conference.objects.filter(pk=held.conference.pk).update(confirmed_at=NOW)
        with pytest.raises(Conflict, match="conclusions of this conference are confirmed"):
            send(held.sites[0], "count", officers=4, others=0)
        assert attendance_of(held.conference).officers == 3

    def test_not_before_the_day(self, held: Room) -> None:
        day_before = NOW - timedelta(days=1)
        for kind, data in (("count", {"officers": 1, "others": 1}), ("here", {})):
            with pytest.raises(Conflict, match="counted on the day"):
                send(held.sites[0], kind, now=day_before, **data)
        assert SiteCommand.objects.count() == 0


class TestFloor:
    def test_one_hand_waits_for_a_site_and_one_for_its_delegate(self, held: Room) -> None:
        send(held.sites[0], "hand", words="Kinh nghiệm")
        send(held.sites[0], "hand", words="Lần nữa")
        send(held.delegate, "hand")
        send(held.sites[1], "hand")
        turns = list(Turn.objects.order_by("position", "pk").values_list("who", "about", "position", "state"))
        assert turns == [
            (held.sites[0].name, "Kinh nghiệm", 1, "waiting"),
            ("Chủ tịch Hội", "", 2, "waiting"),
            (held.sites[1].name, "", 3, "waiting"),
        ]
        send(held.sites[0], "lower")
        assert Turn.objects.get(site=held.sites[0]).state == "withdrawn"
        assert Turn.objects.get(delegate=held.delegate).state == "waiting"
        send(held.sites[0], "hand")
        assert Turn.objects.filter(site=held.sites[0], state="waiting").get().position == 4

    def test_not_while_the_list_is_closed(self, held: Room) -> None:
        send(held.sites[1], "hand")
        Conference.objects.filter(pk=held.conference.pk).update(list_closed_at=NOW)
        with pytest.raises(Conflict, match="list of speakers is closed"):
            send(held.sites[0], "hand")
        send(held.sites[1], "lower")
        assert Turn.objects.filter(state="waiting").count() == 0

    @pytest.mark.parametrize(
        ("kind", "sentence"), [("hand", "not been opened"), ("lower", "not been opened")]
    )
    def test_not_before_it_is_open(self, db: None, kind: str, sentence: str) -> None:
        with pytest.raises(Conflict, match=sentence):
            send(room(1, opened=False).sites[0], kind)

    def test_an_excused_delegate_does_not_speak(self, held: Room) -> None:
        held.delegate.state = "excused"
        held.delegate.save()
        with pytest.raises(Conflict, match="excused"):
            send(held.delegate, "hand")

    def test_remarks_are_kept_with_the_post_and_not_in_the_audit(self, held: Room) -> None:
        held.delegate.state, held.delegate.replaced_by = "replaced", "Phó Chủ tịch Hội"
        held.delegate.save()
        send(held.delegate, "comment", words="Tán thành dự thảo")
        send(held.sites[0], "message", words="Mất tiếng")
        assert list(Remark.objects.values_list("kind", "who", "text")) == [
            ("comment", "Phó Chủ tịch Hội", "Tán thành dự thảo"), ("message", held.sites[0].name, "Mất tiếng"),
        ]  # fmt: skip
        assert "Tán thành" not in str(list(AuditLine.objects.values_list("data", flat=True)))

    def test_who_floods_waits_a_minute(self, held: Room) -> None:
        for number in range(MOST_TEXTS):
            send(held.sites[0], "comment", words=f"{number}")
        with pytest.raises(TooMany):
            send(held.sites[0], "message", words="Nữa")
        send(held.sites[0], "here")
        send(held.sites[1], "comment", words="Khác")
        send(held.sites[0], "comment", words="Sau", now=NOW + timedelta(seconds=61))
        assert Remark.objects.count() == MOST_TEXTS + 2


class TestDeciding:
    def test_hands_counted_at_a_site_the_newest_stands(self, held: Room) -> None:
        open_one = matter(held, DecisionMode.HANDS)
        send(held.sites[0], "tally", matter=open_one.pk, agree=9, against=1, abstain=0)
        send(held.sites[0], "tally", matter=open_one.pk, agree=10, against=0, abstain=0)
        assert list(Tally.objects.values_list("agree", "against", "abstain")) == [(10, 0, 0)]

    def test_no_more_hands_than_people_at_the_site(self, held: Room) -> None:
        open_one, site = matter(held, DecisionMode.HANDS), held.sites[0]
        send(site, "count", officers=12, others=3)
        with pytest.raises(Conflict, match="More hands"):
            send(site, "tally", matter=open_one.pk, agree=10, against=5, abstain=1)
        assert not Tally.objects.exists()
        send(site, "tally", matter=open_one.pk, agree=10, against=5, abstain=0)
        send(site, "count", officers=20, others=0)
        send(site, "tally", matter=open_one.pk, agree=16, against=2, abstain=2)
        assert list(Tally.objects.values_list("agree", "against", "abstain")) == [(16, 2, 2)]

    def test_not_for_a_matter_that_is_not_open_or_of_another_kind(self, held: Room) -> None:
        done = matter(held, DecisionMode.HANDS, closed_at=NOW, outcome=MatterOutcome.ADOPTED)
        named = matter(held, DecisionMode.NAMED, position=2)
        for number in (done.pk, named.pk):
            with pytest.raises(Conflict, match="not open any more"):
                send(held.sites[0], "tally", matter=number, agree=1, against=0, abstain=0)
        assert not Tally.objects.exists()

    def test_a_delegate_votes_and_may_think_again(self, held: Room) -> None:
        named = matter(held, DecisionMode.NAMED)
        send(held.delegate, "vote", matter=named.pk, choice="agree")
        send(held.delegate, "vote", matter=named.pk, choice="abstain")
        assert NamedVote.objects.get().choice == "abstain"
        assert "abstain" not in str(
            AuditLine.objects.filter(code=events.VOTED).values_list("data", flat=True)
        )


class TestOnce:
    @pytest.mark.parametrize(
        ("kind", "data"),
        [("here", {}), ("count", {"officers": 2, "others": 1}), ("hand", {}), ("message", {})],
    )
    def test_the_same_key_again_is_answered_alike_and_does_nothing(
        self, held: Room, kind: str, data: dict[str, int]
    ) -> None:
        key = uuid4()
        words = "Mất hình" if kind == "message" else ""
        first = send(held.sites[0], kind, key, words=words, **data)
        seen = (
            AuditLine.objects.count(),
            LiveMark.objects.count(),
            Turn.objects.count(),
            Remark.objects.count(),
        )
        again = send(held.sites[0], kind, key, words=words, now=LATER, **data)
        assert (again.kind, again.at, again.again, first.again) == (first.kind, first.at, True, False)
        assert seen == (
            AuditLine.objects.count(), LiveMark.objects.count(), Turn.objects.count(), Remark.objects.count(),
        )  # fmt: skip

    def test_also_after_the_list_was_closed(self, held: Room) -> None:
        key = uuid4()
        send(held.sites[0], "hand", key)
        Conference.objects.filter(pk=held.conference.pk).update(list_closed_at=NOW)
        assert send(held.sites[0], "hand", key).again

    def test_one_key_of_two_sites_is_two_commands(self, held: Room) -> None:
        key = uuid4()
        assert not any(send(site, "here", key).again for site in held.sites)


class TestLinks:
    def test_a_renewed_link_opens_nothing(self, held: Room) -> None:
        old = held.sites[0]
        Site.objects.filter(pk=old.pk).update(key="n" * 16)
        with pytest.raises(LinkRenewed):
            send(old, "here")
        assert SiteCommand.objects.count() == 0

    def test_a_link_acts_for_its_own_site_only(self, held: Room) -> None:
        mine, other = (link_to(site) for site in held.sites[:2])
        command = Command(CommandKind.HERE, uuid4())
        officer = actor_in(held.centre)
        for actor in (policies.by_link(mine), officer, Actor.public()):
            with pytest.raises(Forbidden):
                take_site_command(actor=actor, link=other, command=command, now=NOW)
        with pytest.raises(Forbidden):
            take_delegate_command(actor=policies.by_link(mine), link=mine, command=command, now=NOW)

    def test_a_site_does_not_vote_and_a_delegate_counts_nobody(self, held: Room) -> None:
        with pytest.raises(NotFound):
            send(held.sites[0], "vote", matter=1, choice="agree")
        with pytest.raises(NotFound):
            send(held.delegate, "count", officers=1, others=1)


class TestReading:
    @pytest.mark.parametrize(
        ("typed", "place"),
        [
            ("kind=here&key=x", "key"),
            ("kind=dance&key={key}", "key"),
            ("kind=count&key={key}&officers=-1&others=0", "officers"),
            ("kind=count&key={key}&officers=1&others=100001", "others"),
            ("kind=count&key={key}&officers=1&others=", "others"),
            ("kind=comment&key={key}&words=+", "words"),
            ("kind=message&key={key}&words=" + "a" * 2001, "words"),
            ("kind=vote&key={key}&matter=1&choice=perhaps", "choice"),
            ("kind=tally&key={key}&matter=1;drop&agree=1&against=0&abstain=0", "key"),
            ("kind=count&key={key}&officers=1&others=0&named=1&delegates=a", "key"),
        ],
    )
    def test_what_cannot_be_read_names_its_place(self, typed: str, place: str) -> None:
        with pytest.raises(Invalid) as caught:
            read_command(QueryDict(typed.format(key=uuid4())))
        assert [problem[0] for problem in caught.value.problems] == [place]

    def test_numbers_as_people_type_them(self) -> None:
        found = read_command(QueryDict(f"kind=count&key={uuid4()}&officers=1.234&others=+7+"))
        assert found.data == {"officers": 1234, "others": 7}

    @given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
    def test_nothing_typed_breaks_it(self, kind: str, key: str, officers: str) -> None:
        fields = QueryDict(mutable=True)
        fields.update({"kind": kind, "key": key, "officers": officers, "others": "0"})
        with pytest.raises(Invalid):
            read_command(fields)

    def test_a_token_is_a_link_and_nothing_else_is(self, held: Room) -> None:
        link = link_to(held.delegate)
        assert link_of(link.token) == link
        assert link_of(link.token[:-1] + ("a" if link.token[-1] != "a" else "b")) is None
        assert link_of(f"s{held.sites[0].pk}-{held.sites[0].key}") is None
        assert Link("site", 1, "k").short == "s1"

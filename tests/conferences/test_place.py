"""The console that a personal link opens: with and without script, in time and too late, and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.actions.give_floor import give_floor
from giaoban.apps.conferences.actions.order_papers import ask_paper, hand_in_paper
from giaoban.apps.conferences.enums import FLOOR_TOPIC, DecisionMode
from giaoban.apps.conferences.models import (
    AgendaItem,
    Conference,
    Delegate,
    Matter,
    Remark,
    Site,
    SiteCommand,
    Turn,
)
from giaoban.apps.conferences.web.views import live
from giaoban.apps.live.actions.publish_topics import publish
from giaoban.apps.live.models import LiveMark
from giaoban.kit import clock
from tests.conferences.links import Room, link_to, room, send
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW
from tests.files.samples import PDF
from tests.tasks.network import actor_in

JSON = {"Accept": "application/json"}
MOST_QUERIES = 16


@pytest.fixture
def held(db: None, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=2))
    return room()


def at(row: Site | Delegate, name: str = "place", *more: Any) -> str:
    return reverse(f"conferences:{name}", args=[link_to(row).token, *more])


def post(client: Client, row: Site | Delegate, kind: str, **fields: Any) -> HttpResponse:
    return client.post(at(row), {"kind": kind, "key": str(uuid4()), **fields})  # type: ignore[return-value]


def told(key: str) -> str:
    return live.places([key]).get(key, "")


class TestConsole:
    def test_without_script_every_form_leads_back_to_the_page(self, client: Client, held: Room) -> None:
        site = held.sites[0]
        for kind, fields in (
            ("here", {}), ("count", {"officers": "31", "others": "4"}), ("hand", {"words": "Kinh nghiệm"}),
            ("comment", {"words": "Tán thành"}),
        ):  # fmt: skip
            answer = post(client, site, kind, **fields)
            assert (answer.status_code, answer["Location"]) == (302, at(site))
        text = client.get(at(site)).content.decode()
        assert "Counted: 31 officers and members, 4 others" in text
        assert "Your hand is up: number 1 of those who asked" in text
        assert "Tán thành" in text
        assert "08:02" in text  # received, in the time of the place

    def test_a_program_hears_when_it_was_received_and_again_the_same(
        self, client: Client, held: Room
    ) -> None:
        sent = {"kind": "hand", "key": str(uuid4())}
        first = client.post(at(held.sites[0]), sent, headers=JSON)
        assert first.json() == {"kind": "hand", "at": "08:02", "again": False}
        assert client.post(at(held.sites[0]), sent, headers=JSON).json() == {**first.json(), "again": True}
        assert Turn.objects.count() == 1

    def test_what_is_refused_says_why_and_keeps_what_was_typed(self, client: Client, held: Room) -> None:
        Conference.objects.filter(pk=held.conference.pk).update(list_closed_at=NOW)
        page = post(client, held.sites[0], "hand", words="Về nông thôn mới")
        assert page.status_code == 409
        assert "The list of speakers is closed: your hand was not taken." in page.content.decode()
        assert 'value="Về nông thôn mới"' in page.content.decode()
        told = client.post(at(held.sites[0]), {"kind": "hand", "key": str(uuid4())}, headers=JSON)
        assert (told.status_code, told.json()["code"], told.json()["later"]) == (409, "conflict", False)
        wrong = post(client, held.sites[0], "count", officers="viele", others="0")
        assert wrong.status_code == 422
        assert "Type a number from 0 to 100,000." in wrong.content.decode()

    def test_who_floods_is_told_to_come_later(self, client: Client, held: Room) -> None:
        for number in range(30):
            send(held.sites[0], "message", words=f"{number}", now=clock.now())
        sent = {"kind": "message", "key": str(uuid4()), "words": "Nữa"}
        answer = client.post(at(held.sites[0]), sent, headers=JSON)
        assert (answer.status_code, answer.json()["later"]) == (429, True)

    def test_no_session_no_cookie_and_no_one_who_is_signed_in(self, held: Room) -> None:
        """The page of somebody who is signed in is the same, and a token of forgery is neither asked nor given."""
        officer = signed_in(held.centre, Post.LEADER)
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = officer.cookies
        assert strict.post(at(held.sites[0]), {"kind": "here", "key": str(uuid4())}).status_code == 302
        answer = strict.get(at(held.sites[0]))
        assert not answer.cookies
        assert "csrf" not in answer.content.decode()
        assert answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "Cookie" not in answer.headers.get("Vary", "")

    def test_it_asks_few_questions(
        self, client: Client, held: Room, django_assert_max_num_queries: Any
    ) -> None:
        client.get(at(held.sites[0]))
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(at(held.sites[0]))
        command = {"kind": "here", "key": str(uuid4())}
        client.post(at(held.sites[1]), {**command, "key": str(uuid4())}, headers=JSON)
        with django_assert_max_num_queries(3):  # the statement between two savepoints of the test
            assert client.post(at(held.sites[2]), command, headers=JSON).status_code == 200

    def test_the_language_that_was_chosen(self, client: Client, held: Room) -> None:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
        assert "Đăng ký phát biểu" in client.get(at(held.sites[0])).content.decode()


class TestLinks:
    def test_a_renewed_link_says_so(self, client: Client, held: Room) -> None:
        old = at(held.sites[0])
        Site.objects.filter(pk=held.sites[0].pk).update(key="n" * 16)
        for answer in (client.get(old), client.post(old, {"kind": "here", "key": str(uuid4())})):
            assert answer.status_code == 410
            assert "This link was renewed and opens nothing any more." in answer.content.decode()
        told = client.post(old, {"kind": "here", "key": str(uuid4())}, headers=JSON)
        assert (told.status_code, told.json()["code"]) == (410, "link_renewed")
        assert SiteCommand.objects.count() == 0

    def test_an_altered_link_opens_nothing(self, client: Client, held: Room) -> None:
        whole = at(held.sites[0])
        assert client.get(whole[:-4] + "/").status_code == 404
        assert client.get("/hop/xyz/").status_code == 404
        assert client.post("/hop/xyz/duong-truyen/").status_code == 404
        assert client.get("/hop/").status_code == 404

    def test_only_marked_views_go_the_short_way(self, client: Client, held: Room) -> None:
        """Deny by default: an address under the prefix that nobody marked goes through sign-in like any other."""
        from giaoban.config.middleware import LinkMiddleware

        middleware = LinkMiddleware(lambda request: HttpResponse("the long way"))
        assert middleware._marked(at(held.sites[0])) is not None
        assert middleware._marked("/hop/") is None
        assert middleware._marked("/hoi-nghi/") is None
        assert middleware._marked(f"/hop/../hoi-nghi/{held.conference.pk}/") is None


class TestDelegate:
    def test_here_hand_and_vote(self, client: Client, held: Room) -> None:
        matter = Matter.objects.create(
            conference=held.conference,
            position=1,
            text="Thông qua chương trình",
            mode=DecisionMode.NAMED,
            opened_at=NOW,
        )
        text = client.get(at(held.delegate)).content.decode()
        assert "Thông qua chương trình" in text
        assert "Attendance by count" not in text
        assert post(client, held.delegate, "here").status_code == 302
        assert post(client, held.delegate, "vote", matter=matter.pk, choice="agree").status_code == 302
        text = client.get(at(held.delegate)).content.decode()
        assert "You are here" in text
        assert "Your vote: Agrees." in text
        assert post(client, held.delegate, "count", officers="1", others="1").status_code == 404


class TestLine:
    def test_three_things_are_tried(self, client: Client, held: Room) -> None:
        site = held.sites[0]
        said = {"picture": "good", "sound": "bad", "phone": "good", "note": "Tiếng nhỏ"}
        assert client.post(at(site, "place_line"), said).status_code == 302
        site.refresh_from_db()
        assert (site.line_test, site.sound_good, site.line_note) == ("again", False, "Tiếng nhỏ")
        assert client.post(at(site, "place_line"), {**said, "sound": "good"}).status_code == 302
        site.refresh_from_db()
        assert site.line_test == "passed"
        assert client.post(at(site, "place_line"), {"picture": "good"}).status_code == 422
        assert client.post(at(held.delegate, "place_line"), said).status_code == 403


class TestPapers:
    def test_papers_of_the_own_conference(
        self, client: Client, held: Room, tmp_path: Any, settings: Any
    ) -> None:
        settings.FILES_DIR = tmp_path
        unit = held.sites[0].unit
        assert unit is not None
        row = ask_paper(
            actor=actor_in(held.centre), conference=held.conference, unit=unit, title="Tham luận", now=NOW
        )
        assert client.get(at(held.sites[1], "place_paper", row.pk)).status_code == 404
        hand_in_paper(actor=actor_in(unit), paper=row, title="Tham luận", upload=PDF, name="a.pdf", now=NOW)
        answer = client.get(at(held.sites[1], "place_paper", row.pk))
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        stranger = room(1)
        assert client.get(at(stranger.sites[0], "place_paper", row.pk)).status_code == 404


class TestScreens:
    def test_the_hall_is_for_who_may_see_the_conference(self, held: Room) -> None:
        address = reverse("conferences:hall", args=[held.conference.pk])
        assert signed_in(held.centre).get(address).status_code == 200
        assert signed_in(room(1).centre).get(address).status_code == 404

    def test_the_public_page_is_for_everybody_where_it_is_public(self, client: Client, held: Room) -> None:
        address = reverse("conferences:public", args=[held.conference.pk])
        AgendaItem.objects.create(
            conference=held.conference, position=1, kind="report", title="Báo cáo tóm tắt"
        )
        assert client.get(address).status_code == 404
        rows = Conference.objects.filter(pk=held.conference.pk)
        rows.update(is_public=True)
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Báo cáo tóm tắt" in answer.content.decode()
        assert not answer.cookies
        for change in ({"rehearsal": True}, {"rehearsal": False, "state": "called_off"}):
            rows.update(**change)
            assert client.get(address).status_code == 404

    def test_its_own_topic_tells_a_place_what_became_of_its_hand(self, client: Client, held: Room) -> None:
        client.get(at(held.sites[1]))
        send(held.sites[0], "hand")
        send(held.sites[1], "hand")
        publish()
        key = f"s{held.sites[1].pk}"
        assert "number 2 of those who asked" in told(key)
        Turn.objects.filter(site=held.sites[0]).update(state="speaking", started_at=NOW)
        assert "number 1 of those who asked" in told(key)
        assert "You have the floor now" in told(f"s{held.sites[0].pk}")
        Remark.objects.create(
            conference=held.conference, kind="message", site=held.sites[0], who="A", text="<b>Mất tiếng</b>", at=NOW,
            handled_at=NOW,
        )  # fmt: skip
        assert "&lt;b&gt;Mất tiếng&lt;/b&gt;" in told(f"s{held.sites[0].pk}")
        for nothing in ("s0", "x1", "", "s", "d999999"):
            assert told(nothing) == ""

    def test_what_is_for_the_session_waits_on_a_page_opened_before_it(self, client: Client) -> None:
        """Hidden until the floor says that the conference is in session: nobody has to load the page again."""
        early = room(opened=False)
        page = client.get(at(early.sites[0])).content.decode()
        assert '<div data-when="open" hidden>' in page
        assert 'data-state="planned"' in page
        Conference.objects.update(state="open", opened_at=NOW)
        assert 'data-state="open"' in live.floor(str(early.conference.pk))
        assert '<div data-when="open">' in client.get(at(early.sites[0])).content.decode()

    def test_whoever_stands_behind_is_told_the_new_number(self, client: Client, held: Room) -> None:
        """Also when the chair gives the floor to the one before, and when that one takes the hand back."""
        first, second = held.sites[0], held.sites[1]
        key = f"conferences.place/s{second.pk}"
        send(first, "hand")
        send(second, "hand")
        LiveMark.objects.all().delete()
        send(first, "lower")
        assert LiveMark.objects.filter(mark=key).exists()
        assert "number 1 of those who asked" in told(f"s{second.pk}")
        send(first, "hand")
        turn = Turn.objects.get(site=second)
        LiveMark.objects.all().delete()
        give_floor(actor=actor_in(held.centre, Post.LEADER), turn=turn, now=NOW)
        assert LiveMark.objects.filter(mark=f"conferences.place/s{first.pk}").exists()
        assert "number 1 of those who asked" in told(f"s{first.pk}")

    def test_built_together_each_is_told_the_same_as_alone(self, held: Room) -> None:
        """Hands, comments and commands of a site, of its delegate and of others do not get mixed up."""
        for number, place in enumerate([*held.sites, held.delegate]):
            send(place, "here")
            for at_all in range(number * 3):
                send(place, "comment", words=f"Ý kiến {number}.{at_all}")
        send(held.delegate, "hand")
        send(held.sites[2], "hand")
        keys = [f"s{site.pk}" for site in held.sites] + [f"d{held.delegate.pk}"]
        with CaptureQueriesContext(connection) as seen:
            together = live.places(keys)
        assert len(seen) <= 6
        assert together == {key: told(key) for key in keys}
        assert "Ý kiến 2.5" in together[keys[2]]
        assert "Ý kiến 2.0" not in together[keys[2]]
        assert "number 2 of those who asked" in together[keys[2]]
        assert "Ý kiến" not in together[keys[0]]

    def test_the_topics_of_a_page_are_its_own(self, client: Client, held: Room) -> None:
        from giaoban.apps.live.models import LiveTopic

        client.get(at(held.sites[0]))
        marks = set(LiveTopic.objects.values_list("mark", flat=True))
        assert marks == {f"{FLOOR_TOPIC}/{held.conference.pk}", f"conferences.place/s{held.sites[0].pk}"}

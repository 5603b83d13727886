"""What is marked is built once and published; nothing is missed, nothing is published for nothing."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import translation

from giaoban.apps.live import jobs, queries
from giaoban.apps.live.actions.mark_topic import BY_AND_BY, MARK, mark_moved
from giaoban.apps.live.actions.open_topic import open_topic
from giaoban.apps.live.actions.publish_topics import publish
from giaoban.apps.live.domain import topics
from giaoban.apps.live.domain.tickets import ticket_for
from giaoban.apps.live.models import LiveMark, LiveTopic
from giaoban.kit import clock
from tests.live import builders

NOW = datetime(2021, 7, 13, 1, tzinfo=UTC)
KIND, BROKEN, MANY = "tests.counted", "tests.broken", "tests.many"


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_BUILDERS", dict(topics._BUILDERS))
    topics.register(KIND, "tests.live.builders.counted")
    topics.register(BROKEN, "tests.live.builders.broken")
    topics.register(MANY, "tests.live.builders.many", together=True)


def come(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=NOW)
    mark_moved(KIND, key[0])


@pytest.mark.django_db
class TestPublishing:
    def test_what_moved_gets_a_new_version_once(self) -> None:
        shown = open_topic(KIND, "a", NOW)
        assert shown.html.startswith("<b>0</b>")
        assert publish() == 0  # built once more because it was new; nothing came out differently
        come("a1")
        come("a2")
        come("b1")  # nobody looks at b
        assert publish() == 1
        state = queries.state_of(f"{KIND}/a/en")
        assert state is not None
        assert state.payload.startswith("<b>2</b>")
        assert state.version > shown.version
        assert LiveMark.objects.count() == 0
        mark_moved(KIND, "a")
        assert publish() == 0
        assert queries.newer_than(state.version) == {}
        assert set(queries.newer_than(shown.version)) == {f"{KIND}/a/en"}

    def test_each_language_has_its_own(self) -> None:
        with translation.override("vi"):
            vietnamese = open_topic(KIND, "a", NOW)
        assert open_topic(KIND, "a", NOW).html.endswith("Sites")
        assert vietnamese.html.endswith("Điểm cầu")
        come("a1")
        assert publish() == 2

    def test_what_was_rolled_back_is_not_told(self) -> None:
        open_topic(KIND, "a", NOW)
        publish()
        with transaction.atomic():
            come("a1")
            transaction.set_rollback(True)
        assert LiveMark.objects.count() == 0

    def test_one_that_cannot_be_built_does_not_silence_the_others(self) -> None:
        open_topic(KIND, "a", NOW)
        LiveTopic.objects.create(
            name=f"{BROKEN}/1/en", mark=f"{BROKEN}/1", version=0, payload="was", wanted_at=NOW
        )
        mark_moved(BROKEN, 1)
        come("a1")
        assert publish() == 1
        kept = queries.state_of(f"{BROKEN}/1/en")
        assert kept is not None
        assert kept.payload == "was"

    def test_a_mark_is_taken_when_it_falls_due(self) -> None:
        """What thousands move is one change: their marks fall due at the same even second."""
        open_topic(KIND, "a", NOW)
        publish()
        with connection.cursor() as cursor:
            for _time in range(3):
                cursor.execute(f"{MARK} VALUES (%s, {BY_AND_BY})", [f"{KIND}/a"])
        Session.objects.create(session_key="a1", session_data="", expire_date=NOW)
        dues = set(LiveMark.objects.values_list("due", flat=True))
        (due,) = dues
        assert due.microsecond == 0
        assert due.second % 2 == 0
        LiveMark.objects.update(due=Now() + timedelta(minutes=1))
        assert publish() == 0
        assert LiveMark.objects.count() == 3
        LiveMark.objects.update(due=Now())
        assert publish() == 1
        assert LiveMark.objects.count() == 0

    def test_a_kind_of_which_many_move_is_built_in_one_call(self) -> None:
        for key in ("a", "b", "c"):
            open_topic(MANY, key, NOW)
        publish()
        builders.calls.clear()
        for key in ("a", "b", "gone"):
            mark_moved(MANY, key)
        come("a1")
        assert publish() == 1
        assert builders.calls == [["a", "b"]]
        kept = queries.state_of(f"{MANY}/a/en")
        assert kept is not None
        assert kept.payload == "<b>1</b>"

    def test_a_kind_that_is_gone_says_nothing(self) -> None:
        assert open_topic("no.such", "1", NOW).html == ""

    def test_unseen_topics_are_forgotten_and_come_back_with_a_later_version(self) -> None:
        shown = open_topic(KIND, "a", clock.now() - jobs.UNSEEN - timedelta(minutes=1))
        open_topic(KIND, "b", clock.now())
        jobs.forget_topics(0)
        assert list(LiveTopic.objects.values_list("mark", flat=True)) == [f"{KIND}/b"]
        assert open_topic(KIND, "a", clock.now()).version > shown.version

    def test_looking_keeps_a_topic(self) -> None:
        open_topic(KIND, "a", NOW)
        open_topic(KIND, "a", NOW + timedelta(minutes=11))
        assert LiveTopic.objects.get().wanted_at == NOW + timedelta(minutes=11)


@pytest.mark.django_db
class TestPolling:
    def test_new_nothing_new_and_not_there(self, client: Client) -> None:
        shown = open_topic(KIND, "a", NOW)
        answer = client.get(shown.poll, {"since": "0"})
        assert answer.json() == {"version": shown.version, "html": str(shown.html)}
        assert answer.headers["Cache-Control"] == "no-store"
        assert client.get(shown.poll, {"since": str(shown.version)}).status_code == 204
        for ticket in ("x", shown.poll.split("/")[2] + "x", ticket_for(f"{KIND}/zzz/en")):
            assert client.get(reverse("live:poll", args=[ticket])).status_code == 404


@pytest.mark.usefixtures("fresh_db")
def test_two_open_the_same_topic_and_two_publish_at_once() -> None:
    """One row, one payload, and what came in between is in it."""
    together = threading.Barrier(4)
    failed: list[BaseException] = []

    def run(n: int) -> None:
        try:
            together.wait(10)
            if n < 2:
                open_topic(KIND, "a", NOW)
            for place in range(5):
                come(f"a{n}{place}")
                publish()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    publish()
    assert LiveTopic.objects.get().payload.startswith("<b>20</b>")
    assert LiveMark.objects.count() == 0

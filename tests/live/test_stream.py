"""The stream as a browser meets it: newest first, every change once, resuming, refused tickets, too many."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.live import queries
from giaoban.apps.live.actions.push_topics import NotTaken
from giaoban.apps.live.domain import tickets
from giaoban.apps.live.domain.hub import Hub
from giaoban.apps.live.domain.hub import Listener as Listening
from giaoban.apps.live.domain.messages import event_of, message_of
from giaoban.apps.live.queries import State
from giaoban.apps.live.web.views import stream
from giaoban.apps.live.web.views.stream import Streams

NAME = "tests.counted/a/vi"


class Listener:
    """A browser: sends one request, collects what comes, closes when told."""

    def __init__(self, ticket: str, since: str = "", last: str = "") -> None:
        headers = [(b"last-event-id", last.encode())] if last else []
        self.scope: dict[str, Any] = {
            "type": "http", "method": "GET", "path": f"/truc-tiep/{ticket}/song/", "headers": headers,
            "query_string": f"since={since}".encode(),
        }  # fmt: skip
        self.status, self.body, self.closed, self.task = 0, b"", asyncio.Event(), None

    async def receive(self) -> dict[str, Any]:
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")

    @property
    def events(self) -> list[tuple[int, str]]:
        parts = [part for part in self.body.decode().split("\n\n") if part.startswith("id: ")]
        found = [part.split("\n") for part in parts]
        assert all(
            lines[0][4:] == lines[1][6:] for lines in found
        )  # the id is the version, and so is the first line
        return [(int(lines[0][4:]), "\n".join(line[6:] for line in lines[2:])) for lines in found]


def running(
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[[Streams, dict[str, State]], Awaitable[None]],
    most: int = 10,
    push: stream.Push | None = None,
) -> None:
    """Run `work` with an application whose database is a dictionary: versions published by assigning to it."""
    there: dict[str, State] = {NAME: State(1, "một")}

    def newer(version: int) -> dict[str, State]:
        return {name: state for name, state in there.items() if state.version > version}

    monkeypatch.setattr(stream, "_pass", newer)
    monkeypatch.setattr(queries, "state_of", there.get)
    monkeypatch.setattr(stream, "PASS", 0.01)

    async def whole() -> None:
        streams = Streams(most, push)
        await asyncio.wait_for(work(streams, there), 20)
        for keeper in streams._keepers.values():
            keeper.cancel()

    asyncio.run(whole())


async def until(condition: Callable[[], object]) -> None:
    while not condition():
        await asyncio.sleep(0.005)


def listening(streams: Streams, one: Listener) -> asyncio.Task[None]:
    return asyncio.create_task(streams(one.scope, one.receive, one.send))


def test_everybody_has_every_change_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(streams: Streams, there: dict[str, State]) -> None:
        many = [Listener(tickets.ticket_for(NAME), since="1") for _n in range(5)]
        tasks = [listening(streams, one) for one in many]
        await until(lambda: streams.hub.listeners == 5)
        there[NAME] = State(2, "hai\ndòng")
        await until(lambda: all(one.events for one in many))
        there[NAME] = State(7, "ba")
        await until(lambda: all(len(one.events) == 2 for one in many))
        assert {tuple(one.events) for one in many} == {((2, "hai\ndòng"), (7, "ba"))}
        for one in many:
            one.closed.set()
        await asyncio.gather(*tasks)
        assert (streams.hub.listeners, streams.hub.channels[NAME].listeners) == (0, set())

    running(monkeypatch, work)


def test_who_comes_back_gets_the_newest_and_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(streams: Streams, there: dict[str, State]) -> None:
        there[NAME] = State(5, "năm")
        behind = Listener(
            tickets.ticket_for(NAME), since="1", last="4"
        )  # what the browser heard last goes first
        there_already = Listener(tickets.ticket_for(NAME), since="1", last="5")
        odd = Listener(tickets.ticket_for(NAME), since="x²")
        tasks = [listening(streams, one) for one in (behind, there_already, odd)]
        await until(lambda: behind.events and odd.events)
        await asyncio.sleep(0.05)
        assert (behind.events, there_already.events, odd.events) == ([(5, "năm")], [], [(5, "năm")])
        for one in (behind, there_already, odd):
            one.closed.set()
        await asyncio.gather(*tasks)

    running(monkeypatch, work)


def test_a_silent_topic_gives_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.02)

    async def work(streams: Streams, there: dict[str, State]) -> None:
        one = Listener(tickets.ticket_for(NAME), since="1")
        task = listening(streams, one)
        await until(lambda: b"event: beat" in one.body)
        assert one.events == []
        one.closed.set()
        await task

    running(monkeypatch, work)


def test_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(streams: Streams, there: dict[str, State]) -> None:
        good = tickets.ticket_for(NAME)
        forged = [good + "x", "x", good.replace(":", ""), tickets.ticket_for("tests.counted/nobody/vi")]
        for ticket in forged:
            one = Listener(ticket)
            await streams(one.scope, one.receive, one.send)
            assert (one.status, one.events) == (404, [])
        monkeypatch.setattr(tickets, "LASTS", timedelta(seconds=-1))
        old = Listener(good)
        await streams(old.scope, old.receive, old.send)
        assert old.status == 404
        assert streams.hub.listeners == 0

    running(monkeypatch, work)


def test_more_than_it_can_bear_are_told_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(streams: Streams, there: dict[str, State]) -> None:
        first = Listener(tickets.ticket_for(NAME), since="1")
        task = listening(streams, first)
        await until(lambda: streams.hub.listeners == 1)
        second = Listener(tickets.ticket_for(NAME), since="1")
        await streams(second.scope, second.receive, second.send)
        assert second.status == 503
        first.closed.set()
        await task

    running(monkeypatch, work, most=1)


def test_the_database_goes_away_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "AWAY", 0.02)

    async def work(streams: Streams, there: dict[str, State]) -> None:
        whole = stream._pass

        def lost(version: int) -> dict[str, State]:
            raise OSError("away")

        one = Listener(tickets.ticket_for(NAME), since="1")
        task = listening(streams, one)
        await until(lambda: streams.hub.listeners == 1)
        monkeypatch.setattr(stream, "_pass", lost)
        await asyncio.sleep(0.05)
        there[NAME] = State(2, "hai")
        monkeypatch.setattr(stream, "_pass", whole)
        await until(lambda: one.events)
        assert one.events == [(2, "hai")]
        one.closed.set()
        await task

    running(monkeypatch, work)


@pytest.mark.parametrize("fails", [True, False])
def test_nginx_that_fails_or_hangs_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    """It is tried again for as long as it takes; the listeners here have every change meanwhile."""
    monkeypatch.setattr(stream, "AWAY", 0.02)
    monkeypatch.setattr(stream, "LOOK", 0.02)
    tried, free = [0], threading.Event()

    def push(now: datetime) -> int:
        tried[0] += 1
        if fails:
            raise NotTaken("away")
        free.wait(20)
        return 0

    async def work(streams: Streams, there: dict[str, State]) -> None:
        one = Listener(tickets.ticket_for(NAME), since="1")
        task = listening(streams, one)
        await until(lambda: streams.hub.listeners == 1 and tried[0])
        there[NAME] = State(2, "hai")
        await until(lambda: one.events == [(2, "hai")])
        if fails:
            await until(lambda: tried[0] > 3)
        free.set()
        one.closed.set()
        await task

    running(monkeypatch, work, push=push)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abc")), max_size=30))
def test_a_channel_only_ever_grows(published: list[tuple[int, str]]) -> None:
    """Whatever arrives in whatever order: the version never falls, and who waits wakes only for a newer one."""

    async def work() -> None:
        hub, listener = Hub(), Listening(0, 0.0)
        channel, highest = hub.publish("t", 0, ""), 0
        channel.listeners.add(listener)
        for version, payload in published:
            turn = asyncio.ensure_future(listener.turn())
            await asyncio.sleep(0)
            assert hub.publish("t", version, payload) is channel
            await asyncio.sleep(0)
            assert turn.done() == (version > highest)
            turn.cancel()
            highest = max(highest, version)
            assert channel.version == highest

    asyncio.run(work())


@given(st.text())
def test_no_payload_breaks_out_of_its_event(payload: str) -> None:
    told = event_of(3, payload).decode()
    assert told.startswith("id: 3\ndata: 3\n")
    assert told.endswith("\n\n")
    assert "\n\n" not in told[:-2]
    assert all(line.startswith(("data: ", "id: ")) for line in told[:-2].split("\n"))


@given(st.text())
def test_both_servers_say_the_same_lines(payload: str) -> None:
    """nginx makes a `data` line of each line that it is given; so do we of the same text."""
    ours = [line[6:] for line in event_of(3, payload).decode().split("\n") if line.startswith("data: ")]
    assert ours == message_of(3, payload).split("\n")
    assert ours[1:] == payload.splitlines()

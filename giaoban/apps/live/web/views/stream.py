"""The process of the live streams: server-sent events for every screen, and the publisher (`config/asgi.py`).

A listener costs a socket and a waiter: whatever moves is built once and sent to all of them. A listener that is slow
gets the newest when it is ready for it, never a queue of old ones. The ticket in the address is the right to listen;
no session, no cookie and no database is asked, so that a hall full of screens may come back at once. Where nginx
carries the screens, it is handed the same messages, on a thread of its own: however it fares, nobody here waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from django.db import close_old_connections

from giaoban.kit import clock

from ... import queries
from ...actions.publish_topics import publish
from ...actions.push_topics import NotTaken
from ...domain.hub import Channel, Hub, Listener
from ...domain.messages import RETRY
from ...domain.tickets import topic_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Push = Callable[[datetime], int]

PASS = 0.25
"""Seconds between two passes of the publisher: a screen hears of a change within half a second."""
AWAY = 2.0
"""Seconds until the next try while the database, or nginx, does not answer."""
HEARTBEAT, LOOK = 15.0, 1.0
"""Seconds until a silent listener gets a sign of life; between two looks for such, and whether nginx is still there."""
START, END = "/truc-tiep/", "/song/"
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"), (b"access-control-allow-origin", b"*"),
]  # fmt: skip
_log = logging.getLogger(__name__)


class Streams:
    """The ASGI application. `most`: how many listeners; more are told to ask again instead (503). `push`: tells nginx
    what is new.
    """

    def __init__(self, most: int, push: Push | None = None) -> None:
        self.hub, self.most, self._push = Hub(), most, push
        self._database = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._version, self._news, self._ready = 0, asyncio.Event(), asyncio.Event()
        self._handing = ThreadPoolExecutor(1, thread_name_prefix="nginx")
        self._keepers: dict[str, asyncio.Task[None]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            self._keep()
            await self._answer(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._keep()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    def _keep(self) -> None:
        """What runs beside the listeners, started once, and again should it have ended."""
        work = [self._publish_always, self._stir_always, *([self._push_always] if self._push else [])]
        for each in work:
            kept = self._keepers.get(each.__name__)
            if kept is None or kept.done():
                self._keepers[each.__name__] = asyncio.get_running_loop().create_task(each())

    async def _publish_always(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                found = await loop.run_in_executor(self._database, _pass, self._version)
            except Exception:  # the database is away: screens keep what they show, and we go on trying
                _log.exception("live streams")
                await asyncio.sleep(AWAY)
            else:
                self._take(found)
                await asyncio.sleep(PASS)

    def _take(self, found: Mapping[str, queries.State]) -> None:
        """What a pass found goes to the listeners, and is there for nginx."""
        for name, state in found.items():
            self._version = max(self._version, state.version)
            self.hub.publish(name, state.version, state.payload)
        if found:
            self._news.set()
        self._ready.set()

    async def _stir_always(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(LOOK, HEARTBEAT))
            self.hub.stir(loop.time() - HEARTBEAT)

    async def _push_always(self) -> None:
        well = True
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK)
            self._news.clear()
            was, well = well, await self._pushed()
            if well != was:
                _log.warning("live streams: nginx %s", "is reached again" if well else "is not reached")
            if not well:
                await asyncio.sleep(AWAY)

    async def _pushed(self) -> bool:
        """Whether nginx has everything; what it could not take it is told the next time."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._handing, _hand_on, self._push)
        except NotTaken:
            return False
        except Exception:  # the database is away
            _log.exception("live streams: nginx")
            return False
        return True

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path == "/health":
            await _plain(send, 200, f"ok {self.hub.listeners}")
            return
        ours = path.startswith(START) and path.endswith(END) and scope["method"] == "GET"
        name = topic_of(path[len(START) : -len(END)]) if ours else None
        if name is None:
            await _plain(send, 404, "There is nothing here, or the ticket is too old: load the page again.")
        elif self.hub.listeners >= self.most:
            await _plain(send, 503, "Too many listen: ask again instead.")
        else:
            await self._stream(name, _since(scope), receive, send)

    async def _stream(self, name: str, since: int, receive: Receive, send: Send) -> None:
        await (
            self._ready.wait()
        )  # the first pass finds every topic, so a hall that comes before it reads none
        channel = self.hub.channels.get(name) or await self._read(name)
        if channel is None:
            await _plain(send, 404, "Nobody shows this any more: load the page again.")
            return
        listener = Listener(since, asyncio.get_running_loop().time())
        with self.hub.joined(channel, listener):
            await _tell(listener, channel, receive, send)

    async def _read(self, name: str) -> Channel | None:
        """Of a topic so new that no pass has found it."""
        loop = asyncio.get_running_loop()
        state = await loop.run_in_executor(self._database, queries.state_of, name)
        return self.hub.publish(name, state.version, state.payload) if state else None


async def _tell(listener: Listener, channel: Channel, receive: Receive, send: Send) -> None:
    """The beginning, every newer event, a sign of life in between, until the listener is gone."""
    loop, gone = asyncio.get_running_loop(), asyncio.ensure_future(_disconnected(receive))
    gone.add_done_callback(lambda _done: listener.wake())
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _body(send, RETRY)
        while not gone.done():
            said = listener.next_of(channel, loop.time(), HEARTBEAT)
            if said is None:
                await listener.turn()
            else:
                await _body(send, said)
    finally:
        gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _plain(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def _pass(version: int) -> dict[str, queries.State]:
    """In the thread of the database: publish, then read what is newer, also what another process published."""
    close_old_connections()
    publish()
    return dict(queries.newer_than(version))


def _hand_on(push: Push | None) -> None:
    """In the thread of nginx, with a connection of its own to the database."""
    close_old_connections()
    if push:
        push(clock.machine_now())


def _since(scope: Message) -> int:
    """The version that the listener has: as the browser says when it comes back, else as the page said."""
    said = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    said = said or parse_qs(scope["query_string"].decode("latin-1")).get("since", [""])[0]
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0

"""The process of the live streams: server-sent events for every screen, and the publisher (`config/asgi.py`).

A listener costs a socket and a waiter: whatever moves is built once and sent to all of them. A listener that is slow
gets the newest when it is ready for it, never a queue of old ones. The ticket in the address is the right to listen;
no session, no cookie and no database is asked, so that a hall full of screens may come back at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from django.db import close_old_connections

from ... import queries
from ...actions.publish_topics import publish
from ...domain.hub import Channel, Hub
from ...domain.tickets import topic_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PASS = 0.25
"""Seconds between two passes of the publisher: a screen hears of a change within half a second."""
AWAY = 2.0
"""Seconds until the next try while the database does not answer."""
HEARTBEAT = 15.0
RETRY, BEAT = b"retry: 3000\n\n", b"event: beat\ndata:\n\n"
START, END = "/truc-tiep/", "/song/"
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"), (b"access-control-allow-origin", b"*"),
]  # fmt: skip
_log = logging.getLogger(__name__)


class Streams:
    """The ASGI application. `most`: how many listeners; more are told to ask again instead (503)."""

    def __init__(self, most: int) -> None:
        self.hub, self.most = Hub(), most
        self._database = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._version, self._keeper = 0, None  # type: tuple[int, asyncio.Task[None] | None]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            self._keep_publishing()
            await self._answer(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._keep_publishing()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    def _keep_publishing(self) -> None:
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.get_running_loop().create_task(self._publish_always())

    async def _publish_always(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                found = await loop.run_in_executor(self._database, _pass, self._version)
            except Exception:  # the database is away: screens keep what they show, and we go on trying
                _log.exception("live streams")
                await asyncio.sleep(AWAY)
                continue
            if found:
                self._version = max(self._version, *(state.version for state in found.values()))
                self.hub.publish({name: (s.version, s.payload) for name, s in found.items()})
            await asyncio.sleep(PASS)

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
        channel = self.hub.channels.get(name)
        state = (channel.version, "") if channel else await self._read(name)
        if state is None:
            await _plain(send, 404, "Nobody shows this any more: load the page again.")
            return
        channel = self.hub.join(name, *state)
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await _body(send, RETRY)
            await _tell(channel, since, gone, send)
        finally:
            gone.cancel()
            self.hub.leave(name)

    async def _read(self, name: str) -> tuple[int, str] | None:
        loop = asyncio.get_running_loop()
        state = await loop.run_in_executor(self._database, queries.state_of, name)
        return (state.version, state.payload) if state else None


async def _tell(channel: Channel, since: int, gone: asyncio.Future[None], send: Send) -> None:
    """Every newer event, a sign of life in between, until the listener is gone."""
    while not gone.done():
        moved = channel.moved
        if channel.version != since:
            since = channel.version
            await _body(send, channel.event)
            continue
        await asyncio.wait({moved, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
        if not moved.done() and not gone.done():
            await _body(send, BEAT)


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


def _since(scope: Message) -> int:
    """The version that the listener has: as the browser says when it comes back, else as the page said."""
    said = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    said = said or parse_qs(scope["query_string"].decode("latin-1")).get("since", [""])[0]
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0

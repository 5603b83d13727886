"""Who listens to what, in the process of the streams: one payload a topic in memory, one waiter a listener.

All of it runs in one event loop; nothing here waits for a database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .messages import BEAT, event_of


@dataclass(slots=True)
class Channel:
    """One topic: its newest event, made once, and who listens."""

    version: int
    event: bytes
    listeners: set[Listener] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Listener:
    """One open stream: the version it has, since when it has heard nothing (seconds of the loop's clock)."""

    has: int
    silent_since: float
    waits: asyncio.Future[None] | None = None

    def next_of(self, channel: Channel, now: float, patience: float) -> bytes | None:
        """What it is to hear: a newer event, or a sign of life after `patience` seconds; None for nothing."""
        if channel.version == self.has and now - self.silent_since < patience:
            return None
        said = BEAT if channel.version == self.has else channel.event
        self.has, self.silent_since = channel.version, now
        return said

    async def turn(self) -> None:
        """Until somebody calls `wake`."""
        self.waits = asyncio.get_running_loop().create_future()
        await self.waits

    def wake(self) -> None:
        if self.waits is not None and not self.waits.done():
            self.waits.set_result(None)


@dataclass(slots=True)
class Hub:
    """The newest of every topic that moved or was asked for since the process began, some hundred bytes each."""

    channels: dict[str, Channel] = field(default_factory=dict)
    listeners: int = 0

    @contextmanager
    def joined(self, channel: Channel, listener: Listener) -> Iterator[None]:
        """One listener more, as long as it lasts."""
        channel.listeners.add(listener)
        self.listeners += 1
        try:
            yield
        finally:
            channel.listeners.remove(listener)
            self.listeners -= 1

    def publish(self, name: str, version: int, payload: str) -> Channel:
        """What a topic says now. If that is newer, everybody who listens wakes up once, and reads the newest then."""
        channel = self.channels.get(name)
        if channel is None:
            channel = self.channels[name] = Channel(version, event_of(version, payload))
        elif version > channel.version:
            channel.version, channel.event = version, event_of(version, payload)
            for listener in channel.listeners:
                listener.wake()
        return channel

    def stir(self, before: float) -> None:
        """Wake whoever has been told nothing since `before` (seconds of the loop's clock)."""
        for channel in self.channels.values():
            for listener in channel.listeners:
                if listener.silent_since <= before:
                    listener.wake()

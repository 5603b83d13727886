"""Who listens to what, in the process of the streams: one payload a topic in memory, one waiter a listener.

All of it runs in one event loop; nothing here waits for a database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field


def event_of(version: int, payload: str) -> bytes:
    """One server-sent event (WHATWG HTML, 9.2.6): each line of the payload a `data` line."""
    lines = "".join(f"data: {line}\n" for line in payload.splitlines() or [""])
    return f"id: {version}\n{lines}\n".encode()


@dataclass(slots=True)
class Channel:
    """One topic with listeners: its newest event, and what they wait on for the next."""

    version: int
    event: bytes
    moved: asyncio.Future[None]
    listeners: int = 0


@dataclass(slots=True)
class Hub:
    """The topics that somebody listens to."""

    channels: dict[str, Channel] = field(default_factory=dict)
    listeners: int = 0

    def join(self, name: str, version: int, payload: str) -> Channel:
        """One listener more; `version` and `payload` as just read, in case nobody listened so far."""
        channel = self.channels.get(name)
        if channel is None:
            moved: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            channel = self.channels[name] = Channel(version, event_of(version, payload), moved)
        channel.listeners += 1
        self.listeners += 1
        return channel

    def leave(self, name: str) -> None:
        """One listener less; a topic without any is forgotten."""
        channel = self.channels[name]
        channel.listeners -= 1
        self.listeners -= 1
        if not channel.listeners:
            del self.channels[name]

    def publish(self, states: Mapping[str, tuple[int, str]]) -> None:
        """Newer payloads by name: everybody who listens wakes up once, and reads the newest then."""
        for name, (version, payload) in states.items():
            channel = self.channels.get(name)
            if channel is None or version <= channel.version:
                continue
            channel.version, channel.event = version, event_of(version, payload)
            woken, channel.moved = channel.moved, asyncio.get_running_loop().create_future()
            woken.set_result(None)

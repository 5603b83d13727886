"""What a screen hears: the version on the first line, the payload below it; the same from both servers of streams."""

from __future__ import annotations

RETRY, BEAT = b"retry: 3000\n\n", b"event: beat\ndata:\n\n"
"""How long a browser waits before it comes back (milliseconds), and a sign of life."""


def message_of(version: int, payload: str) -> str:
    """The lines of a message. A server's own event ids are its own affair: nginx makes others than we do."""
    return "\n".join([str(version), *payload.splitlines()])


def event_of(version: int, payload: str) -> bytes:
    """One server-sent event (WHATWG HTML, 9.2.6): each line of the message a `data` line, the version as its id."""
    lines = "".join(f"data: {line}\n" for line in message_of(version, payload).split("\n"))
    return f"id: {version}\n{lines}\n".encode()

"""What the streams are compared with: `python -m bench.bare_stream PORT`, a broadcast server in thirty lines.

It knows one topic and asks nobody for a ticket. `GET` listens, `POST` sends its body to whoever does.
"""

from __future__ import annotations

import asyncio
import sys

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


class Line(asyncio.Protocol):
    """One connection."""

    lines: set[asyncio.Transport] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        head, _blank, body = data.partition(b"\r\n\r\n")
        if head.startswith(b"GET"):
            self.transport.write(HEAD + b"id: 1\ndata: 1\n\n")
            self.lines.add(self.transport)
            return
        for line in self.lines:
            line.write(body)
        self.transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    def connection_lost(self, _error: Exception | None) -> None:
        self.lines.discard(self.transport)


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(
        Line, "127.0.0.1", int(sys.argv[1]), backlog=16384
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

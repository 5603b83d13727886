"""A process full of screens: `python -m bench.listeners JSON`, told by lines on its input what to do.

A screen is one socket that sends the request of a browser's EventSource and reads what comes; one poll for all of
them, so that reading costs a few microseconds a screen. JSON: `host`, `port`, `paths` (taken in turn; or `file` and
`name`, a list in a file of JSON), `screens`, `sources` (source addresses: one address has some 28,000 ports). Commands,
each answered by one line:

- `{"do": "open"}`: connect whoever is not; says which version it has where it has one;
- `{"do": "wait", "but": V, "seconds": S}`: until each has another newest version than V; when each got it (seconds
  of CLOCK_MONOTONIC, the same in all processes), how many hold which version, how many got one twice, how many were
  hung up on, and how many events all of them heard so far;
- `{"do": "cut"}`: close all sockets, as a broken line does.
"""

from __future__ import annotations

import json
import re
import resource
import select
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EVENT = re.compile(rb"id: ([^\n]*)\ndata: (\d+)\n")
NO_PORT_YET = 24
"""IP_BIND_ADDRESS_NO_PORT: the port is chosen when the other side is known, so each source has all of them."""


@dataclass(slots=True, eq=False)
class Screen:
    """One listener: its line, the id of the last event, every version it was ever told, when it was told the last."""

    line: socket.socket | None = None
    last_id: str = ""
    versions: list[int] = field(default_factory=list)
    at: float = 0.0
    rest: bytes = b""

    @property
    def newest(self) -> int:
        return self.versions[-1] if self.versions else 0

    def hear(self, data: bytes, at: float) -> None:
        """What the socket gave; an event counts when it is whole."""
        self.rest += data
        end = self.rest.rfind(b"\n\n")
        if end < 0:
            return
        for told, version in EVENT.findall(self.rest[: end + 1]):
            self.last_id, self.at = told.decode(), at
            self.versions.append(int(version))
        self.rest = self.rest[end + 2 :]


class Hall:
    """The screens of this process."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told, self.poll, self.lost = told, select.epoll(), 0
        self.had, self.missing = (0, 0), 0
        self.paths = told["paths"] or json.loads(Path(told["file"]).read_text())[told["name"]]
        self.screens = [Screen() for _n in range(told["screens"])]
        self.lines: dict[int, Screen] = {}

    def open(self) -> dict[str, Any]:
        for n, screen in enumerate(self.screens):
            if screen.line is None:
                source = self.told["sources"][n % len(self.told["sources"])]
                self._connect(screen, source, self.paths[n % len(self.paths)])
                self._read(0)
        return {"open": len(self.lines)}

    def _connect(self, screen: Screen, source: str, path: str) -> None:
        line = socket.socket()
        line.setsockopt(socket.IPPROTO_IP, NO_PORT_YET, 1)
        line.bind((source, 0))
        line.connect((self.told["host"], self.told["port"]))
        last = f"Last-Event-ID: {screen.last_id}\r\n" if screen.last_id else ""
        line.sendall(
            f"GET {path}?since=0 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
            f"Cache-Control: no-cache\r\n{last}\r\n".encode()
        )
        line.setblocking(False)
        screen.line, screen.rest = line, b""
        self.lines[line.fileno()] = screen
        self.poll.register(line.fileno(), select.EPOLLIN)

    def cut(self) -> dict[str, Any]:
        for screen in list(self.lines.values()):
            self._close(screen)
        return {"open": len(self.lines)}

    def _close(self, screen: Screen) -> None:
        if screen.line is not None:
            del self.lines[screen.line.fileno()]
            screen.line.close()
            screen.line = None

    def wait(self, but: int, seconds: float) -> dict[str, Any]:
        end, self.had = time.monotonic() + seconds, (0, but)
        self.missing = sum(s.newest in self.had for s in self.screens)
        while time.monotonic() < end and self.missing:
            self._read(0.05)
        return {
            "at": [s.at for s in self.screens if s.newest not in self.had],
            "versions": Counter(s.newest for s in self.screens),
            "twice": sum(len(s.versions) > len(set(s.versions)) for s in self.screens),
            "lost": self.lost,
            "events": sum(len(s.versions) for s in self.screens),
        }

    def _read(self, seconds: float) -> bool:
        """What has come by now; whether a command has."""
        asked = False
        for number, _kind in self.poll.poll(seconds, 4096):
            screen = self.lines.get(number)
            if screen is None or screen.line is None:
                asked = True
                continue
            try:
                data = screen.line.recv(65536)
            except OSError:
                data = b""
            if data:
                had = screen.newest in self.had
                screen.hear(data, time.monotonic())
                self.missing -= had and screen.newest not in self.had
            else:
                self.lost += 1
                self._close(screen)
        return asked

    def serve(self) -> None:
        """Commands until the input ends."""
        self.poll.register(sys.stdin.fileno(), select.EPOLLIN)
        while True:
            if not self._read(1.0):
                continue
            command = sys.stdin.readline()
            if not command:
                return
            self.poll.unregister(sys.stdin.fileno())
            print(json.dumps(self._do(json.loads(command))), flush=True)
            self.poll.register(sys.stdin.fileno(), select.EPOLLIN)

    def _do(self, command: dict[str, Any]) -> dict[str, Any]:
        if command["do"] == "wait":
            return self.wait(command["but"], command["seconds"])
        return self.open() if command["do"] == "open" else self.cut()


def open_files() -> int:
    """Raise the limit of open files to the most that is allowed; how many that is."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


if __name__ == "__main__":
    open_files()
    Hall(json.loads(sys.argv[1])).serve()

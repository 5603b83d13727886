"""Processes of `acks`: `prepare FILE COUNT`, `load PORT WORK RATE` (open loop), `look PORT FILE` (one client).

WORK is a file of posts with sessions ("acks") or of addresses to be read ("gets"), or {"health": count}.
`load` and `look` print one JSON object: milliseconds of every answer, and how many were not as expected.
"""

from __future__ import annotations

import asyncio
import json
import selectors
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONNECTIONS, TOKEN = 64, "a" * 32


def main() -> None:
    step = sys.argv[1]
    if step == "prepare":
        prepare(Path(sys.argv[2]), int(sys.argv[3]))
    elif step == "load":
        print(json.dumps(asyncio.run(load(int(sys.argv[2]), sys.argv[3], float(sys.argv[4])))))
    else:
        print(json.dumps(asyncio.run(look(int(sys.argv[2]), Path(sys.argv[3])))))


def prepare(file: Path, count: int) -> None:
    """The order is sent to everybody; sessions for `count` officers and for the one at the top."""
    import django

    django.setup()
    from datetime import timedelta
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.models import Session
    from django.db import connection
    from django.utils import timezone

    from bench import data
    from bench.acks import sign_everybody_in
    from bench.cascade_worker import order
    from giaoban.apps.accounts.models import User
    from giaoban.apps.directives.actions.send_directive import ask_everybody
    from giaoban.apps.directives.models import Directive
    from giaoban.apps.documents.models import Delivery

    directive = Directive.objects.get(pk=order([]))
    ask_everybody(actor=data.SYSTEM, directive=directive, now=timezone.now())
    connection.close()
    info = connection.settings_dict
    sign_everybody_in(
        f"postgresql:///{info['NAME']}?host={info['HOST']}&port={info['PORT']}&user={info['USER']}"
    )
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    later = timezone.now() + timedelta(days=1)

    def session(user: User) -> Session:
        content = {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                   HASH_SESSION_KEY: user.get_session_auth_hash()}  # fmt: skip
        key = f"bench{user.pk:027d}"
        return Session(session_key=key, session_data=store.encode(content), expire_date=later)

    users = {u.username: u for u in User.objects.filter(username__startswith="bench-")}
    deliveries = Delivery.objects.filter(document=directive.document_id).order_by("unit_id")[:count]
    officers = [(row, users[f"bench-u{row.unit_id}"]) for row in deliveries]
    top = session(users[data.USER])
    Session.objects.bulk_create([top, *(session(user) for _row, user in officers)], batch_size=2000)
    work: dict[str, Any] = {
        "document": directive.document_id, "wave": f"/trien-khai/{directive.pk}/", "top": top.session_key,
        "acks": [[f"/van-ban/gui-den/{row.pk}/da-doc/", f"bench{user.pk:027d}"] for row, user in officers],
    }  # fmt: skip
    file.write_text(json.dumps(work))


@dataclass
class Tally:
    """What came back."""

    took: list[float] = field(default_factory=list)
    failed: int = 0


async def load(port: int, work: str, rate: float) -> dict[str, Any]:
    """Requests of a file, or so many of /health."""
    if work.startswith("{"):
        return await send_all(port, [_get("/health", "")] * json.loads(work)["health"], rate)
    found = json.loads(Path(work).read_text())
    requests = [_read(path) for path in found.get("gets", ())]
    requests += [_post(path, key) for path, key in found.get("acks", ())]
    return await send_all(port, requests, rate)


async def send_all(port: int, requests: list[bytes], rate: float) -> dict[str, Any]:
    """Send every request at its moment; a latency counts from there, also while all connections are busy."""
    free: asyncio.LifoQueue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.LifoQueue()
    for _n in range(CONNECTIONS):
        free.put_nowait(None)
    tally, start = Tally(), time.perf_counter() + 0.2
    tasks = []
    for n, request in enumerate(requests):
        moment = start + n / rate
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        tasks.append(asyncio.create_task(_one(port, request, moment, free, tally)))
    await asyncio.gather(*tasks)
    return {"took": tally.took, "failed": tally.failed}


async def _one(port: int, request: bytes, moment: float, free: Any, tally: Tally) -> None:
    line = await free.get()
    try:
        if line is None or line[0].at_eof():  # a line that the server closed while it was idle is no failure
            line = await asyncio.open_connection("127.0.0.1", port)
        status = await answer(line, request)
        tally.took.append((time.perf_counter() - moment) * 1000)
        tally.failed += status not in (200, 302)
        free.put_nowait(line)
    except (OSError, asyncio.IncompleteReadError):
        tally.failed += 1
        free.put_nowait(None)


async def answer(line: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: bytes) -> int:
    reader, writer = line
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if "content-length:" in head:
        await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
    elif "chunked" in head:
        while size := int((await reader.readline()).strip() or b"0", 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head.split()[1])


async def look(port: int, file: Path) -> dict[str, Any]:
    """The wave page once a second until a line comes in."""
    work = json.loads(file.read_text())
    tally = Tally()
    inputs = selectors.DefaultSelector()
    inputs.register(sys.stdin, selectors.EVENT_READ)
    line = await asyncio.open_connection("127.0.0.1", port)
    while not inputs.select(0):
        began = time.perf_counter()
        status = await answer(line, _get(work["wave"], work["top"]))
        tally.took.append((time.perf_counter() - began) * 1000)
        tally.failed += status != 200
        await asyncio.sleep(max(0.0, 1.0 - (time.perf_counter() - began)))
    return {"took": tally.took, "failed": tally.failed}


def _get(path: str, key: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={key}\r\n\r\n".encode()


def _read(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode()


def _post(path: str, key: str) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={key}; csrftoken={TOKEN}\r\n"
        f"X-CSRFToken: {TOKEN}\r\nContent-Length: 0\r\n\r\n"
    ).encode()


if __name__ == "__main__":
    main()

"""List and detail pages on the whole network: queries, how soon they answer, what they cost.

Layer: HTTP to granian with two WSGI workers on loopback, 4 clients in closed loops without pauses, 25 rows a page,
signed in as an officer of the top of the line. Queries and CPU are taken in one process without a socket, so that
the page and its reference (bench/bare.py: a bare Django page with the same rows) are measured by the same yardstick,
in turns; the database server's CPU is in neither.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.db.models import Model
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import bare, rooms
from bench.data import SMALL, TOP, USER, WIDE, YEAR, Made, collection_of
from bench.rows import Row, hint, row
from giaoban.apps.accounts.models import User
from giaoban.apps.briefings.models import Briefing
from giaoban.apps.conferences.models import Conference
from giaoban.apps.directives.models import Directive
from giaoban.apps.documents.models import Content, Document, Outgoing
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.models import Proposal
from giaoban.apps.reporting.actions.fold_tallies import fold_tallies
from giaoban.apps.reporting.models import Doubt, ImportBatch, Report
from giaoban.apps.tasks.models import Programme, Task
from giaoban.config import env, serve

QUERIES, MILLISECONDS, TIMES = 15, 200.0, 2.0
CLIENTS, REQUESTS, SECONDS = 4, 40, 6.0


def run(made: Made, quick: bool) -> list[Row]:
    """A row a page: 95th percentile over HTTP; ok only if its queries and its CPU keep their bounds too."""
    rooms.fill()
    fold_tallies()  # as its job does every five minutes
    env.collect_rarely()  # as the processes of pages do; the bare page gains by it too
    requests, seconds = (8, 1.0) if quick else (REQUESTS, SECONDS)
    addresses = pages()
    costs = {name: cost_of(address, *((3, 2) if quick else (8, 4))) for name, address in addresses.items()}
    key = _session()
    connection.close()
    with _server(made.url) as port:
        _p95(port, addresses["home"], key, 10, 20)  # each worker starts cold; not counted
        slow = {name: _p95(port, address, key, requests, seconds) for name, address in addresses.items()}
    return [_row(name, address, slow[name], costs[name]) for name, address in addresses.items()]


def _row(name: str, address: str, p95: float, cost: Cost) -> Row:
    queries, cpu, ratio = cost.queries, cost.cpu, cost.cpu / cost.bare
    found = row(
        f"pages.{name}", f"HTTP; closed loop, {CLIENTS} clients, 2 workers; {queries} queries (≤ {QUERIES}); "
        f"CPU {cpu * 1000:.0f} ms, {ratio:.1f} × the reference (≤ {TIMES:g})",
        p95 * 1000, "ms p95", MILLISECONDS,
        reference=f"bare Django page of {cost.shape}: {cost.bare * 1000:.1f} ms CPU", ratio=ratio,
        also=queries <= QUERIES and ratio <= TIMES,
    )  # fmt: skip
    if not found["ok"]:
        client = _client()
        found["hint"] = hint(f"pages.{name}", lambda: [client.get(address) for _time in range(5)])
    return found


def pages() -> dict[str, str]:
    """Every list and detail page, by name: of the network and of reporting, then of the other rooms."""
    wide, small, past = collection_of(WIDE), collection_of(SMALL), collection_of(SMALL, YEAR[-1])
    reports = Report.objects.filter(expectation__collection=wide, expectation__receiver__code=TOP)
    root = Unit.objects.get(code=TOP)
    province = Unit.objects.select_related("area").get(code="MTTQ-01")
    doubt, batch = Doubt.objects.order_by("pk")[0], ImportBatch.objects.order_by("pk")[0]
    return {
        "home": reverse("cockpit:home"), "asks": reverse("cockpit:asks"), "leader": reverse("cockpit:leader"),
        "areas": reverse("org:areas"), "area": reverse("org:area", args=[province.area.code]),
        "units": reverse("org:units"), "units_found": reverse("org:units") + "?q=son",
        "unit": reverse("org:unit", args=[province.code]), "overview": reverse("reporting:overview"),
        "progress": reverse("reporting:progress", args=[past.pk]) + "?rows=25",
        "inbox": reverse("reporting:inbox", args=[collection_of(SMALL, YEAR[-2]).pk]),
        "table": reverse("reporting:table", args=[wide.pk]),
        "source": reverse("reporting:source", args=[wide.pk, root.pk, 0]),
        "doubts": reverse("reporting:doubts"), "doubt": reverse("reporting:doubt", args=[doubt.pk]),
        "report": reverse("reporting:report", args=[reports.order_by("pk")[0].pk]),
        "imports": reverse("reporting:imports", args=[small.pk]),
        "import": reverse("reporting:import", args=[batch.pk]),
    } | _other_rooms()  # fmt: skip


def _other_rooms() -> dict[str, str]:
    """The pages that bench/rooms.py fills; a detail page is that of the first thing made, which has most in it."""

    def first(name: str, model: type[Model]) -> str:
        return reverse(name, args=[model._default_manager.order_by("pk")[0].pk])

    monday = [TOP, f"{rooms.MONDAY:%Y-%m-%d}"]
    return {
        "documents": reverse("documents:list"), "document": first("documents:document", Document),
        "arrivals": first("documents:arrivals", Document), "sent_to_us": reverse("documents:sent_to_us"),
        "outgoing_list": reverse("documents:outgoing_list"), "outgoing": first("documents:outgoing", Outgoing),
        "book": reverse("documents:book", args=["den"]) + "?nam=2026",
        "contents": reverse("documents:contents"), "content": first("documents:content", Content),
        "directives": reverse("directives:list"), "dissemination": first("directives:dissemination", Directive),
        "addressees": first("directives:addressees", Directive),
        "tasks": reverse("tasks:list"), "task": first("tasks:task", Task),
        "programmes": reverse("tasks:programmes"), "programme": first("tasks:programme", Programme),
        "week": reverse("tasks:week", args=monday), "monday": reverse("tasks:monday", args=monday),
        "proposals": reverse("proposals:list"), "proposal": first("proposals:proposal", Proposal),
        "conferences": reverse("conferences:list"), "conference": first("conferences:conference", Conference),
        "sites": first("conferences:sites", Conference),
        "briefings": reverse("briefings:list"), "briefing": first("briefings:briefing", Briefing),
    }  # fmt: skip


def _client() -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username=USER))
    return client


@dataclass(frozen=True, slots=True)
class Cost:
    """Queries and CPU seconds of this process of one page, warm, and the CPU seconds of the bare page of its shape."""

    queries: int
    cpu: float
    shape: bare.Shape
    bare: float


def cost_of(address: str, times: int, rounds: int) -> Cost:
    """In turns with the reference, so many rounds of so many requests. AssertionError unless the page answers 200."""
    client = _client()
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
        queries = len(seen)  # the next request clears the log
    if answer.status_code != 200:
        raise AssertionError(f"{address} answers {answer.status_code}")
    shape = bare.shape_of(answer.content.decode())
    pages, plain = [], []
    for _round in range(rounds):
        pages.append(_cpu(client, address, times))
        with override_settings(**bare.SETTINGS):
            plain.append(_cpu(_client(), shape.address, times))
    return Cost(queries, min(pages), shape, min(plain))  # neighbours on a shared machine only add


def _cpu(client: Client, address: str, times: int) -> float:
    client.get(address)
    started = time.process_time()
    for _time in range(times):
        client.get(address)
    return (time.process_time() - started) / times


def _session() -> str:
    """A session of the bench's user, as signing in would have left it."""
    user = User.objects.get(username=USER)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


@contextlib.contextmanager
def _server(url: str) -> Iterator[int]:
    """The pages as `giaoban serve` starts them: granian, two WSGI workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = next(c.command for c in serve.programs("127.0.0.1", port, port, 2) if c.name == "pages")
    child = subprocess.Popen(command, cwd=env.ROOT, env={**os.environ, "DATABASE_URL": url})
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(OSError), contextlib.closing(_connect(port)) as line:
                line.request("GET", "/health")
                line.getresponse().read()
                break
            time.sleep(0.2)
        yield port
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _connect(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=30)


def _p95(port: int, address: str, key: str, requests: int, seconds: float) -> float:
    """The 95th percentile over all clients, each with so many requests at most, for so many seconds at most."""
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}", "Host": "localhost"}

    def client(_number: int) -> list[float]:
        took: list[float] = []
        end = time.monotonic() + seconds
        with contextlib.closing(_connect(port)) as line:
            while len(took) < requests and (time.monotonic() < end or not took):
                started = time.perf_counter()
                line.request("GET", address, headers=cookie)
                answer = line.getresponse()
                answer.read()
                took.append(time.perf_counter() - started)
                if answer.status != 200:
                    raise AssertionError(f"{address} answers {answer.status}")
        return took[1:] or took

    with ThreadPoolExecutor(CLIENTS) as pool:
        all_of_them = sorted(t for took in pool.map(client, range(CLIENTS)) for t in took)
    return all_of_them[min(len(all_of_them) - 1, int(len(all_of_them) * 0.95))]

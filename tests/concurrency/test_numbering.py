"""One register, many writers, transactions torn at random: no gap and no double."""

from __future__ import annotations

import random
import threading

import pytest
from django.db import connection, transaction

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.documents.actions.number_document import number_document
from giaoban.apps.documents.models import Document, GivenNumber, NumberSeries
from giaoban.apps.documents.queries.numbers import gaps_and_doubles
from tests.concurrency.crowd import process
from tests.databases import Clone
from tests.documents.outgoing import NOW, agreed
from tests.tasks.network import actor_in, unit

pytestmark = pytest.mark.concurrency
PROCESSES, EACH, THREADS = 4, 25, 8


class Torn(Exception):
    pass


def whole() -> int:
    """How many numbers were given; asserts that series, book, documents and audit say the same."""
    series = NumberSeries.objects.get()
    assert gaps_and_doubles(series) == []
    given = list(GivenNumber.objects.order_by("number").values_list("number", "symbol", "document__symbol"))
    assert [symbol for _n, symbol, _d in given] == [symbol for _n, _s, symbol in given]
    rows = Document.objects.order_by("entry")
    assert [d.entry for d in rows] == list(range(1, len(given) + 1))
    lines = AuditLine.objects.filter(code="documents.numbered")
    assert sorted(line.data["number"] for line in lines) == [n for n, _s, _d in given]
    return len(given)


def test_four_processes_with_torn_transactions(fresh_db: Clone) -> None:
    home = unit("A")
    rows = [str(agreed(home).pk) for _n in range(PROCESSES * EACH)]
    running = [
        process(fresh_db.url, "tests.concurrency.take_numbers", str(n), *rows[n::PROCESSES])
        for n in range(PROCESSES)
    ]
    outcomes = [(p.communicate(timeout=120)[1], p.returncode) for p in running]
    assert outcomes == [("", 0)] * PROCESSES
    assert PROCESSES * EACH // 2 < whole() < PROCESSES * EACH


def test_many_threads_from_the_first_number_on(fresh_db: Clone) -> None:
    home = unit("A")
    rows = [agreed(home) for _n in range(THREADS * 6)]
    start = threading.Barrier(THREADS)
    problems: list[Exception] = []

    def work(worker: int) -> None:
        dice = random.Random(worker)
        try:
            start.wait(30)
            for row in rows[worker::THREADS]:
                try:
                    with transaction.atomic():
                        number_document(actor=actor_in(home, Post.CLERK), outgoing=row, now=NOW)
                        if dice.random() < 1 / 4:
                            raise Torn
                except Torn:
                    pass
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert 0 < whole() < len(rows)

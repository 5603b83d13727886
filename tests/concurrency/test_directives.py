"""Thousands are asked by one job: two at once ask nobody twice, a killed one leaves nobody half asked."""

from __future__ import annotations

import time
from typing import Any

import psycopg
import pytest

from giaoban.apps.accounts.enums import Post
from giaoban.apps.directives.actions.send_directive import ask_everybody, send_directive
from giaoban.apps.directives.models import Directive, Dissemination
from giaoban.apps.documents.actions.deliver_document import deliver_document
from giaoban.apps.documents.actions.strike_entry import strike_entry
from giaoban.apps.documents.enums import DocumentState
from giaoban.apps.documents.models import Delivery, Document, StruckNotice
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.models import Ask, Task
from giaoban.kit.errors import Conflict
from tests.databases import Clone
from tests.directives.test_dissemination import tree
from tests.directives.waves import ORDER, SYSTEM
from tests.documents.register import NOW, registered
from tests.tasks.network import actor_in, unit

from .crowd import process, together

pytestmark = pytest.mark.concurrency
UNITS = 4 + 16


def ordered(settings: Any, tmp_path: Any) -> tuple[Unit, Directive]:
    settings.VAR_DIR = tmp_path
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    (tmp_path / "secret_key").chmod(0o600)
    top, _levels = tree((4, 4))
    row = send_directive(actor=actor_in(top), document=registered(top), unit=top, order=ORDER, now=NOW)
    return top, row


def counts() -> set[int]:
    """How many were asked, by every table that says so."""
    return {
        Dissemination.objects.count(),
        Delivery.objects.count(),
        Ask.objects.filter(kind="disseminate").count(),
        Task.objects.count() // 2,
    }


def test_two_sends_of_the_same_take_turns(fresh_db: Clone, settings: Any, tmp_path: Any) -> None:
    top, row = ordered(settings, tmp_path)

    def again() -> Directive:
        return send_directive(actor=actor_in(top), document=row.document, unit=top, order=ORDER, now=NOW)

    def ask() -> int:
        return ask_everybody(actor=SYSTEM, directive=row, now=NOW)

    ends = together(ask, again, ask, ask)
    assert sorted(end for end in ends if isinstance(end, int)) == [0, 0, UNITS]
    assert [type(end) for end in ends if not isinstance(end, int)] == [Directive]
    assert counts() == {UNITS}
    row.refresh_from_db()
    assert row.meant == UNITS


def test_killed_half_way_and_started_again(fresh_db: Clone, settings: Any, tmp_path: Any) -> None:
    """A lock on the tasks stops the job in the middle of its transaction; there it is killed."""
    _top, row = ordered(settings, tmp_path)
    with psycopg.connect(fresh_db.url) as stopper, psycopg.connect(fresh_db.url, autocommit=True) as seer:
        stopper.execute("LOCK TABLE tasks_task IN SHARE MODE")
        job = process(fresh_db.url, "tests.concurrency.send_directive", str(row.pk), files=str(tmp_path))
        end = time.monotonic() + 60
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'tasks_task'::regclass"
        while not (found := seer.execute(waiting).fetchone()) or not found[0]:
            assert job.poll() is None, job.communicate()[1]
            assert time.monotonic() < end
            time.sleep(0.02)
        job.kill()
        assert job.wait() == -9
    assert counts() == {0}
    last = process(fresh_db.url, "tests.concurrency.send_directive", str(row.pk), files=str(tmp_path))
    assert (last.communicate(timeout=120)[1], last.returncode) == ("", 0)
    assert counts() == {UNITS}


def test_sending_and_striking_take_turns(fresh_db: Clone) -> None:
    """Whoever got the document before its entry was struck is told (or it is not struck); after that nobody gets it."""
    home, other = unit("A"), unit("B")
    clerk = actor_in(home, Post.CLERK)
    for n in range(6):
        row = registered(home, f"{n + 1}-KH/TEST")

        def send(row: Document = row) -> int:
            return deliver_document(actor=clerk, document=row, units=[other], now=NOW)

        def strike(row: Document = row) -> Document:
            return strike_entry(actor=clerk, document=row, reason="Gửi nhầm", now=NOW)

        ends = together(send, strike)
        got = Delivery.objects.filter(document=row, unit=other).exists()
        told = StruckNotice.objects.filter(document=row, unit=other).exists()
        row.refresh_from_db()
        struck = row.state == DocumentState.STRUCK
        assert (got, told) == (ends[0] == 1, got and struck), ends
        assert all(end in (1, row) or isinstance(end, Conflict) for end in ends)
        assert got or struck

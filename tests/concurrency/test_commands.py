"""Commands from many devices at once: each once, sums exact, one hand a site."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest

from giaoban.apps.audit.models import AuditLine
from giaoban.apps.conferences import events
from giaoban.apps.conferences.models import Conference, Matter, Remark, Site, SiteCommand, Tally, Turn
from giaoban.apps.conferences.queries import attendance_of
from giaoban.apps.conferences.queries.tree import level_of
from giaoban.kit.errors import Conflict
from tests.conferences.links import room, send
from tests.conferences.test_conferences import NOW

from .crowd import together

pytestmark = [pytest.mark.concurrency, pytest.mark.usefixtures("fresh_db")]


def test_one_key_from_many_threads_is_taken_once_and_answered_alike() -> None:
    held = room(1)
    for kind, words, data in (
        ("hand", "", {}), ("comment", "Tán thành", {}), ("count", "", {"officers": 5, "others": 1}),
    ):  # fmt: skip
        key = uuid4()
        found = together(
            *[
                lambda kind=kind, key=key, words=words, data=data: send(
                    held.sites[0], kind, key, words=words, **data
                )
            ]
            * 8  # type: ignore[misc]
        )
        assert [f for f in found if isinstance(f, Exception)] == []
        assert Counter(f.again for f in found if not isinstance(f, Exception)) == {False: 1, True: 7}
        assert {(f.kind, f.at) for f in found if not isinstance(f, Exception)} == {(kind, NOW)}
    assert (SiteCommand.objects.count(), Turn.objects.count(), Remark.objects.count()) == (3, 1, 1)
    codes = [events.HAND_RAISED, events.REMARKED, events.ATTENDANCE]
    assert AuditLine.objects.filter(code__in=codes).count() == 3


def test_many_hands_of_one_site_are_one() -> None:
    held = room(1)
    found = together(*[lambda: send(held.sites[0], "hand")] * 8)
    assert [f for f in found if isinstance(f, Exception)] == []
    assert Turn.objects.filter(state="waiting").count() == 1
    assert AuditLine.objects.filter(code=events.HAND_RAISED).count() == 1


def test_sites_toggle_and_count_at_once_and_the_tree_is_exact() -> None:
    held = room(9)
    top, *rest = held.sites
    for n, row in enumerate(rest):
        parent = top if n < 2 else rest[n % 2]
        Site.objects.filter(pk=row.pk).update(parent=parent, ancestors=[*parent.ancestors, parent.pk])
        row.ancestors = [*parent.ancestors, parent.pk]

    def device(n: int, row: Site) -> None:
        for turn in range(6):
            send(row, "away" if turn % 2 else "here")
            send(row, "count", officers=n * 10 + turn, others=turn)
        if n % 3 == 0:
            send(row, "away")

    found = together(*(lambda n=n, row=row: device(n, row) for n, row in enumerate(held.sites)))  # type: ignore[misc]
    assert [f for f in found if isinstance(f, Exception)] == []
    total = attendance_of(held.conference)
    assert (total.officers, total.others, total.connected) == (sum(n * 10 + 5 for n in range(9)), 45, 6)
    (branch,) = level_of(held.conference).branches
    assert branch.total == total
    assert SiteCommand.objects.count() == 9 * 12 + 3


def test_a_list_that_is_closed_meanwhile_takes_no_hand_after_it() -> None:
    """Whoever closes holds the conference's row; a hand waits for it, then is refused."""
    from threading import Event

    from django.db import transaction

    held, closing = room(1), Event()

    def close() -> None:
        with transaction.atomic():
            Conference.objects.select_for_update().get(pk=held.conference.pk)
            closing.set()
            Conference.objects.filter(pk=held.conference.pk).update(list_closed_at=NOW)
            Event().wait(0.5)

    def hand() -> object:
        closing.wait(10)
        return send(held.sites[0], "hand")

    _closed, raised = together(close, hand)
    assert isinstance(raised, Conflict)
    assert not Turn.objects.exists()


def test_a_matter_that_is_closed_meanwhile_takes_no_count_after_it() -> None:
    from threading import Event

    from django.db import transaction

    held, closing = room(1), Event()
    matter = Matter.objects.create(
        conference=held.conference, position=1, text="A", mode="hands", opened_at=NOW
    )

    def close() -> None:
        with transaction.atomic():
            Matter.objects.select_for_update().get(pk=matter.pk)
            closing.set()
            Event().wait(0.5)
            assert not Tally.objects.exists()  # what is counted now is all there will be
            Matter.objects.filter(pk=matter.pk).update(closed_at=NOW, outcome="adopted")

    def count() -> object:
        closing.wait(10)
        return send(held.sites[0], "tally", matter=matter.pk, agree=3, against=0, abstain=0)

    closed, counted = together(close, count)
    assert not isinstance(closed, Exception)
    assert isinstance(counted, Conflict)
    assert not Tally.objects.exists()

"""Visits: counted once each, also while many read at once and counts are folded meanwhile."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.apps.portal.actions.count_visits import count_visit, fold_visits
from giaoban.apps.portal.models import ItemVisits, Visit, VisitDay
from giaoban.apps.portal.queries.visits import visits, visits_of_items
from tests.databases import Clone
from tests.network import SmallNetwork

from .news import opened, published

DAY = date(2021, 7, 14)
STEP = st.one_of(
    st.just("fold"),
    st.tuples(st.sampled_from([None, 1, 2]), st.sampled_from([None, 7, 8]), st.integers(0, 2)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=25))
def test_folded_or_not_each_visit_counts_once(db: None, steps: list[object]) -> None:
    for model in (Visit, VisitDay, ItemVisits):
        model.objects.all().delete()
    counted: list[tuple[int | None, int | None, date]] = []
    for step in steps:
        if step == "fold":
            assert fold_visits()
        elif isinstance(step, tuple):
            page, item, back = step
            visit = (page, item, DAY - timedelta(days=back))
            count_visit(*visit)
            counted.append(visit)
    for page in (1, 2):
        mine = [day for p, _item, day in counted if p == page]
        found = visits(page, DAY)
        assert (found.in_all, found.today, found.yesterday) == (
            len(mine), mine.count(DAY), mine.count(DAY - timedelta(days=1))
        )  # fmt: skip
    assert visits(None, DAY).in_all == len(counted)
    opened_items = [item for _p, item, _d in counted if item]
    assert visits_of_items([7, 8]) == {i: opened_items.count(i) for i in (7, 8) if i in opened_items}


@pytest.mark.concurrency
def test_many_readers_of_one_item_while_counts_are_folded(fresh_db: Clone) -> None:
    """No visit is lost and none counted twice; a look in the middle never sees fewer than a look before."""
    readers, each = 8, 150
    stop, seen, problems = threading.Event(), [], []  # type: ignore[var-annotated]

    def read() -> None:
        try:
            for _n in range(each):
                count_visit(1, 7, DAY)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    def fold() -> None:
        try:
            while not stop.is_set():
                fold_visits()
                seen.append(visits(1, DAY).in_all)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    folders = [threading.Thread(target=fold) for _n in range(2)]
    crowd = [threading.Thread(target=read) for _n in range(readers)]
    for thread in (*folders, *crowd):
        thread.start()
    for thread in crowd:
        thread.join()
    stop.set()
    for thread in folders:
        thread.join()
    assert problems == []
    assert visits(1, DAY).in_all == visits(None, DAY).in_all == readers * each
    fold_visits()
    assert not Visit.objects.exists()
    assert visits_of_items([7]) == {7: readers * each}
    assert seen


def test_pages_count_their_readers_and_nothing_about_them(net: SmallNetwork) -> None:
    page = opened(net)
    item = published(net)
    path = f"/tin/{item.pk}/{item.slug}/"
    for _n in range(3):
        Client().get(path)  # the second and third are kept answers
    Client().get(path, headers={"User-Agent": "Googlebot/2.1"})
    Client().head(path)
    Client().get(f"{path}in/")
    Client().get("/trang/front-p1/")
    Client().get("/tin/")
    Client().get("/tin/999/x/")
    today = Visit.objects.values_list("day", flat=True).first()
    assert today is not None
    assert (visits(page.pk, today).today, visits(None, today).today) == (4, 5)
    assert visits_of_items([item.pk]) == {item.pk: 3}
    assert {f.name for f in Visit._meta.get_fields()} == {"id", "page_id", "item_id", "day"}

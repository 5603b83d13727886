"""Before a briefing is ordered, the page says how far its reports are; too early asks to be told twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from giaoban.apps.briefings.queries.standing import standing
from giaoban.apps.reporting.actions.receive_report import return_report
from giaoban.apps.reporting.models import Expectation
from giaoban.kit import clock
from tests.network import build_network
from tests.reporting.conftest import NOW, Round, open_month

ORDER = "/giao-ban/soan/"


@pytest.fixture
def month(db: None) -> Round:
    network = build_network()
    return Round(network, open_month(network))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> object:
    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


def posted(month: Round, **more: str) -> dict[str, str]:
    root = month.net.units["front-p1"].pk
    return {"collection": str(month.collection.pk), "root": str(root), "layout": "state", **more}


def everybody(month: Round) -> list[str]:
    rows = Expectation.objects.filter(chain__contains=[month.net.units["front-p1"].pk])
    return list(rows.exclude(unit__code="front-p1").order_by("-level").values_list("unit__code", flat=True))


def ordered() -> int:
    return ProcrastinateJob.objects.filter(task_name="briefings.compose").count()


def test_the_numbers_add_up(month: Round) -> None:
    codes = everybody(month)
    leaf = codes[0]
    month.all_the_way(leaf, households_helped="3")
    root, due = month.net.units["front-p1"], month.collection.deadline
    early, late = (
        standing(month.collection, root, NOW),
        standing(month.collection, root, due + timedelta(days=90)),
    )
    for found in (early, late):
        assert found.expected == len(codes)
        assert found.received == 1
        assert (
            found.received + found.waiting + found.returned + found.overdue + found.not_due == found.expected
        )
    assert (early.overdue, late.not_due) == (0, 0)
    assert early.last_due is not None
    assert late.last_due is None


def test_before_the_deadline_it_asks_once_more(client: Client, month: Round, at: object) -> None:
    at(NOW)  # type: ignore[operator]
    client.force_login(month.net.user("front-p1"))
    text = client.get(ORDER, {"root": month.net.units["front-p1"].pk}).content.decode()
    count = len(everybody(month))
    assert f"0 of {count} reports have been received" in text
    assert "named in it as missing" in text
    refused = client.post(ORDER, posted(month))
    assert refused.status_code == 422
    assert "tick here, or wait for the others" in refused.content.decode()
    assert ordered() == 0
    assert client.post(ORDER, posted(month, early="on")).status_code == 302
    assert ordered() == 1


def test_after_the_deadline_it_tells_and_does_not_ask(client: Client, month: Round, at: object) -> None:
    at(NOW + timedelta(days=400))  # type: ignore[operator]
    client.force_login(month.net.user("front-p1"))
    text = client.get(ORDER).content.decode()
    assert "the deadline has passed" in text
    assert 'name="early"' not in text
    assert client.post(ORDER, posted(month)).status_code == 302


def test_when_everybody_is_received_nothing_stands_in_the_way(
    client: Client, month: Round, at: object
) -> None:
    at(NOW)  # type: ignore[operator]
    for code in everybody(month):
        month.all_the_way(code)
    client.force_login(month.net.user("front-p1"))
    text = client.get(ORDER).content.decode()
    assert f"All {len(everybody(month))} reports have been received" in text
    assert 'name="early"' not in text
    assert client.post(ORDER, posted(month)).status_code == 302


def test_another_choice_shows_its_own_numbers(client: Client, month: Round) -> None:
    client.force_login(month.net.user("front-p1"))
    chosen = {"collection": month.collection.pk, "root": month.net.units["front-p1"].pk}
    answer = client.get(ORDER, chosen, headers={"hx-request": "true"})
    text = answer.content.decode()
    assert "<!doctype" not in text
    assert "reports have been received" in text
    assert client.get(ORDER, {"collection": "x", "root": "9" * 30}).status_code == 200


def test_what_waits_and_what_was_sent_back_is_told_apart(client: Client, month: Round) -> None:
    first = next(e for e in Expectation.objects.filter(receiver=month.net.units["front-p1"]).order_by("pk"))
    code = first.unit.code
    month.fill(code)
    month.hand_in(code)
    root = month.net.units["front-p1"]
    assert standing(month.collection, root, NOW).waiting == 1
    return_report(
        actor=month.net.actor("front-p1"), report=month.report(code), reason="Bổ sung", cells={}, now=NOW
    )
    found = standing(month.collection, root, NOW)
    assert (found.waiting, found.returned) == (0, 1)


def test_nobody_below_means_nothing_to_order(client: Client, month: Round) -> None:
    client.force_login(month.net.user("front-c1"))
    text = client.get(ORDER).content.decode()
    assert "No unit hands a report in to yours" in text
    assert 'name="collection"' not in text

"""A result achieved together: the coordinating unit points to the lead, both see it, it counts once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.reporting.actions.enter_report import enter_report
from giaoban.apps.reporting.actions.hand_in_report import hand_in_report
from giaoban.apps.reporting.actions.receive_report import receive_report
from giaoban.apps.reporting.actions.write_version import Entries
from giaoban.apps.reporting.models import Office, SharedResult
from giaoban.apps.reporting.queries.definitions import definition_of
from tests.network import build_network
from tests.reporting.conftest import Round
from tests.reporting.test_own_report import NOW, open_half_year
from tests.reporting.web.conftest import BACKEND, MOST_QUERIES, Reader, text_of

OWN, LEAD = "front-p1", "front-p2"


@pytest.fixture
def half(db: None) -> Round:
    return Round(build_network(), open_half_year("2021-H1", "6 tháng đầu năm 2021"))


def reader(half: Round, unit: str, post: Post = Post.OFFICER) -> Reader:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(half.net.user(unit, post), backend=BACKEND)
    return Reader(client)


def at(half: Round, name: str = "report", unit: str = OWN) -> str:
    return reverse(f"reporting:{name}", args=[half.report(unit).pk])


def shared_cell(half: Round) -> str:
    definition = definition_of(half.collection.form_version)
    return next(
        c.code for c in definition.cells if definition.indicator_by_code[c.indicator_code].shared_allowed
    )


def enter(half: Round, unit: str, amount: int) -> None:
    entries = Entries({shared_cell(half): Decimal(amount)}, {})
    enter_report(actor=half.net.actor(unit), report=half.report(unit), entries=entries, now=NOW)


def point(half: Round, amount: str = "30", **more: Any) -> Any:
    data = {
        "cell": shared_cell(half),
        "lead": half.net.units[LEAD].pk,
        "amount": amount,
        "note": "Chung với Cà Mau",
    }
    return reader(half, OWN).post(at(half, "share"), {**data, **more})


def received(half: Round, unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Handed in and received, whatever else the form would ask for."""
    monkeypatch.setattr("giaoban.apps.reporting.actions.hand_in_report.check_report", lambda *_: _Nothing)
    Office.objects.get_or_create(unit=half.net.units[unit], steps_off=True)
    hand_in_report(actor=half.net.actor(unit), report=half.report(unit), now=NOW)
    receiver = half.report(unit).expectation.receiver
    assert receiver is not None
    receive_report(actor=half.net.actor(receiver.code), report=half.report(unit), now=NOW)


class _Nothing:
    blocking, warnings, unexplained = 0, (), ()


def test_the_lead_is_found_by_search_without_diacritics(half: Round) -> None:
    page = reader(half, OWN)
    nearby = text_of(page.get(at(half, "share")))  # the other organisations of the same area
    assert half.net.units["mm-p1"].name in nearby
    assert "Cà Mau" not in nearby
    assert "Cà Mau" in text_of(page.get(at(half, "share"), q="ca mau"))
    assert "called so" in text_of(page.get(at(half, "share"), q="không có"))


def test_both_reports_show_it_and_it_can_be_taken_away(half: Round) -> None:
    enter(half, OWN, 100)
    page = text_of(reader(half, OWN).get(at(half)))
    assert "Point to the lead unit of a result" in page
    assert point(half).status_code == 302
    mine = text_of(reader(half, OWN).get(at(half)))
    assert "Counted at the lead unit, not here" in mine
    assert "Mặt trận Tỉnh Cà Mau thử" in mine
    assert "30 are counted at the lead unit" in mine
    assert "Counted here" not in text_of(
        reader(half, LEAD).get(at(half, unit=LEAD))
    )  # a draft is the unit's own
    taken = {"cell": shared_cell(half), "lead": half.net.units[LEAD].pk, "remove": "1"}
    assert reader(half, OWN).post(at(half, "share"), taken).status_code == 302
    assert not SharedResult.objects.exists()
    assert "Cà Mau" not in text_of(reader(half, OWN).get(at(half)))


def test_once_handed_in_the_lead_reads_it_and_the_total_counts_once(
    half: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(half, OWN, 100)
    enter(half, LEAD, 40)
    point(half)
    for unit in (OWN, LEAD):
        received(half, unit, monkeypatch)
    lead = text_of(reader(half, LEAD).get(at(half, unit=LEAD)))
    assert "Counted here, achieved together with Mặt trận Tỉnh Đà Nẵng thử" in lead
    assert "Chung với Cà Mau" in lead
    slot = definition_of(half.collection.form_version).cell_by_code[shared_cell(half)].slot
    assert UnitTotal.objects.get(unit=half.net.units["front-tw"]).live[slot] == 110  # 100 − 30 + 40
    assert "Take away" not in text_of(reader(half, OWN).get(at(half)))
    assert "Nothing can be shared now" in text_of(reader(half, OWN).get(at(half, "share")))
    assert reader(half, LEAD).queries(at(half, unit=LEAD)) <= MOST_QUERIES


def test_what_is_wrong_is_said_in_the_form(half: Round) -> None:
    enter(half, OWN, 100)
    for amount, said in (("101", "more than"), ("1,5", "whole"), ("0", "At least"), ("", "required")):
        answer = point(half, amount)
        assert answer.status_code == 422, amount
        assert said in text_of(answer), amount
    own = point(half, lead=half.net.units[OWN].pk)
    assert own.status_code == 422
    assert point(half, lead="").status_code == 422
    assert "Choose the unit" in text_of(point(half, lead=""))
    assert not SharedResult.objects.exists()


def test_who_may_not_write_may_not_share(half: Round) -> None:
    enter(half, OWN, 100)
    admin = reader(half, OWN, Post.ADMINISTRATOR)
    assert admin.get(at(half, "share")).status_code == 403
    assert reader(half, LEAD).get(at(half, "share")).status_code == 404

"""A form that arrives without a session gives its words back and stores nothing; one that is taken says so."""

from __future__ import annotations

import pytest
from django.test import Client

from giaoban.apps.reporting.models import CellComment
from tests.network import build_network
from tests.reporting.conftest import Round, open_month

WORDS = "Đề nghị kiểm tra lại số hộ của tháng trước, <b>danh sách</b> kèm theo."
ID = "0123456789abcdef" * 2


@pytest.fixture
def month(db: None) -> Round:
    network = build_network()
    month = Round(network, open_month(network))
    month.fill("front-c1")
    return month


def remark(month: Round) -> tuple[str, str]:
    """The page of the form, and the address it is sent to."""
    page = f"/bao-cao/{month.report('front-c1').pk}/"
    return page, f"{page}nhan-xet/"


def test_words_without_a_session_come_back(client: Client, month: Round) -> None:
    page, address = remark(month)
    answer = client.post(
        address, {"body": WORDS, "cell": "x" * 30}, headers={"referer": f"http://testserver{page}"}
    )
    text = answer.content.decode()
    assert answer.status_code == 401
    assert "&lt;b&gt;danh sách&lt;/b&gt;" in text
    assert "xxxxx" not in text
    assert f"?next={page}" in text  # where the form stands, not where it was sent
    assert not CellComment.objects.exists()


def test_a_step_without_words_leads_to_the_sign_in_and_back_to_its_page(client: Client, month: Round) -> None:
    page, address = remark(month)
    back = client.post(address, {"cell": "x"}, headers={"referer": f"http://testserver{page}"})
    assert (back.status_code, back["Location"]) == (302, f"/dang-nhap/login/?next={page}")
    foreign = client.post(address, {"cell": "x"}, headers={"referer": f"https://elsewhere.test{page}"})
    assert foreign["Location"] == "/dang-nhap/login/?next=/"
    assert client.get(page)["Location"] == f"/dang-nhap/login/?next={page}"


def test_a_fragment_is_not_replaced_by_the_page_of_signing_in(client: Client, month: Round) -> None:
    page, address = remark(month)
    headers = {"hx-request": "true", "referer": f"http://testserver{page}"}
    answers = [client.get(page, headers=headers), client.post(address, {"body": WORDS}, headers=headers)]
    for answer in answers:
        assert answer.status_code == 401
        assert b"<!doctype" not in answer.content
        assert f"?next={page}" in answer.content.decode()
        assert "danh sách" not in answer.content.decode()  # it still stands in the form


def test_autosave_hears_of_the_sign_in_as_before(client: Client, month: Round) -> None:
    headers = {"accept": "application/json"}
    answer = client.post(
        f"{remark(month)[0]}luu/", {"changes": "x" * 40, "text:highlights": WORDS}, headers=headers
    )
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("origin", "shown"), [("http://testserver", True), ("https://elsewhere.test", False)]
)
def test_a_page_too_old_shows_its_own_words_only(month: Round, origin: str, shown: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(month.net.user("front-c1"), backend="giaoban.config.sessions.Backend")
    page, address = remark(month)
    answer = client.post(address, {"body": WORDS}, headers={"origin": origin, "referer": f"{origin}{page}"})
    assert answer.status_code == 403
    assert ("danh sách" in answer.content.decode()) is shown
    assert (f'href="{page}"' in answer.content.decode()) is shown


def test_what_was_taken_is_named_in_a_cookie(client: Client, month: Round) -> None:
    _page, address = remark(month)
    client.force_login(month.net.user("front-c1"), backend="giaoban.config.sessions.Backend")
    cell = {"cell": "figure:households_helped"}
    refused = client.post(address, {**cell, "body": "", "gb_kept": ID})
    assert f"gb_taken_{ID}" not in refused.cookies
    assert not [
        name
        for name in client.post(address, {**cell, "body": "x", "gb_kept": "a;b"}).cookies
        if "taken" in name
    ]
    taken = client.post(address, {**cell, "body": WORDS, "gb_kept": ID})
    assert (taken.status_code, taken.cookies[f"gb_taken_{ID}"]["max-age"]) == (302, 300)

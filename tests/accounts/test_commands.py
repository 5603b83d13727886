"""What the operator does to accounts: the first administrator, a new password for somebody who has forgotten it."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.audit.models import AuditLine
from tests.network import build_network

UNIT, FIRST, SECOND = "front-p1", "mật khẩu của người quản trị", "một mật khẩu hoàn toàn mới"
pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(monkeypatch: pytest.MonkeyPatch) -> User:
    build_network()
    monkeypatch.setenv("GIAOBAN_PASSWORD", FIRST)
    call_command("createadmin", "quantri", "--unit", UNIT, stdout=io.StringIO())
    monkeypatch.setenv("GIAOBAN_PASSWORD", SECOND)
    return User.objects.get(username="quantri")


def signed_in(password: str) -> Client:
    client = Client()
    client.post("/dang-nhap/login/", {"login": "quantri", "password": password})
    return client


def has_come_in(client: Client) -> bool:
    return client.get("/viec/").status_code == 200


def test_the_first_administrator_signs_in(administrator: User) -> None:
    assert Appointment.objects.get(user=administrator).post == Post.ADMINISTRATOR
    assert has_come_in(signed_in(FIRST))


def test_a_forgotten_password_is_set_and_signs_out_everywhere(administrator: User) -> None:
    before = signed_in(FIRST)
    call_command("setpassword", "quantri", stdout=io.StringIO())
    assert not has_come_in(before)
    assert not has_come_in(signed_in(FIRST))
    assert has_come_in(signed_in(SECOND))
    line = AuditLine.objects.filter(code="accounts.password_changed").latest("pk")
    assert (line.actor_kind, line.actor_label) == ("system", "setpassword")


@pytest.mark.parametrize(("name", "password", "told"), [("ai", SECOND, "ai"), ("quantri", "12345678", "")])
def test_what_is_wrong_is_told_and_changes_nothing(
    administrator: User, monkeypatch: pytest.MonkeyPatch, name: str, password: str, told: str
) -> None:
    monkeypatch.setenv("GIAOBAN_PASSWORD", password)
    with pytest.raises(CommandError, match=told or None):
        call_command("setpassword", name)
    assert has_come_in(signed_in(FIRST))

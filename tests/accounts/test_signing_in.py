"""Signing in: by name and password, limited for each account, not for the address that a hall shares."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from giaoban.apps.accounts.actions.create_user import create_user
from giaoban.apps.accounts.models import User
from giaoban.kit.access import Actor

NOW = datetime(2021, 7, 14, tzinfo=UTC)
HALL, HOME = "203.0.113.7", "198.51.100.9"
RIGHT = "một mật khẩu đủ dài"
FAILURES = 10


@pytest.fixture(autouse=True)
def _no_limits_left_over(settings: Settings) -> None:
    """And a hasher that costs nothing: dozens of people sign in here."""
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def user(name: str, password: str | None = RIGHT) -> User:
    return create_user(actor=Actor.system("tests"), username=name, label=name, password=password, now=NOW)


def attempt(name: str, password: str, address: str = HALL) -> bool:
    """Is one signed in afterwards?"""
    client = Client(REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": name, "password": password})
    return "_auth_user_id" in client.session


def test_with_the_password_and_not_without(db: None) -> None:
    user("a")
    assert not attempt("a", "sai")
    assert not attempt("nobody", RIGHT)
    assert attempt("a", RIGHT)


def test_an_account_is_closed_for_a_while_after_ten_failures(db: None) -> None:
    user("a")
    for _ in range(FAILURES):
        assert not attempt("a", "sai")
    assert not attempt("a", RIGHT)
    assert not attempt("a", RIGHT, HOME)  # from elsewhere too: the account is limited, not the address


def test_failures_are_counted_where_every_process_sees_them(db: None) -> None:
    user("a")
    attempt("a", "sai")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM giaoban_counts WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone() == (1,)


def test_others_in_the_same_hall_sign_in_meanwhile(db: None) -> None:
    user("a")
    for _ in range(FAILURES + 5):
        attempt("a", "sai")
    for name in ("b", "c"):
        user(name)
        assert attempt(name, RIGHT)


def test_a_hall_of_sixty_signs_in_within_a_minute(db: None) -> None:
    """One address, sixty accounts, one of them with a typing error: nobody is kept out."""
    shared = user("u0").password
    User.objects.bulk_create(
        User(username=f"u{n}", label=f"u{n}", password=shared, created_at=NOW) for n in range(1, 60)
    )
    assert not attempt("u0", "sai")
    assert all(attempt(f"u{n}", RIGHT) for n in range(60))


def test_an_account_without_a_password_or_switched_off_is_no_door(db: None) -> None:
    user("a", None)
    assert not attempt("a", "")
    assert not attempt("a", "!")
    closed = user("b")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    assert not attempt("b", RIGHT)


def test_nobody_makes_an_account(db: None) -> None:
    page = Client().post("/dang-nhap/signup/", {"username": "x", "password1": RIGHT, "password2": RIGHT})
    assert page.status_code == 404
    assert not User.objects.exists()

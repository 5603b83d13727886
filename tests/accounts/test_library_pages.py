"""Signing in belongs to a library: what it brings and the house does not need is not served, the rest is Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.account import urls as library
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from giaoban.apps.accounts import events
from giaoban.apps.accounts.models import User
from giaoban.apps.audit.models import AuditLine

from .test_signing_in import RIGHT, user

SERVED = {"login/", "logout/"}
NEW = "một mật khẩu hoàn toàn mới"
ENGLISH = re.compile(
    r"\b(password|account|e-?mail|sign (in|out|up)|username|the|your|please)\b", re.IGNORECASE
)


@pytest.fixture(autouse=True)
def _vietnamese(settings: Settings) -> None:
    cache.clear()
    settings.LANGUAGE_CODE = "vi"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def known(db: None) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="vi")
    client.force_login(user("a"))
    return client


def addresses() -> Iterator[str]:
    """Every address of the library, its parts filled."""
    for pattern in library.urlpatterns:
        yield re.sub(r"\(\?P<\w+>[^()]*\)", "a1", str(pattern.pattern)).strip("^$")


def words_of(page: str) -> str:
    """What a reader sees: no tags, no scripts; without the choice of language."""
    shown = re.sub(
        r"<(script|style)\b.*?</\1>|<button[^>]*lang=\"en\".*?</button>|<[^>]+>", " ", page, flags=re.DOTALL
    )
    return " ".join(shown.split())


@pytest.mark.parametrize("address", sorted(set(addresses()) - SERVED))
def test_what_is_not_needed_is_not_there(known: Client, address: str) -> None:
    for client in (Client(), known):
        for answer in (
            client.get(f"/dang-nhap/{address}"),
            client.post(f"/dang-nhap/{address}", {"email": "a@b.vn"}),
        ):
            assert answer.status_code == 404
            assert "gb-" in answer.content.decode(), "in the house's layout"


def test_all_addresses_were_tried() -> None:
    assert set(addresses()) > SERVED
    assert len(set(addresses())) >= 14
    assert Client().get("/dang-nhap/").status_code == 404


@pytest.mark.parametrize("address", sorted(SERVED))
def test_what_is_served_is_vietnamese(known: Client, address: str) -> None:
    client = known if address == "logout/" else Client(HTTP_ACCEPT_LANGUAGE="vi")
    page = client.get(f"/dang-nhap/{address}").content.decode()
    assert "gb-" in page
    assert ENGLISH.search(words_of(page)) is None


def test_refusals_of_signing_in_are_vietnamese(db: None) -> None:
    user("a")
    client = Client(HTTP_ACCEPT_LANGUAGE="vi")
    for _ in range(11):
        page = client.post(reverse("account_login"), {"login": "a", "password": "sai"}).content.decode()
        assert ENGLISH.search(words_of(page)) is None
    assert "15 phút" in page


def test_an_empty_form_names_its_fields_in_vietnamese(db: None) -> None:
    page = Client(HTTP_ACCEPT_LANGUAGE="vi").post(reverse("account_login"), {}).content.decode()
    assert re.search("Tên đăng nhập ?:", words_of(page))
    assert ENGLISH.search(words_of(page)) is None


def test_signing_in_and_out_says_nothing_in_english(db: None) -> None:
    user("a")
    client = Client(HTTP_ACCEPT_LANGUAGE="vi")
    client.post(reverse("account_login"), {"login": "a", "password": RIGHT})
    assert "Successfully" not in client.get("/").content.decode()
    client.post(reverse("account_logout"))
    assert "signed out" not in client.get(reverse("account_login")).content.decode()


def test_too_often_from_one_address_has_the_houses_page(db: None, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip", "login_failed": "10/15m/key"}
    client = Client(HTTP_ACCEPT_LANGUAGE="vi")
    answers = [client.post(reverse("account_login"), {"login": "a", "password": "sai"}) for _ in range(3)]
    assert answers[-1].status_code == 429
    page = answers[-1].content.decode()
    assert "gb-" in page
    assert ENGLISH.search(words_of(page)) is None


class TestOwnPassword:
    def test_it_is_changed_and_other_devices_are_out(self, known: Client) -> None:
        elsewhere = Client()
        elsewhere.force_login(User.objects.get())
        url = reverse("accounts:change_password")
        page = known.get(url).content.decode()
        assert "gb-form" in page
        assert ENGLISH.search(words_of(page)) is None
        assert known.post(url, {"old": RIGHT, "new": NEW, "again": NEW}).status_code == 302
        assert User.objects.get().check_password(NEW)
        assert "_auth_user_id" in known.session
        assert known.get(url).status_code == 200
        assert elsewhere.get(url).status_code == 302
        line = AuditLine.objects.get(code=events.PASSWORD_CHANGED)
        assert (line.subject_id, line.data) == (User.objects.get().pk, {})

    @pytest.mark.parametrize(
        ("old", "new", "again"),
        [("sai", NEW, NEW), (RIGHT, "ngắn", "ngắn"), (RIGHT, NEW, "khác hẳn mật khẩu")],
    )
    def test_what_is_wrong_changes_nothing(self, known: Client, old: str, new: str, again: str) -> None:
        answer = known.post(reverse("accounts:change_password"), {"old": old, "new": new, "again": again})
        assert answer.status_code == 422
        assert User.objects.get().check_password(RIGHT)
        assert ENGLISH.search(words_of(answer.content.decode())) is None

    def test_like_the_user_name_is_refused_in_vietnamese(self, db: None) -> None:
        client = Client(HTTP_ACCEPT_LANGUAGE="vi")
        client.force_login(user("can-bo-xa-mot"))
        like = {"old": RIGHT, "new": "can-bo-xa-mot1", "again": "can-bo-xa-mot1"}
        answer = client.post(reverse("accounts:change_password"), like)
        assert answer.status_code == 422
        assert "quá giống tên đăng nhập" in answer.content.decode()
        assert ENGLISH.search(words_of(answer.content.decode())) is None

    def test_guessing_ends(self, known: Client) -> None:
        url, wrong = reverse("accounts:change_password"), {"old": "sai", "new": NEW, "again": NEW}
        assert [known.post(url, wrong).status_code for _ in range(11)][-1] == 429

    def test_an_account_without_a_password_has_none_to_change(self, db: None) -> None:
        client = Client()
        client.force_login(user("b", None))
        assert client.get(reverse("accounts:change_password")).status_code == 404

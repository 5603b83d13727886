"""Whose address counts behind proxies, and that nobody writes themselves another one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from giaoban.apps.accounts.web.forms import ClosedAdapter
from giaoban.config import env
from giaoban.kit.request import client_address

VISITOR, PROXY = "203.0.113.7", "127.0.0.1"


def address(said: str | None, remote: str = PROXY) -> str:
    headers: dict[str, Any] = {} if said is None else {"HTTP_X_FORWARDED_FOR": said}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


@pytest.mark.parametrize(
    ("proxies", "said", "counts"),
    [
        (0, VISITOR, PROXY),  # without a proxy of ours nobody is believed
        (1, VISITOR, VISITOR),
        (1, f"198.51.100.1, {VISITOR}", VISITOR),  # forged ahead of what the proxy wrote
        (1, f"198.51.100.1,10.0.0.1 ,{VISITOR}", VISITOR),
        (2, f"198.51.100.1, {VISITOR}, 10.0.0.2", VISITOR),
        (2, VISITOR, PROXY),  # fewer than there are proxies: it did not come through them
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "unknown", PROXY),
        (1, "x" * 5000, PROXY),
        (1, "[2001:DB8::1]", "2001:db8::1"),
    ],
)
def test_the_outermost_proxy_of_ours_says_who_asks(
    settings: Any, proxies: int, said: str, counts: str
) -> None:
    settings.PROXIES = proxies
    assert address(said) == counts
    assert ClosedAdapter().get_client_ip(
        RequestFactory().get("/", REMOTE_ADDR=PROXY, **({} if said is None else {"HTTP_X_FORWARDED_FOR": said}))
    ) == counts  # fmt: skip


@pytest.mark.django_db
def test_each_visitor_behind_the_proxy_has_tries_of_their_own_and_forging_gives_no_more(
    settings: Any,
) -> None:
    settings.PROXIES = 1
    cache.clear()
    url = reverse("document_check", args=["ABCDEFGH"])
    browser = Client()
    answers = [
        browser.get(url, HTTP_X_FORWARDED_FOR=f"198.51.100.{n % 250}, {VISITOR}").status_code
        for n in range(62)
    ]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert browser.get(url, HTTP_X_FORWARDED_FOR=f"{VISITOR}, 203.0.113.8").status_code == 404


def test_a_typing_error_never_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAOBAN_PROXIES", "one")
    with pytest.raises(SystemExit):
        env.count("GIAOBAN_PROXIES", 0)

"""Addresses that no room owns."""

from __future__ import annotations

from django.contrib.staticfiles.finders import find
from django.templatetags.static import static
from django.test import Client


def test_the_icon_that_browsers_ask_for_is_the_mark(db: None) -> None:
    answer = Client().get("/favicon.ico")
    assert answer.status_code == 301
    assert answer["Location"] == static("kit/mark.svg")
    assert find("kit/mark.svg")
    assert not answer.cookies

"""Forms that show whom they reach before they send: look, then press the button of what was seen."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

NOTICE = "The list differs from the one you have just seen."


def seen(client: Client, url: str, typed: dict[str, Any]) -> dict[str, Any]:
    """What the page that shows who is meant sends with its button."""
    page = client.post(url, typed).content.decode()
    (mark,) = re.findall(r'name="previewed" value="([0-9a-f]{64})"', page)
    return {**typed, "previewed": mark, "confirm": "1"}


def confirmed(client: Client, url: str, typed: dict[str, Any]) -> HttpResponse:
    """The answer to the button, pressed on what was seen."""
    answer: HttpResponse = client.post(url, seen(client, url, typed))  # type: ignore[assignment]
    return answer

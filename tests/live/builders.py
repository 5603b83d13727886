"""Builders of topics that only tests show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib.sessions.models import Session
from django.utils.translation import gettext


def counted(key: str) -> str:
    """How many sessions there are whose key begins so, and a word of the language."""
    return f"<b>{Session.objects.filter(session_key__startswith=key).count()}</b> {gettext('Sites')}"


def broken(key: str) -> str:
    raise RuntimeError(key)


calls: list[list[str]] = []


def many(keys: Sequence[str]) -> Mapping[str, str]:
    """As `counted`, for several keys; notes each call."""
    calls.append(list(keys))
    return {key: f"<b>{Session.objects.filter(session_key__startswith=key).count()}</b>" for key in keys}

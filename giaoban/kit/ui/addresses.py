"""Addresses of the rows of a page: `reverse` is asked once for a name, not once a row."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, reverse

_STANDS_FOR = {"int": 1_000_000_007, "UUID": UUID(int=1_000_000_007)}


def row_address(name: str, key: int | UUID, *more: str) -> str:
    """`reverse(name, args=[key, *more])` for a key that stands in the address as it is (`<int:pk>`, `<uuid:uid>`).

    KeyError for any other kind of key: a text would have to be quoted.
    """
    before, after = _around(name, type(key).__name__, more, settings.ROOT_URLCONF, get_script_prefix())
    return f"{before}{key}{after}"


@cache
def _around(name: str, kind: str, more: tuple[str, ...], _urlconf: str, _prefix: str) -> tuple[str, str]:
    """What stands before and after the key; it never changes while the process runs."""
    key = _STANDS_FOR[kind]
    before, _key, after = reverse(name, args=[key, *more]).partition(str(key))
    return before, after

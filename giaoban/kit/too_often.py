"""Whoever asks an open page too often waits. Counted in the cache, which all web processes share."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from .errors import GiaoBanError


class TooMany(GiaoBanError):
    """Asked too often."""

    code = "too_many"
    status = 429


def not_too_often(key: str, most: int, seconds: int) -> None:
    """Count one question under `key`; raises TooMany beyond `most` until nobody has asked for `seconds`."""
    asked = cache.get(key, 0) + 1
    cache.set(key, asked, seconds)
    if asked > most:
        raise TooMany(_("Too many questions from your address. Try again in a minute."))

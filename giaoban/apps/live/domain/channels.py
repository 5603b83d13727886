"""Channels: under which name nginx hands a topic on to tens of thousands of screens (docs/ops/nchan.md).

Who was given a channel's name by a page may listen, nobody can guess one, and no connection reaches Python. A name
is good for the half-day in which it was handed out and the next one; then its channel is ended, also for whoever
still listens.
"""

from __future__ import annotations

import base64
from datetime import datetime

from django.utils.crypto import salted_hmac

from .tickets import LASTS

_SALT = "giaoban.live.channel"


def half_day(now: datetime) -> int:
    """The number of the half-day: as many hours as a ticket lasts."""
    return int(now.timestamp() // LASTS.total_seconds())


def channel_of(name: str, half: int) -> str:
    """The channel of a topic in a half-day: 43 letters, digits and `-_` (HMAC-SHA256)."""
    digest = salted_hmac(_SALT, f"{half}/{name}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def path_of(channel: str) -> str:
    """Where browsers listen to a channel; nginx answers it."""
    return f"/truc-tiep/kenh/{channel}/"

"""Tickets: whoever holds one may listen to one topic for half a day, without a session.

A page that may show the topic hands the ticket out. It is a signature over the topic's name and the time, so the
process of the streams asks no database who somebody is, and 9,000 screens that come back at once cost 9,000
signatures.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core import signing

LASTS = timedelta(hours=12)
_signer = signing.TimestampSigner(salt="giaoban.live")


def ticket_for(name: str) -> str:
    """The ticket of a topic's name; letters, digits, `:-_` only."""
    packed = signing.b64_encode(name.encode()).decode()
    return _signer.sign(packed)


def made_at(ticket: str) -> datetime:
    """When one of our own was made, by the machine's clock, to the second."""
    return datetime.fromtimestamp(signing.b62_decode(ticket.split(":")[1]), UTC)


def topic_of(ticket: str) -> str | None:
    """The topic's name, or None: not ours, altered, or older than `LASTS`."""
    try:
        packed = _signer.unsign(ticket, max_age=LASTS)
        return signing.b64_decode(packed.encode()).decode()
    except (signing.BadSignature, ValueError):
        return None

"""Messages that leave the installation: mail through its mail server, JSON to its gateway for chat and SMS.

The gateway's address stands in the settings, never in anything that a user typed, and redirects are not followed.
It knows the sender by `X-Giaoban-Signature: sha256=…`, the HMAC-SHA256 of "<X-Giaoban-Time>.<body>" with the
secret that both share; a receiver refuses times that are more than five minutes off (docs/ops/reminders.md).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

import requests
from django.core.mail import EmailMessage

SECONDS = 10
"""Longer nobody is waited for."""


class NotDelivered(Exception):
    """The other side did not take it; its text says why, for the page of the user."""


def post_signed(url: str, secret: str, payload: Mapping[str, str | int], now: datetime) -> None:
    """Hand `payload` to the gateway. Raises NotDelivered unless it answers 2xx."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json", "X-Giaoban-Time": stamp,
        "X-Giaoban-Signature": f"sha256={signature(secret, stamp, body)}",
    }  # fmt: skip
    try:
        answer = requests.post(url, data=body, headers=headers, timeout=SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise NotDelivered(type(error).__name__) from error
    if not 200 <= answer.status_code < 300:
        raise NotDelivered(f"HTTP {answer.status_code}")


def call(url: str) -> str:
    """Ask an address that the settings name, and give back what it answers. Raises NotDelivered unless it is 2xx."""
    try:
        answer = requests.get(url, timeout=SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise NotDelivered(type(error).__name__) from error
    if not 200 <= answer.status_code < 300:
        raise NotDelivered(f"HTTP {answer.status_code}")
    return answer.text[:20_000]


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Hexadecimal HMAC-SHA256 of "<stamp>.<body>"."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()


def mail(to: str, subject: str, text: str) -> None:
    """Send a plain text. Raises NotDelivered when the mail server does not take it."""
    message = EmailMessage(subject=" ".join(subject.split()), body=text, to=[to])
    try:
        taken = message.send()
    except OSError as error:  # smtplib's own errors are OSErrors too
        raise NotDelivered(type(error).__name__) from error
    if not taken:
        raise NotDelivered("not taken")

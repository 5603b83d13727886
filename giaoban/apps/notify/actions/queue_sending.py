"""Put messages into the outbox, inside the use case of whoever has something to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from giaoban.kit.jobs import later

from ..models import Channel, Sending

DELIVER = "notify.deliver"
CODE = "code:"
"""How the key of a message with a code begins: its text is not kept."""


@dataclass(frozen=True, slots=True)
class Message:
    """`key` says what it is about, so that one channel hears of it once. `link` is a path of this site."""

    key: str
    subject: str
    body: str
    link: str


def queue(channel: Channel, said: Message, now: datetime, *, at_once: bool = False) -> bool:
    """Send it when the user's quiet hours are over (or `at_once`). False when this was said on the channel before."""
    due = now if at_once else channel.awake(timezone.localtime(now))
    row, new = Sending.objects.get_or_create(
        channel=channel,
        key=said.key,
        defaults={
            "subject": said.subject[:200], "body": said.body, "link": said.link, "created_at": now, "due_at": due,
        },
    )  # fmt: skip
    if new:
        later(DELIVER, at=due, sending_id=row.pk)
    return new

"""Background entries of reminders."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from giaoban.kit import clock, outbound
from giaoban.kit.access import Actor

from .actions.note_delivery import note_delivery
from .actions.queue_sending import CODE, DELIVER
from .enums import SendingState, Way
from .models import Sending

KEPT = timedelta(days=90)


@app.task(name=DELIVER, retry=3)
def deliver(sending_id: int) -> None:
    """Send one message. Killed between sending and noting, it goes out twice under the same id, never not at all."""
    row = Sending.objects.select_related("channel").filter(pk=sending_id).first()
    if row is None or row.state != SendingState.WAITING:
        return
    now, fault = clock.now(), ""
    if row.channel.is_open or row.key.startswith(CODE):
        try:
            hand_over(row, now)
        except outbound.NotDelivered as error:
            fault = str(error)
    else:
        fault = "stopped"
    note_delivery(actor=Actor.system(DELIVER), sending=row, fault=fault, now=now)


def hand_over(row: Sending, now: datetime) -> None:
    """By mail, or to the installation's gateway. Raises NotDelivered."""
    link, address = f"{settings.PUBLIC_URL}{row.link}", row.channel.address
    if row.channel.way == Way.EMAIL:
        outbound.mail(address, row.subject, f"{row.body}\n\n{link}\n")
        return
    message: dict[str, str | int] = {
        "id": row.pk, "to": address, "subject": row.subject, "text": row.body, "link": link,
    }  # fmt: skip
    outbound.post_signed(settings.GATEWAY_URL, settings.GATEWAY_SECRET, message, now)


@app.periodic(cron="15 18 * * *")
@app.task(name="notify.forget", queueing_lock="notify.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Every night: what was sent more than 90 days ago is of no more use."""
    Sending.objects.exclude(state=SendingState.WAITING).filter(created_at__lt=clock.now() - KEPT).delete()

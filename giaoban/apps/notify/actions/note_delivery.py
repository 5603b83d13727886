"""What became of a message: taken, to be tried again, or lost."""

from __future__ import annotations

from datetime import datetime

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.jobs import later
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.retries import FAILED_IN_A_ROW, pause_after
from ..enums import SendingState
from ..models import Channel, Sending
from .queue_sending import CODE, DELIVER


@usecase("notify.note_delivery")
def note_delivery(*, actor: Actor, sending: Sending, fault: str, now: datetime) -> Sending:
    """`fault` is why it was not taken, "" when it was. Tried four times more; three lost in a row stop the way."""
    row = Sending.objects.select_for_update().get(pk=sending.pk)
    authorize(actor, policies.send, row)
    if row.state != SendingState.WAITING:
        nothing_changed()
        return row
    row.attempts += 1
    row.fault = fault[:200]
    pause = pause_after(row.attempts) if fault else None
    if pause is not None:
        row.due_at = now + pause
        later(DELIVER, at=row.due_at, sending_id=row.pk)
    else:
        row.state, row.done_at = SendingState.FAILED if fault else SendingState.SENT, now
        row.body = "" if row.key.startswith(CODE) else row.body
        _count(actor, row, now)
    row.save()
    record(actor=actor, code=events.SENDING_NOTED, subject=row, state=row.state, attempts=row.attempts)
    return row


def _count(actor: Actor, row: Sending, now: datetime) -> None:
    channel = Channel.objects.select_for_update().get(pk=row.channel_id)
    channel.lost = channel.lost + 1 if row.state == SendingState.FAILED else 0
    if channel.lost >= FAILED_IN_A_ROW and channel.stopped_at is None:
        channel.stopped_at = now
        record(actor=actor, code=events.CHANNEL_STOPPED, subject=channel, lost=channel.lost)
    channel.save(update_fields=["lost", "stopped_at"])

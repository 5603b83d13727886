"""An urgent telegram is sent again to whoever has not acknowledged it in time, and the unit above is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.tasks.actions.give_to_many import say_again
from giaoban.kit.access import Actor, authorize
from giaoban.kit.jobs import later
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import ASK_ACKNOWLEDGE
from ..models import Directive, Dissemination
from .escalate_late import go_up
from .fan_out import DOCUMENT

REPEAT = "directives.repeat"
TURNS = 5
_EARLY = timedelta(minutes=1)
_UNREAD = """
SELECT s.unit_id FROM directives_dissemination s
  JOIN documents_delivery r ON r.document_id = %s AND r.unit_id = s.unit_id
 WHERE s.wave_id = %s AND r.acknowledged_at IS NULL
"""


@usecase("directives.repeat_telegram")
def repeat_telegram(*, actor: Actor, directive: Directive, turn: int, now: datetime) -> int:
    """Send it for the `turn`-th time again; returns to how many. The next turn is deferred here, `TURNS` at most.

    Nothing happens when everybody has acknowledged, before its hour, or when this turn was taken already.
    """
    authorize(actor, policies.escalate, directive)
    row: Directive = (
        Directive.objects.select_for_update(of=("self",))
        .select_related("document__type")
        .get(pk=directive.pk)
    )
    due = _hour(row, turn)
    left = list(unread(row).values_list("unit_id", flat=True)) if due and now >= due - _EARLY else []
    if not left or row.repeated >= turn or due is None:
        nothing_changed()
        return 0
    pause = timedelta(hours=row.repeat_hours or 0)
    row.repeated = turn
    row.save(update_fields=["repeated"])
    words = {"turn": turn, "document": row.document}
    say_again(
        kind=ASK_ACKNOWLEDGE, title=_("Sent again (%(turn)s): acknowledge the telegram %(document)s") % words,
        subject_type=DOCUMENT, subject_id=row.document_id, units=(_UNREAD, [row.document_id, row.top_id]),
        due=now + pause,
    )  # fmt: skip
    far = timezone.localdate(now) + timedelta(days=3660)
    go_up(row, {turn: far}, f"d.unit_id IN ({_UNREAD})", [row.document_id, row.top_id], now)
    record(actor=actor, code=events.REPEATED, subject=row, unit_id=row.unit_id, turn=turn, units=len(left))
    if turn < TURNS:
        later(REPEAT, at=now + pause, directive_id=row.pk, turn=turn + 1)
    return len(left)


def unread(directive: Directive) -> QuerySet[Dissemination]:
    """Addressees of the wave that have not acknowledged its document."""
    return Dissemination.objects.filter(
        wave=directive.top_id,
        unit__deliveries__document=directive.document_id,
        unit__deliveries__acknowledged_at__isnull=True,
    )


def _hour(row: Directive, turn: int) -> datetime | None:
    """When the turn is due; None for what is no telegram."""
    if row.acknowledge_by is None or row.repeat_hours is None:
        return None
    return row.acknowledge_by + timedelta(hours=row.repeat_hours) * (turn - 1)

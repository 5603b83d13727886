"""The chair confirms: the conclusions stand, and every task agreed on becomes a task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.tasks.actions.create_tasks import create_tasks
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import ConferenceState, Consensus, StanceKind
from ..models import AgreedTask, Conclusion, Conference
from ..queries.conference import PUT_AS, stand_of
from .hold_conference import close

ORIGIN = "conferences.AgreedTask"


@usecase("conferences.confirm_conclusions")
def confirm_conclusions(*, actor: Actor, conference: Conference, now: datetime) -> Conference:
    """Confirm the conclusions and give the agreed tasks, in one step; a conference in session is closed by it.

    Locks the conference, so that two who confirm at once give the tasks once; confirmed again, nothing changes.
    Raises Invalid while there is no conclusion, or naming each task to which an objection stands or which a count did
    not adopt; Conflict before the conference was opened. A rehearsal gives no tasks.
    """
    authorize(actor, policies.conclude, conference, seen_by=policies.see)
    row = Conference.objects.select_for_update().get(pk=conference.pk)
    if row.confirmed_at is not None:
        nothing_changed()
        return row
    if row.state == ConferenceState.CALLED_OFF:
        raise Conflict(_("This conference was called off; it has nothing to conclude."))
    agreed = list(
        AgreedTask.objects.filter(conference=row)
        .annotate(put_as=PUT_AS)
        .prefetch_related("coordinating", "stances")
        .order_by("position")
    )
    _check(row, agreed)
    if row.state != ConferenceState.CLOSED:
        close(row, now)
    made = (
        [] if row.rehearsal else create_tasks(actor=actor, tasks=[_as_task(row, a) for a in agreed], now=now)
    )
    for one, task in zip(agreed, made, strict=not row.rehearsal):
        one.task = task
    AgreedTask.objects.bulk_update(agreed, ["task"])
    row.confirmed_at = now
    row.save(update_fields=["confirmed_at"])
    record(actor=actor, code=events.CONFIRMED, subject=row, unit_id=row.unit_id, tasks=[t.pk for t in made])
    return row


def _check(row: Conference, agreed: Sequence[AgreedTask]) -> None:
    if not Conclusion.objects.filter(conference=row).exists():
        raise Invalid(_("There is no conclusion yet. Write what the chair concluded first."))
    hindered = tuple((a.title, _why(a)) for a in agreed if stand_of(a) is Consensus.NOT_AGREED)
    if hindered:
        raise Invalid(_("Not every task is agreed on."), problems=hindered)


def _why(agreed: AgreedTask) -> str:
    if any(s.kind == StanceKind.OBJECTION and s.settled_at is None for s in agreed.stances.all()):
        return str(_("An objection stands. Settle it, or withdraw the task."))
    return str(_("The count did not adopt it. Put it again, or withdraw the task."))


def _as_task(row: Conference, a: AgreedTask) -> NewTask:
    return NewTask(
        title=a.title,
        lead_id=a.lead_id,
        assigned_by_id=row.unit_id,
        deadline=a.deadline,
        aim=a.aim,
        measure=a.measure,
        coordinating_ids=tuple(u.pk for u in a.coordinating.all()),
        is_key=a.is_key,
        position=a.position,
        indicator_id=a.indicator_id,
        target=a.target,
        origin_type=ORIGIN,
        origin_id=a.pk,
    )

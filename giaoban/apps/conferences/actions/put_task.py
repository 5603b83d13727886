"""Put a task to consensus; keep who said what against it; settle an objection; withdraw the task."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.plan import NewAgreedTask
from ..enums import StanceKind
from ..models import AgreedTask, Conference, Stance
from .plan_conference import locked, share_with


@usecase("conferences.put_task")
def put_task(*, actor: Actor, conference: Conference, task: NewAgreedTask) -> AgreedTask:
    """Put a task to the conference: agreed unless somebody objects. Locks the conference.

    Raises Invalid for a deadline before the conference, Conflict once the conclusions are confirmed.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    if task.deadline < clock.local_day(row.starts_at):
        problem = ("deadline", str(_("Choose a day after the conference.")))
        raise Invalid(_("The deadline lies before the conference."), problems=(problem,))
    put = AgreedTask.objects.create(
        conference=row,
        conclusion_id=task.conclusion_id,
        position=AgreedTask.objects.filter(conference=row).count() + 1,
        title=task.title.strip(),
        aim=task.aim.strip(),
        measure=task.measure.strip(),
        lead_id=task.lead_id,
        deadline=task.deadline,
        is_key=task.is_key,
        indicator_id=task.indicator_id,
        target=task.target,
    )
    put.coordinating.add(*task.coordinating_ids)
    share_with(row, [task.lead_id, *task.coordinating_ids])
    record(actor=actor, code=events.TASK_PUT, subject=put, unit_id=row.unit_id, lead=task.lead_id)
    return put


@usecase("conferences.record_stance")
def record_stance(
    *,
    actor: Actor,
    agreed_task: AgreedTask,
    kind: StanceKind,
    post: str,
    text: str,
    unit: Unit | None = None,
    now: datetime,
) -> Stance:
    """Keep a reservation or an objection with the post that holds it. Locks the conference.

    Raises Invalid without post or text, Conflict once the conclusions are confirmed.
    """
    authorize(actor, policies.run, agreed_task.conference, seen_by=policies.see)
    row = locked(agreed_task.conference)
    empty = tuple(
        (name, str(_("It is empty."))) for name, v in (("post", post), ("text", text)) if not v.strip()
    )
    if empty:
        raise Invalid(_("Say which post holds it, and what it says."), problems=empty)
    stance = Stance.objects.create(
        agreed_task=agreed_task, kind=kind, post=post.strip(), unit=unit, text=text.strip(), at=now
    )
    record(actor=actor, code=events.STANCE_TAKEN, subject=stance, unit_id=row.unit_id, kind=kind)
    return stance


@usecase("conferences.settle_stance")
def settle_stance(*, actor: Actor, stance: Stance, now: datetime) -> Stance:
    """Note that an objection or reservation was given up; it stays readable. Locks the conference."""
    conference = stance.agreed_task.conference
    authorize(actor, policies.run, conference, seen_by=policies.see)
    locked(conference)
    row = Stance.objects.get(pk=stance.pk)
    if row.settled_at is not None:
        nothing_changed()
        return row
    row.settled_at = now
    row.save(update_fields=["settled_at"])
    record(actor=actor, code=events.STANCE_SETTLED, subject=row, unit_id=conference.unit_id)
    return row


@usecase("conferences.withdraw_task")
def withdraw_task(*, actor: Actor, agreed_task: AgreedTask) -> None:
    """Take a task out before the conclusions are confirmed. Locks the conference. Raises Conflict afterwards."""
    authorize(actor, policies.run, agreed_task.conference, seen_by=policies.see)
    row = locked(agreed_task.conference)
    found = AgreedTask.objects.filter(pk=agreed_task.pk).first()
    if found is None:
        raise Conflict(_("This task was withdrawn already."))
    record(
        actor=actor, code=events.TASK_WITHDRAWN, subject=found, unit_id=row.unit_id, position=found.position
    )
    found.delete()
    left = list(AgreedTask.objects.filter(conference=row))
    for place, task in enumerate(left, 1):
        task.position = place
    AgreedTask.objects.bulk_update(left, ["position"])

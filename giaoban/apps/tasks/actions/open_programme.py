"""Open an action programme, with its key tasks; close it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents.models import Document
from giaoban.apps.indicators.models import Period
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.queries import readers_above
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.giving import NewTask
from ..enums import ENDED, ProgrammeState
from ..models import Programme, Task
from .create_tasks import create_tasks


@usecase("tasks.open_programme")
def open_programme(
    *,
    actor: Actor,
    unit: Unit,
    title: str,
    year: int,
    aim: str = "",
    period: Period | None = None,
    document: Document | None = None,
    tasks: Sequence[NewTask] = (),
    now: datetime,
) -> Programme:
    """Write the programme and give its tasks in one step.

    Raises Invalid without a title, and for a lead unit that is neither `unit` nor below it.
    """
    authorize(actor, policies.give, unit)
    if not title.strip():
        raise Invalid(_("A programme has a title."), problems=(("title", str(_("It is empty."))),))
    above = readers_above({t.lead_id for t in tasks}, clock.local_day(now))
    for task in tasks:
        if unit.pk not in above[task.lead_id]:
            problem = (task.title, str(_("Choose your own unit or one below it.")))
            raise Invalid(_("A task is given to one's own unit or to one below it."), problems=(problem,))
    row = Programme(
        unit=unit, title=title.strip(), aim=aim.strip(), year=year, period=period, document=document, created_at=now,
        seen_by=[unit.pk],
    )  # fmt: skip
    row.fold_words()
    row.save(force_insert=True)
    given = [
        replace(t, programme_id=row.pk, assigned_by_id=unit.pk, position=t.position or place)
        for place, t in enumerate(tasks, 1)
    ]
    create_tasks(actor=actor, tasks=given, now=now)
    record(
        actor=actor, code=events.PROGRAMME_OPENED, subject=row, unit_id=unit.pk, tasks=len(given), year=year
    )
    return row


@usecase("tasks.close_programme")
def close_programme(*, actor: Actor, programme: Programme) -> Programme:
    """Close it. Raises Conflict while a task of it is neither confirmed nor dropped."""
    authorize(actor, policies.run_programme, programme, seen_by=policies.see_programme)
    row: Programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if row.state == ProgrammeState.CLOSED:
        nothing_changed()
        return row
    left = Task.objects.filter(programme=row).exclude(state__in=ENDED).count()
    if left:
        raise Conflict(
            _("%(count)s tasks are neither confirmed nor dropped. Confirm or drop them first."), count=left
        )
    row.state = ProgrammeState.CLOSED
    row.save(update_fields=["state"])
    record(actor=actor, code=events.PROGRAMME_CLOSED, subject=row, unit_id=row.unit_id)
    return row

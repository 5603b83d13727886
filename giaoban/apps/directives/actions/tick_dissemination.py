"""A unit says that it disseminated a document: form, classes, people present of people due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents.actions.deliver_document import note_read
from giaoban.apps.documents.events import DeliveryAcknowledged
from giaoban.apps.files.actions.store_file import Upload, store_file
from giaoban.apps.files.enums import ATTACHMENTS
from giaoban.apps.org.queries import work_calendar
from giaoban.apps.tasks.actions.give_to_many import ask_for_tasks
from giaoban.apps.tasks.actions.write_asks import close_asks
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.events import publish
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.lateness import days_late
from ..enums import ASK_DISSEMINATE, TASK_ORIGIN, DisseminationState, Form
from ..models import Dissemination, GivenTask
from .fan_out import SUBJECT

MONTH = timedelta(days=31)
"""How far beyond a day the calendar is read: no row of days off is as long."""


@dataclass(frozen=True, slots=True)
class Held:
    """What was held: `officers` and `members` present of `due` people; `others` reached are counted apart."""

    form: Form
    held_on: date
    classes: int
    due: int
    officers: int
    members: int
    others: int = 0
    note: str = ""
    upload: Upload | None = None
    file_name: str = ""


def own_part(actor: Actor, dissemination: Dissemination) -> Dissemination:
    """The unit's own part of a wave, locked, for whoever may tick it. Inside a use case only."""
    row: Dissemination = (
        Dissemination.objects.select_for_update(of=("self",))
        .select_related("directive__document", "unit")
        .get(pk=dissemination.pk)
    )
    authorize(actor, policies.tick, row, seen_by=policies.see_dissemination)
    return row


@usecase("directives.tick_dissemination")
def tick_dissemination(
    *, actor: Actor, dissemination: Dissemination, held: Held, now: datetime
) -> Dissemination:
    """Tick, or correct what was ticked. Locks the row; closes the unit's ask. Raises Invalid, FileRefused."""
    row = own_part(actor, dissemination)
    _check(held, row.directive.document.issued_on, timezone.localdate(now))
    if held.upload is not None:
        row.material = store_file(
            actor=actor,
            upload=held.upload,
            name=held.file_name,
            unit=row.unit,
            now=now,
            allowed=ATTACHMENTS,
        )
    row.form, row.held_on, row.note = held.form, held.held_on, held.note.strip()
    row.classes, row.due, row.others = held.classes, held.due, held.others
    row.officers, row.members = held.officers, held.members
    row.state = DisseminationState.DONE
    row.ticked_at, row.ticked_by_id = now, actor.user_id
    calendar = work_calendar(row.deadline, max(row.deadline, held.held_on) + MONTH)
    row.days_late = days_late(row.deadline, held.held_on, calendar)
    row.save()
    record(
        actor=actor,
        code=events.TICKED,
        subject=row,
        unit_id=row.unit_id,
        present=row.present,
        due=row.due,
        classes=row.classes,
        others=row.others,
    )
    close_asks(kind=ASK_DISSEMINATE, subject_type=SUBJECT, subject_ids=[row.pk], now=now)
    _go_on(row, now)
    return row


def _go_on(row: Dissemination, now: datetime) -> None:
    """Whoever disseminated has read; its tasks are next."""
    directive = row.directive
    for document in filter(None, (directive.document_id, directive.own_document_id)):
        if note_read(document_id=document, unit_id=row.unit_id, now=now):
            publish(DeliveryAcknowledged(document, row.unit_id, now))
    tasks = list(GivenTask.objects.filter(directive=row.wave_id).values_list("pk", flat=True))
    if tasks:
        ask_for_tasks(lead_id=row.unit_id, origin_type=TASK_ORIGIN, origin_ids=tasks, now=now)


def _check(held: Held, issued_on: date, today: date) -> None:
    problems = []
    if held.held_on < issued_on:
        problems.append(("held_on", _("The document did not exist yet on this day.")))
    if held.held_on > today:
        problems.append(("held_on", _("This day has not come yet.")))
    if held.classes < 1:
        problems.append(("classes", _("At least one class or meeting.")))
    if held.due < 1:
        problems.append(("due", _("Say how many people were due to attend.")))
    if min(held.officers, held.members, held.others) < 0:
        problems.append(("officers", _("A count cannot be below zero.")))
    if held.officers + held.members > held.due:
        problems.append(
            (
                "due",
                _(
                    "More present (%(present)d) than due (%(due)d). Count those who were not due under “others”."
                )
                % {"present": held.officers + held.members, "due": held.due},
            )
        )
    if problems:
        raise Invalid(_("The dissemination cannot be ticked like this."), problems=tuple(problems))

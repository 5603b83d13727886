"""A unit says that it disseminated a document: form, classes, people present of people due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import Upload, store_file
from giaoban.apps.files.enums import ATTACHMENTS
from giaoban.apps.tasks.actions.write_asks import close_asks
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import ASK_DISSEMINATE, DisseminationState, Form
from ..models import Dissemination
from .ask_dissemination import SUBJECT


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


@usecase("directives.tick_dissemination")
def tick_dissemination(
    *, actor: Actor, dissemination: Dissemination, held: Held, now: datetime
) -> Dissemination:
    """Tick, or correct what was ticked. Locks the row; closes the unit's ask. Raises Invalid, FileRefused."""
    row: Dissemination = (
        Dissemination.objects.select_for_update(of=("self",))
        .select_related("directive", "unit")
        .get(pk=dissemination.pk)
    )
    authorize(actor, policies.tick, row, seen_by=policies.see_dissemination)
    _check(held, timezone.localtime(now).date())
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
    return row


def _check(held: Held, today: date) -> None:
    problems = []
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

"""A unit files the action programme that it was asked for: one written in this system, or a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import Upload, store_file
from giaoban.apps.files.enums import ATTACHMENTS
from giaoban.apps.tasks.actions.write_asks import close_asks
from giaoban.apps.tasks.models import Programme
from giaoban.kit.access import Actor
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import events
from ..enums import ASK_PROGRAMME
from ..models import Dissemination
from .fan_out import SUBJECT
from .tick_dissemination import own_part


@dataclass(frozen=True, slots=True)
class Filing:
    """The unit's own programme, or a file of it; either is enough."""

    programme: Programme | None = None
    upload: Upload | None = None
    file_name: str = ""


@usecase("directives.file_programme")
def file_programme(
    *, actor: Actor, dissemination: Dissemination, filing: Filing, now: datetime
) -> Dissemination:
    """File it, or file a later one in its place. Locks the row; closes the ask. Raises Invalid, FileRefused."""
    row = own_part(actor, dissemination)
    if filing.programme is None and filing.upload is None:
        raise Invalid(
            _("Choose a programme or attach a file."), problems=(("programme", str(_("Nothing is chosen."))),)
        )
    if filing.programme is not None and filing.programme.unit_id != row.unit_id:
        raise Invalid(_("The programme belongs to another unit."), problems=(("programme", ""),))
    if filing.upload is not None:
        row.programme_file = store_file(
            actor=actor, upload=filing.upload, name=filing.file_name, unit=row.unit, now=now, allowed=ATTACHMENTS
        )  # fmt: skip
    row.programme = filing.programme or row.programme
    row.filed_at, row.filed_by_id = now, actor.user_id
    row.save(update_fields=["programme", "programme_file", "filed_at", "filed_by"])
    record(
        actor=actor, code=events.PROGRAMME_FILED, subject=row, unit_id=row.unit_id,
        programme=filing.programme.pk if filing.programme else None,
    )  # fmt: skip
    close_asks(kind=ASK_PROGRAMME, subject_type=SUBJECT, subject_ids=[row.pk], now=now)
    return row

"""Put right what a clerk entered in the register, with the reason; what stood there before is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import store_file
from giaoban.apps.files.enums import PAPERS
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.events import publish
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.correcting import differences, why_not_corrected
from ..domain.register import leading_number, tidy_line, tidy_symbol
from ..models import Document, EntryChange
from ..queries.corrections import standing_of_entry
from .register_document import NewDocument, check_new, refuse_double, refuse_secret, remember_type


@usecase("documents.correct_entry")
def correct_entry(
    *, actor: Actor, document: Document, new: NewDocument, reason: str, now: datetime
) -> Document:
    """Let the entry read as `new` does; direction, links and content stay. Locks the document row.

    A new upload takes the place of the file, which the registering unit still finds beside the correction.
    Nothing different changes nothing. Raises Invalid (no reason; a day of another year's book; as
    `register_document`), SecretRefused, AlreadyThere, Conflict with what to do when the entry is closed.
    """
    row: Document = Document.objects.select_for_update().get(pk=document.pk)
    authorize(actor, policies.correct_entry, row, seen_by=policies.read_document)
    if hindrance := why_not_corrected(standing_of_entry(row)):
        raise Conflict(hindrance)
    _check(row, new, tidy_line(reason), now)
    refuse_double(row.unit, new, besides=row.pk)
    wanted = _wanted(new)
    parts = differences({name: getattr(row, name) for name in wanted}, wanted)
    named = {"type": row.type.name}, {"type": new.type.name}
    parts += differences(*named) if row.type_id != new.type.pk else []
    former = row.file
    if new.upload is not None:
        row.file = store_file(
            actor=actor, upload=new.upload, name=new.file_name, unit=row.unit, now=now, allowed=PAPERS
        )
    if row.file != former and row.file is not None:
        parts += [{"field": "file", "before": former.name if former else "", "after": row.file.name}]
    if not parts:
        nothing_changed()
        return row
    _write(row, new, wanted)
    remember_type(row, now)
    EntryChange.objects.create(
        document=row,
        reason=tidy_line(reason),
        parts=parts,
        former_file=former if row.file != former else None,
        user_id=actor.user_id,
        at=now,
    )
    fields = [part["field"] for part in parts]
    record(actor=actor, code=events.ENTRY_CORRECTED, subject=row, unit_id=row.unit_id, fields=fields)
    publish(events.EntryCorrected(row.pk, now))
    return row


def _check(row: Document, new: NewDocument, reason: str, now: datetime) -> None:
    if not reason:
        problem = ("reason", _("Say why the entry is put right."))
        raise Invalid(_("A correction needs a reason; it stands in the register."), problems=(problem,))
    refuse_secret(new.secrecy, new.symbol)
    check_new(new, clock.local_day(now))
    if new.received_on.year != row.year:
        sentence = _(
            "Entry %(entry)s belongs to the book of %(year)s. Strike it, and register the paper anew in the book of "
            "the right year."
        ) % {"entry": row.entry, "year": row.year}
        raise Invalid(
            _("The day of arrival cannot move to another year's book."), problems=(("received_on", sentence),)
        )


def _wanted(new: NewDocument) -> dict[str, Any]:
    """What the book shows of `new`, by column."""
    return {
        "issuer_name": tidy_line(new.issuer.name),
        "symbol": tidy_symbol(new.symbol),
        "issued_on": new.issued_on,
        "summary": tidy_line(new.summary),
        "received_on": new.received_on,
        "urgency": new.urgency.value,
        "audience": new.audience.value,
    }


def _write(row: Document, new: NewDocument, wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        setattr(row, name, value)
    row.type, row.number = new.type, leading_number(new.symbol)
    row.issuer_unit, row.issuer_organisation = new.issuer.unit, new.issuer.organisation
    row.fold()
    row.save()

"""Strike an entry that was registered by mistake: its number stays in the book, with the reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.events import publish
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.correcting import why_not_struck
from ..domain.register import tidy_line
from ..enums import DocumentState
from ..models import Delivery, Document, EntryChange, StruckNotice
from ..queries.corrections import standing_of_entry


@usecase("documents.strike_entry")
def strike_entry(*, actor: Actor, document: Document, reason: str, now: datetime) -> Document:
    """Strike the entry; whoever had something to do for it is told. Locks the document row.

    The number is never given again. Struck again, nothing changes. Raises Invalid without a reason, Conflict with
    what to do instead when others act under it already (a room above may raise that too).
    """
    row: Document = Document.objects.select_for_update().get(pk=document.pk)
    authorize(actor, policies.correct_entry, row, seen_by=policies.read_document)
    if row.state == DocumentState.STRUCK:
        nothing_changed()
        return row
    if hindrance := why_not_struck(standing_of_entry(row)):
        raise Conflict(hindrance)
    why = tidy_line(reason)
    if not why:
        problem = ("reason", _("Say why the entry is struck."))
        raise Invalid(_("Striking needs a reason; it stands in the register."), problems=(problem,))
    waiting = row.state == DocumentState.REGISTERED
    row.state = DocumentState.STRUCK
    row.save(update_fields=["state"])
    EntryChange.objects.create(document=row, struck=True, reason=why, user_id=actor.user_id, at=now)
    units = {row.unit_id, *Delivery.objects.filter(document=row).values_list("unit_id", flat=True)}
    StruckNotice.objects.bulk_create(
        StruckNotice(document=row, unit_id=unit, told_at=now) for unit in sorted(units)
    )
    record(actor=actor, code=events.ENTRY_STRUCK, subject=row, unit_id=row.unit_id, entry=row.entry)
    publish(events.EntryStruck(row.pk, tuple(sorted(units)), waiting, why, now))
    return row


@usecase("documents.note_struck")
def note_struck(*, actor: Actor, notice: StruckNotice, now: datetime) -> StruckNotice:
    """The unit has seen that the entry was struck. A second time changes nothing."""
    row: StruckNotice = StruckNotice.objects.select_for_update().get(pk=notice.pk)
    authorize(actor, policies.answer_struck, row, seen_by=policies.see_struck)
    if row.seen_at is not None:
        nothing_changed()
        return row
    row.seen_at = now
    row.save(update_fields=["seen_at"])
    record(actor=actor, code=events.STRUCK_SEEN, subject=row, unit_id=row.unit_id, document=row.document_id)
    publish(events.StruckSeen(row.document_id, row.unit_id, now))
    return row

"""The leader's instruction on a document; and saying that it is done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.accounts.models import Appointment
from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.events import publish
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.days import from_today
from ..domain.register import tidy_line
from ..enums import CLOSED, Direction, DocumentState
from ..models import Document, Instruction
from .deliver_document import deliver


@usecase("documents.instruct_document")
def instruct_document(
    *,
    actor: Actor,
    document: Document,
    body: str,
    lead_unit: Unit,
    lead: Appointment | None,
    coordinating: Collection[Unit],
    due_on: date | None,
    now: datetime,
) -> Instruction:
    """Write the instruction (bút phê) in a sentence and name who is in charge. Locks the document row.

    A later instruction takes the place of the one before; both stay. Units named get the document. Raises
    Invalid (no sentence, a deadline before today, the officer is not in the lead unit), Conflict
    when the document is done.
    """
    row: Document = Document.objects.select_for_update().get(pk=document.pk)
    authorize(actor, policies.instruct_document, row, seen_by=policies.read_document)
    if row.direction != Direction.INCOMING or row.state in (DocumentState.DONE, *CLOSED):
        raise Conflict(_("An instruction is written on an incoming document that is not done yet."))
    if not tidy_line(body):
        raise Invalid(_("Write the instruction in a sentence."), problems=(("body", str(_("Missing."))),))
    from_today(due_on, clock.local_day(now))
    if lead is not None and lead.unit_id != lead_unit.pk:
        raise Invalid(_("The officer in charge must belong to the lead unit."))
    instruction = Instruction.objects.create(
        document=row,
        body=tidy_line(body),
        lead_unit=lead_unit,
        lead=lead,
        due_on=due_on,
        user_id=actor.user_id,
        at=now,
    )
    others = {unit.pk for unit in coordinating} - {lead_unit.pk}
    instruction.coordinating.set(others)
    row.state = DocumentState.INSTRUCTED
    row.save(update_fields=["state"])
    record(
        actor=actor,
        code=events.INSTRUCTED,
        subject=row,
        unit_id=row.unit_id,
        instruction=instruction.pk,
        lead_unit=lead_unit.pk,
        coordinating=sorted(others),
    )
    deliver(actor=actor, document=row, unit_ids={lead_unit.pk, *others}, now=now)
    publish(events.DocumentInstructed(row.pk, instruction.pk, now))
    return instruction


@usecase("documents.finish_document")
def finish_document(*, actor: Actor, document: Document, now: datetime) -> Document:
    """Say that what the document asked for is done. Raises Conflict when it was not instructed, or is done."""
    row: Document = Document.objects.select_for_update().get(pk=document.pk)
    authorize(actor, policies.finish_document, row, seen_by=policies.read_document)
    if row.state != DocumentState.INSTRUCTED:
        raise Conflict(_("Only a document with an instruction can be done."))
    row.state = DocumentState.DONE
    row.save(update_fields=["state"])
    record(actor=actor, code=events.DONE, subject=row, unit_id=row.unit_id)
    publish(events.DocumentDone(row.pk, now))
    return row

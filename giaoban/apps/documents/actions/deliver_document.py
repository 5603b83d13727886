"""Send a registered document to units: they may read it from then on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import CLOSED
from ..models import Delivery, Document

Statement = tuple[str, Sequence[Any]]
"""A SELECT of unit ids and its values in order."""

_DELIVER = """
INSERT INTO documents_delivery (document_id, unit_id, sent_at, due_on)
SELECT %s, wanted.id, %s, %s FROM (UNITS) AS wanted (id) WHERE wanted.id <> %s
    ON CONFLICT (document_id, unit_id) DO NOTHING
"""


def deliver(*, actor: Actor, document: Document, unit_ids: Iterable[int], now: datetime) -> int:
    """Send to units that do not have it yet; returns how many are new. Inside a use case only."""
    units = ("SELECT unnest(%s::bigint[])", [sorted(set(unit_ids))])
    return deliver_all(actor=actor, document=document, units=units, now=now)


def deliver_all(
    *, actor: Actor, document: Document, units: Statement, now: datetime, due_on: date | None = None
) -> int:
    """The same for all units that a statement gives, in one statement. Raises Conflict for a struck entry.

    The entry is held until the transaction ends: striking it waits, and then tells these units too.
    """
    sql, values = units
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM documents_document WHERE id = %s FOR SHARE", [document.pk])
        found = cursor.fetchone()
        if found is not None and found[0] in CLOSED:
            raise Conflict(_("This entry was struck, or found secret; the document is not sent on."))
        cursor.execute(_DELIVER.replace("UNITS", sql), [document.pk, now, due_on, *values, document.unit_id])
        new = int(cursor.rowcount)
    if new:
        record(actor=actor, code=events.DELIVERED, subject=document, unit_id=document.unit_id, units=new)
    return new


def note_read(*, document_id: int, unit_id: int, now: datetime) -> int:
    """What a unit did with a document says that it has read it; returns 1 when that is new. Inside a use case only."""
    unread = Delivery.objects.filter(document=document_id, unit=unit_id, acknowledged_at__isnull=True)
    return unread.update(received_at=Coalesce("received_at", Value(now)), acknowledged_at=now)


@usecase("documents.deliver_document")
def deliver_document(*, actor: Actor, document: Document, units: Iterable[Unit], now: datetime) -> int:
    """Send a document of one's own register; returns how many units are new. Raises Invalid without units."""
    authorize(actor, policies.deliver_document, document, seen_by=policies.read_document)
    unit_ids = [unit.pk for unit in units]
    if not unit_ids:
        raise Invalid(_("Choose at least one unit."))
    new = deliver(actor=actor, document=document, unit_ids=unit_ids, now=now)
    if not new:
        nothing_changed()
    return new

"""Send an issued document to whom an addressing means; say that it arrived and was read."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit import prepared
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.events import publish
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.addressing import Addressing
from ..domain.days import from_today
from ..enums import CLOSED, DocumentState
from ..models import Delivery, Document
from ..queries.deliveries import addressed

_SEND = """
INSERT INTO documents_delivery (document_id, unit_id, sent_at, due_on)
SELECT %s, meant.id, %s, %s FROM ({units}) AS meant (id)
ON CONFLICT (document_id, unit_id) DO NOTHING
"""


@usecase("documents.send_document")
def send_document(
    *, actor: Actor, document: Document, addressing: Addressing, due_on: date | None, now: datetime
) -> int:
    """Send to every unit meant that does not have it; returns how many are new. One statement for thousands.

    Raises Invalid when nobody is meant, a name is not known or `due_on` has passed, Conflict before the document is
    issued.
    """
    authorize(actor, policies.deliver_document, document, seen_by=policies.read_document)
    if document.state in (DocumentState.NUMBERED, DocumentState.VOID):
        raise Conflict(_("A document is sent once it has been issued."))
    day = timezone.localdate(now)
    from_today(due_on, day)
    if document.state in CLOSED:
        raise Conflict(_("This entry was struck, or found secret; the document is not sent on."))
    units = addressed(addressing, sender_id=document.unit_id, day=day)
    if not units.exists():
        raise Invalid(_("Nobody is meant by this. Choose at least one unit."))
    sql, parameters = units.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_SEND.format(units=sql), [document.pk, now, due_on, *parameters])
        new = int(cursor.rowcount)
    if not new:
        nothing_changed()
        return 0
    record(actor=actor, code=events.DELIVERED, subject=document, unit_id=document.unit_id, units=new)
    publish(events.DocumentSent(document.pk, now, due_on))
    return new


@usecase("documents.receive_delivery")
def receive_delivery(*, actor: Actor, delivery: Delivery, now: datetime) -> Delivery:
    """The unit's clerk, officer or leader opened it: it has arrived. A second time changes nothing."""
    row = _locked(actor, delivery)
    if row.received_at is not None:
        nothing_changed()
        return row
    row.received_at = now
    row.save(update_fields=["received_at"])
    record(
        actor=actor, code=events.DELIVERY_RECEIVED, subject=row, unit_id=row.unit_id, document=row.document_id
    )
    return row


# A network of 20,000 does this in the same hours: one statement takes the step and says what it was about.
_ACKNOWLEDGE = """
UPDATE documents_delivery SET received_at = coalesce(received_at, %s), acknowledged_at = %s
 WHERE id = %s AND acknowledged_at IS NULL
RETURNING received_at
"""


@usecase("documents.acknowledge_delivery")
def acknowledge_delivery(*, actor: Actor, delivery: Delivery, now: datetime) -> Delivery:
    """The unit says that it has the document and has read it. A second time changes nothing.

    Whose delivery it is never changes; whether it was acknowledged the statement itself asks.
    """
    authorize(actor, policies.answer_delivery, delivery, seen_by=policies.see_delivery)
    taken = prepared.fetch(_ACKNOWLEDGE, [now, now, delivery.pk])
    if not taken:
        nothing_changed()
        delivery.refresh_from_db()
        return delivery
    delivery.received_at, delivery.acknowledged_at = taken[0][0], now
    with prepared.together():
        record(
            actor=actor,
            code=events.DELIVERY_ACKNOWLEDGED,
            subject=delivery,
            unit_id=delivery.unit_id,
            document=delivery.document_id,
        )
        publish(events.DeliveryAcknowledged(delivery.document_id, delivery.unit_id, now))
    return delivery


def _locked(actor: Actor, delivery: Delivery) -> Delivery:
    row: Delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    authorize(actor, policies.answer_delivery, row, seen_by=policies.see_delivery)
    return row

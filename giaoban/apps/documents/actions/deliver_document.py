"""Send a registered document to units: they may read it from then on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..models import Delivery, Document


def deliver(*, actor: Actor, document: Document, unit_ids: Iterable[int], now: datetime) -> int:
    """Send to units that do not have it yet; returns how many are new. Inside a use case only."""
    wanted = set(unit_ids) - {document.unit_id}
    known = Delivery.objects.filter(document=document, unit_id__in=wanted).values_list("unit_id", flat=True)
    new = sorted(wanted - set(known))
    Delivery.objects.bulk_create(
        [Delivery(document=document, unit_id=unit_id, sent_at=now) for unit_id in new],
        ignore_conflicts=True,
        batch_size=2000,
    )
    if new:
        record(actor=actor, code=events.DELIVERED, subject=document, unit_id=document.unit_id, units=len(new))
    return len(new)


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

"""Ask units to disseminate a document."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents import policies as documents
from giaoban.apps.documents.actions.deliver_document import deliver
from giaoban.apps.documents.models import Document
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.create_tasks import end_of
from giaoban.apps.tasks.actions.write_asks import move_due, open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import ASK_DISSEMINATE, DisseminationState
from ..models import Directive, Dissemination

SUBJECT = "directives.Dissemination"


@usecase("directives.ask_dissemination")
def ask_dissemination(
    *,
    actor: Actor,
    document: Document,
    unit: Unit,
    units: Collection[Unit],
    deadline: date,
    note: str,
    now: datetime,
) -> Directive:
    """`unit` asks `units` to disseminate `document` by `deadline`: each gets the document and an ask.

    Set-wise: a few statements for thousands of units. Asking again adds units and moves the deadline; what was
    ticked stays. Raises Invalid without units, NotFound when the document may not be read.
    """
    authorize(actor, policies.ask, unit)
    authorize(actor, documents.read_document, document, seen_by=documents.read_document)
    wanted = {row.pk for row in units} - {unit.pk}
    if not wanted:
        raise Invalid(_("Choose at least one unit below your own."))
    if deadline < timezone.localtime(now).date():
        raise Invalid(_("The deadline has passed already."))
    directive, new = Directive.objects.get_or_create(
        document=document, unit=unit, defaults={"deadline": deadline, "note": note.strip(), "asked_at": now}
    )
    if not new:
        Directive.objects.select_for_update().get(pk=directive.pk)
        directive.deadline, directive.note = deadline, note.strip()
        directive.save(update_fields=["deadline", "note"])
    added = _add(directive, wanted)
    deliver(actor=actor, document=document, unit_ids=wanted, now=now)
    _ask(directive, document, added, now)
    record(
        actor=actor,
        code=events.ASKED,
        subject=directive,
        unit_id=unit.pk,
        document=document.pk,
        units=len(added),
        deadline=deadline.isoformat(),
    )
    return directive


def _add(directive: Directive, wanted: Collection[int]) -> Sequence[Dissemination]:
    known = set(directive.disseminations.values_list("unit_id", flat=True))
    return Dissemination.objects.bulk_create(
        [Dissemination(directive=directive, unit_id=unit_id) for unit_id in sorted(set(wanted) - known)],
        batch_size=2000,
    )


def _ask(directive: Directive, document: Document, added: Sequence[Dissemination], now: datetime) -> None:
    due = end_of(directive.deadline)
    open_asks(
        asks=[
            NewAsk(
                ASK_DISSEMINATE,
                row.unit_id,
                _("Disseminate %(document)s") % {"document": document},
                due,
                reverse("directives:tick", args=[row.pk]),
                SUBJECT,
                row.pk,
            )
            for row in added
        ],
        now=now,
    )
    waiting = directive.disseminations.filter(state=DisseminationState.ASKED).values_list("pk", flat=True)
    move_due(kind=ASK_DISSEMINATE, subject_type=SUBJECT, subject_ids=list(waiting), due=due)

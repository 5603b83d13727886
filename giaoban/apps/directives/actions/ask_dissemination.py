"""Ask units named one by one to disseminate a document, at once; thousands by a rule: `send_directive`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents import policies as documents
from giaoban.apps.documents.models import Document
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.create_tasks import end_of
from giaoban.apps.tasks.actions.write_asks import move_due
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import ASK_DISSEMINATE, DisseminationState
from ..models import Directive
from .fan_out import SUBJECT, fan_out

IDS = "SELECT unnest(%s::bigint[])"


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

    Set-wise. Asking again adds units and moves the deadline of those who have not ticked; what was ticked stays.
    Raises Invalid without units, NotFound when the document may not be read.
    """
    authorize(actor, policies.ask, unit)
    authorize(actor, documents.read_document, document, seen_by=documents.read_document)
    wanted = {row.pk for row in units} - {unit.pk}
    if not wanted:
        raise Invalid(_("Choose at least one unit below your own."))
    if deadline < timezone.localtime(now).date():
        raise Invalid(_("The deadline has passed already."))
    directive = begin(document=document, unit=unit, deadline=deadline, note=note, now=now)
    move_deadlines(directive)
    new = fan_out(actor=actor, directive=directive, units=(IDS, [sorted(wanted)]), now=now)
    directive.sent_at, directive.meant = directive.sent_at or now, directive.meant + new
    directive.save(update_fields=["sent_at", "meant"])
    record(
        actor=actor,
        code=events.ASKED,
        subject=directive,
        unit_id=unit.pk,
        document=document.pk,
        units=new,
        deadline=deadline.isoformat(),
    )
    return directive


def begin(*, document: Document, unit: Unit, deadline: date, note: str, now: datetime) -> Directive:
    """The unit's directive for the document, locked, with this deadline and note. Inside a use case only."""
    row, _new = Directive.objects.get_or_create(
        document=document, unit=unit, defaults={"deadline": deadline, "note": note.strip(), "asked_at": now}
    )
    locked: Directive = (
        Directive.objects.select_for_update(of=("self",))
        .select_related("document__type", "own_document__type", "unit")
        .get(pk=row.pk)
    )
    locked.deadline, locked.note = deadline, note.strip()
    locked.save(update_fields=["deadline", "note"])
    return locked


def move_deadlines(directive: Directive) -> None:
    """What is not ticked yet is due as the terms of the wave say now, else by the directive's own deadline."""
    terms = {term.level: term for term in Directive(pk=directive.top_id).terms.all()}
    waiting = directive.disseminations.filter(state=DisseminationState.ASKED)
    for level in waiting.order_by().values_list("level", flat=True).distinct():
        rows, term = waiting.filter(level=level), terms.get(level)
        deadline = term.deadline if term else directive.deadline
        moved = list(rows.exclude(deadline=deadline).values_list("pk", flat=True))
        if moved:
            rows.filter(pk__in=moved).update(deadline=deadline)
            move_due(kind=ASK_DISSEMINATE, subject_type=SUBJECT, subject_ids=moved, due=end_of(deadline))

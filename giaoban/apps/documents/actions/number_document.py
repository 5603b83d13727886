"""Give an agreed document its number and date; skip a number with its reason; begin a series after paper."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.register import tidy_line
from ..domain.sealing import new_code
from ..enums import DocumentState, OutgoingState, OutgoingStepKind
from ..models import Document, DocumentType, GivenNumber, NumberSeries, Outgoing, OutgoingStep
from .take_number import Given, give_document_number, give_number_to_nothing, place_of


@usecase("documents.number_document")
def number_document(*, actor: Actor, outgoing: Outgoing, now: datetime) -> Given:
    """Give the next number of its series and today's date; the document enters the outgoing register.

    Locks the outgoing row; the number itself is taken in the last statement. Raises Conflict unless the
    leader has agreed, Invalid when no term of office holds today.
    """
    row = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
    row.unit = outgoing.unit  # never changes; the caller has it loaded
    if row.type_id == outgoing.type_id:
        row.type = outgoing.type
    authorize(actor, policies.number_outgoing, row, seen_by=policies.read_outgoing)
    if row.state != OutgoingState.AGREED:
        raise Conflict(_("A number is taken once the leader has agreed, and once only."))
    return give_document_number(actor=actor, outgoing=row, day=timezone.localdate(now), now=now)


@usecase("documents.void_number")
def void_number(*, actor: Actor, outgoing: Outgoing, reason: str, now: datetime) -> Outgoing:
    """The numbered paper was destroyed before it was issued: its number stays, skipped, with the reason.

    The text goes back to “agreed” and may take another number. Raises Conflict once issued, Invalid.
    """
    row = locked_outgoing(outgoing)
    authorize(actor, policies.number_outgoing, row, seen_by=policies.read_outgoing)
    if row.state != OutgoingState.NUMBERED or row.document is None:
        raise Conflict(_("Only a number that was taken and not yet issued can be skipped."))
    said = _reason(reason)
    document = row.document
    Document.objects.filter(pk=document.pk).update(state=DocumentState.VOID, content=None)
    GivenNumber.objects.filter(document=document).update(skipped_reason=said)
    row.state, row.document, row.check_code = (
        OutgoingState.AGREED,
        None,
        new_code(),
    )  # the spoilt print keeps its own
    row.save(update_fields=["state", "document", "check_code"])
    OutgoingStep.objects.create(
        outgoing=row, step=OutgoingStepKind.VOIDED, note=said, user_id=actor.user_id, at=now
    )
    record(
        actor=actor,
        code=events.NUMBER_VOIDED,
        subject=document,
        unit_id=row.unit_id,
        number=document.number,
    )
    return row


@usecase("documents.skip_number")
def skip_number(*, actor: Actor, unit: Unit, kind: DocumentType, reason: str, now: datetime) -> Given:
    """Take the next number of a type for nothing (spoilt or given on paper) and keep it with the reason."""
    authorize(actor, policies.keep_numbers, unit)
    day = timezone.localdate(now)
    place, said = place_of(unit, kind, day), _reason(reason)
    return give_number_to_nothing(
        actor=actor, unit=unit, kind=kind, place=place, reason=said, day=day, now=now
    )


@usecase("documents.begin_series")
def begin_series(*, actor: Actor, unit: Unit, kind: DocumentType, last: int, now: datetime) -> NumberSeries:
    """Say that numbers up to `last` were given on paper, so that the next one here is `last` + 1.

    Only while the series has given no number here: raises Conflict. Raises Invalid below 1.
    """
    authorize(actor, policies.keep_numbers, unit)
    place = place_of(unit, kind, timezone.localdate(now))
    if last < 1:
        raise Invalid(
            _("Give the last number that was given on paper."), problems=(("last", _("At least 1.")),)
        )
    row, new = NumberSeries.objects.get_or_create(
        unit=unit, code=place.series, span=place.span, defaults={"last": last, "began_after": last}
    )
    if not new:
        raise Conflict(
            _("This series has given numbers here already; the last one is %(last)s."), last=row.last
        )
    record(
        actor=actor,
        code=events.SERIES_BEGUN,
        subject=row,
        unit_id=unit.pk,
        series=place.series,
        span=place.span,
        last=last,
    )
    return row


def locked_outgoing(outgoing: Outgoing) -> Outgoing:
    """The row under its lock, with unit, organisation, type, text and document."""
    return (
        Outgoing.objects.select_for_update(of=("self",))
        .select_related("unit__organisation", "type", "content", "document")
        .get(pk=outgoing.pk)
    )


def _reason(text: str) -> str:
    said = tidy_line(text)
    if not said:
        raise Invalid(
            _("A skipped number is kept with its reason."), problems=(("reason", str(_("Missing."))),)
        )
    return said

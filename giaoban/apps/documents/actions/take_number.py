"""Take the next number of a series: a plain function, and the last statement of the use case that calls it.

One statement moves the series, moves the book, writes the document and the step, keeps the number and writes
the audit line that holds it. So the row of the series is locked from this statement to the commit only, and whatever
takes the transaction back takes the number back: no gap, no double (docs/adr/0009-numbers.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from giaoban.apps.org.domain.letterhead import letterhead_from
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.kit import usecase
from giaoban.kit.access import Actor
from giaoban.kit.errors import Invalid
from giaoban.kit.text import fold

from .. import events
from ..domain.numbering import NoTerm, Preset
from ..enums import Audience, Direction, DocumentState, OutgoingState, OutgoingStepKind
from ..formats.numbering import preset_of
from ..models import Document, DocumentType, Outgoing

_SERIES = """
WITH series AS (
  INSERT INTO documents_numberseries AS s (unit_id, code, span, last, began_after)
  VALUES (%(unit)s, %(series)s, %(span)s, 1, 0)
  ON CONFLICT (unit_id, code, span) DO UPDATE SET last = s.last + 1
  RETURNING id, last
), told AS (
  SELECT id, last, lpad(last::text, greatest(%(digits)s, length(last::text)), '0') || %(suffix)s AS symbol
  FROM series
)"""
_DOCUMENT = """, book AS (
  INSERT INTO documents_registerbook AS b (unit_id, direction, year, last)
  SELECT %(unit)s, %(direction)s, %(year)s, 1 FROM told
  ON CONFLICT (unit_id, direction, year) DO UPDATE SET last = b.last + 1
  RETURNING last AS entry
), document AS (
  INSERT INTO documents_document (
    direction, type_id, issuer_unit_id, issuer_name, number, symbol, issued_on, summary, urgency, state,
    audience, unit_id, entry, year, received_on, registered_at, registered_by_id, content_id, folded)
  SELECT %(direction)s, %(type)s, %(unit)s, %(issuer)s, last, symbol, %(day)s, %(summary)s,
    %(urgency)s, %(state)s, %(audience)s, %(unit)s, entry, %(year)s, %(day)s, %(now)s, %(user)s, %(content)s,
    lpad(last::text, greatest(%(digits)s, length(last::text)), '0') || %(folded)s
  FROM told, book
  RETURNING id, entry
), outgoing AS (
  UPDATE documents_outgoing SET state = %(outgoing_state)s, document_id = document.id
  FROM document WHERE documents_outgoing.id = %(outgoing)s
), step AS (
  INSERT INTO documents_outgoingstep (outgoing_id, step, note, user_id, at)
  VALUES (%(outgoing)s, %(step)s, '', %(user)s, %(now)s)
)"""
_NO_DOCUMENT = ", document AS (SELECT NULL::bigint AS id, NULL::int AS entry)"
_REST = """, given AS (
  INSERT INTO documents_givennumber (
    series_id, number, symbol, type_id, document_id, dated, given_at, user_id, skipped_reason)
  SELECT told.id, last, symbol, %(type)s, document.id, %(day)s, %(now)s, %(user)s, %(reason)s
  FROM told, document
), line AS (
  INSERT INTO audit_auditline (
    code, actor_kind, actor_user_id, actor_label, unit_id, subject_type, subject_id, data)
  SELECT %(code)s, %(actor_kind)s, %(user)s, %(actor_label)s, %(unit)s, %(subject_type)s,
    coalesce(document.id, %(unit)s),
    jsonb_strip_nulls(jsonb_build_object(
      'number', last, 'series', %(series)s, 'span', %(span)s, 'entry', entry))
  FROM told, document
)
SELECT last, symbol, entry, document.id FROM told, document
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit's next number of a type comes from on a day, and what stands behind it."""

    preset: Preset
    series: str
    span: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Given:
    """A number as given; the document's place in the book and its id, None for a number without a document."""

    number: int
    symbol: str
    entry: int | None
    document_id: int | None


def place_of(unit: Unit, kind: DocumentType, day: date) -> Place:
    """Series, span and symbol for `unit` (with its organisation). No query. Raises Invalid before any term."""
    preset = preset_of(unit)
    head = letterhead_from(unit.organisation.letterhead, unit.letterhead, Level(unit.level), {})
    issuer = head.issuer_symbol(kind.abbreviation) or unit.code
    try:
        span = preset.span_of(day)
    except NoTerm as problem:
        raise Invalid(str(problem)) from problem
    return Place(
        preset, preset.series_of(kind.code), span, preset.suffix(kind.code, kind.abbreviation, issuer)
    )


def give_document_number(*, actor: Actor, outgoing: Outgoing, day: date, now: datetime) -> Given:
    """Enter `outgoing` (locked, with unit, organisation and type) in the register with its next number."""
    unit, issuer = outgoing.unit, outgoing.unit.name
    place = place_of(unit, outgoing.type, day)
    more = {
        "direction": Direction.OUTGOING,
        "year": day.year,
        "issuer": issuer,
        "summary": outgoing.summary,
        "urgency": outgoing.urgency,
        "state": DocumentState.NUMBERED,
        "audience": Audience.ADDRESSEES,
        "content": outgoing.content_id,
        "folded": fold(f"{place.suffix} {outgoing.summary} {issuer}"),
        "outgoing": outgoing.pk,
        "outgoing_state": OutgoingState.NUMBERED,
        "step": OutgoingStepKind.NUMBERED,
        "code": events.NUMBERED,
        "subject_type": Document._meta.label,
    }
    values = _values(actor, unit.pk, outgoing.type_id, place, day, now, "") | more
    return _run(_SERIES + _DOCUMENT + _REST, values)


def give_number_to_nothing(
    *, actor: Actor, unit: Unit, kind: DocumentType, place: Place, reason: str, day: date, now: datetime
) -> Given:
    """Take the next number and keep it as skipped for `reason`: no document carries it."""
    values = _values(actor, unit.pk, kind.pk, place, day, now, reason)
    none = {"code": events.NUMBER_SKIPPED, "subject_type": unit._meta.label}
    return _run(_SERIES + _NO_DOCUMENT + _REST, values | none)


def _values(
    actor: Actor, unit: int, kind: int, place: Place, day: date, now: datetime, reason: str
) -> dict[str, Any]:
    return {
        "unit": unit, "series": place.series, "span": place.span, "digits": place.preset.digits,
        "suffix": place.suffix, "type": kind, "day": day, "now": now, "user": actor.user_id, "reason": reason,
        "actor_kind": actor.kind, "actor_label": actor.label if actor.is_system else "",
    }  # fmt: skip


def _run(statement: str, values: dict[str, Any]) -> Given:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken in the use case that needs it")
    usecase.note_recorded()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return Given(*cursor.fetchone())

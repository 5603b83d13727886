"""Enter a document in the register of a unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import Upload, store_file
from giaoban.apps.files.enums import PAPERS
from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import AlreadyThere, Invalid
from giaoban.kit.events import publish
from giaoban.kit.text import fold
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.citing import key_of
from ..domain.register import leading_number, one_spelling, tidy_line, tidy_symbol, wrong_arrival
from ..enums import CLOSED, Audience, Direction, DocumentState, LinkKind, Secrecy, Urgency
from ..formats.citing import spellings
from ..models import Content, Document, DocumentType, PaperRegisterNote
from ..queries.numbers import abbreviation_in, issuer_key
from .link_documents import link

_NEXT = """
INSERT INTO documents_registerbook (unit_id, direction, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (unit_id, direction, year) DO UPDATE SET last = documents_registerbook.last + 1
RETURNING last
"""

_REMEMBER = """
INSERT INTO documents_typechoice AS c (unit_id, issuer, abbreviation, type_id, times, chosen_at)
VALUES (%s, %s, %s, %s, 1, %s)
ON CONFLICT (unit_id, issuer, abbreviation, type_id)
DO UPDATE SET times = c.times + 1, chosen_at = excluded.chosen_at
"""


_YEARS = range(1900, 2101)
_SUMMARY_AT_MOST = 2000


class SecretRefused(Invalid):
    """The paper carries a mark of secrecy. It may not enter; only the paper register may be noted."""

    code = "secret_refused"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issued a document: `name` as printed, and the unit or organisation where the system knows it."""

    name: str
    unit: Unit | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What a clerk reads off the paper. `symbol` as printed ("290-QĐ/TW"); the type is chosen, never inferred."""

    direction: Direction
    type: DocumentType
    issuer: Issuer
    symbol: str
    issued_on: date
    summary: str
    received_on: date
    secrecy: Secrecy
    urgency: Urgency = Urgency.ORDINARY
    audience: Audience = Audience.ADDRESSEES
    upload: Upload | None = None
    file_name: str = ""
    content: Content | None = None
    replaces: Sequence[Document] = ()
    carries_out: Sequence[Document] = ()


@usecase("documents.register_document")
def register_document(*, actor: Actor, unit: Unit, new: NewDocument, now: datetime) -> Document:
    """Enter `new` in the book of `unit` under the next number of the year.

    Raises SecretRefused for anything marked secret (nothing of it is kept), Invalid, AlreadyThere when the same
    document is in the book already, FileRefused.
    """
    authorize(actor, policies.register_document, unit)
    refuse_secret(new.secrecy, new.symbol)
    check_new(new, clock.local_day(now))
    if new.content is not None:
        authorize(actor, policies.read_content, new.content)
    file = None
    if new.upload is not None:
        file = store_file(
            actor=actor, upload=new.upload, name=new.file_name, unit=unit, now=now, allowed=PAPERS
        )
    incoming = new.direction == Direction.INCOMING
    row = Document(
        direction=new.direction,
        type=new.type,
        issuer_unit=new.issuer.unit,
        issuer_organisation=new.issuer.organisation,
        issuer_name=tidy_line(new.issuer.name),
        number=leading_number(new.symbol),
        symbol=tidy_symbol(new.symbol),
        issued_on=new.issued_on,
        summary=tidy_line(new.summary),
        urgency=new.urgency,
        state=DocumentState.REGISTERED if incoming else DocumentState.ISSUED,
        audience=new.audience,
        unit=unit,
        year=new.received_on.year,
        received_on=new.received_on,
        registered_at=now,
        registered_by_id=actor.user_id,
        file=file,
        content=new.content,
    )
    row.fold()
    row.entry = _next_entry(row)
    refuse_double(unit, new)  # the book is locked now: the same form sent twice at once is seen here
    row.save(force_insert=True)
    remember_type(row, now)
    record(actor=actor, code=events.REGISTERED, subject=row, unit_id=unit.pk, entry=row.entry, year=row.year)
    for kind, targets in ((LinkKind.REPLACES, new.replaces), (LinkKind.IMPLEMENTS, new.carries_out)):
        for target in targets:
            link(actor=actor, source=row, target=target, kind=kind, now=now)
    if incoming:
        publish(events.DocumentRegistered(row.pk, now))
    return row


@usecase("documents.note_paper_register")
def note_paper_register(
    *, actor: Actor, unit: Unit, received_on: date, entry: str, now: datetime
) -> PaperRegisterNote:
    """Note that the paper register has entry `entry` of that day. Nothing else of a secret paper is kept.

    `entry` is digits, with at most a "/" and a year, so that no words slip in. Raises Invalid.
    """
    authorize(actor, policies.register_document, unit)
    number = tidy_line(entry)
    if not number or len(number) > 12 or not number.replace("/", "").isascii() or not number[0].isdigit():
        raise Invalid(_("Give only the number of the entry in the paper register, for example 12/2021."))
    if not number.replace("/", "").isdigit():
        raise Invalid(_("Give only the number of the entry in the paper register, for example 12/2021."))
    note, new = PaperRegisterNote.objects.get_or_create(
        unit=unit, received_on=received_on, entry=number, defaults={"noted_at": now}
    )
    if not new:
        nothing_changed()
        return note
    record(actor=actor, code=events.PAPER_NOTED, subject=note, unit_id=unit.pk)
    return note


def remember_type(row: Document, now: datetime) -> None:
    """Keep what the clerk took the issuer's abbreviation for, so that it is proposed the next time."""
    abbreviation = abbreviation_in(row.symbol)
    if not abbreviation or row.direction != Direction.INCOMING:
        return
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [row.unit_id, issuer_key(row.issuer_name), abbreviation, row.type_id, now])


def refuse_secret(secrecy: Secrecy, symbol: str = "") -> None:
    """Raises SecretRefused unless the paper is not secret, and no mark of secrecy was typed along with its symbol."""
    if secrecy != Secrecy.NONE or _names_secrecy(symbol):
        raise SecretRefused(
            _(
                "A paper marked secret may not be entered in this system, not even its number or summary. "
                "Enter it in the paper register; here you may only note “see the paper register”."
            )
        )


def _names_secrecy(text: str) -> bool:
    """Does a mark of secrecy ("MẬT 98-CV/TW") stand in it, in the installation's language?"""
    with translation.override(settings.LANGUAGE_CODE):
        marks = [str(mark.label).casefold() for mark in Secrecy if mark != Secrecy.NONE]
    said = normalize("NFC", text).casefold()
    return any(re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", said) for mark in marks)


def check_new(new: NewDocument, today: date) -> None:
    """Raises Invalid naming every field that cannot stand in the register."""
    problems = []
    if not tidy_line(new.summary):
        problems.append(("summary", str(_("Write in one sentence what the document is about."))))
    if not tidy_line(new.issuer.name):
        problems.append(("issuer", str(_("Name the body that issued the document."))))
    if wrong := wrong_arrival(new.issued_on, new.received_on, today):
        problems.append(("received_on", wrong))
    if not all(day.year in _YEARS for day in (new.issued_on, new.received_on)):
        problems.append(("issued_on", str(_("Check the year of the day."))))
    if len(new.summary) > _SUMMARY_AT_MOST:
        said = _("The summary has more than %(count)s letters; shorten it.") % {"count": _SUMMARY_AT_MOST}
        problems.append(("summary", str(said)))
    if problems:
        raise Invalid(_("The document cannot be registered like this."), problems=tuple(problems))


def refuse_double(unit: Unit, new: NewDocument, besides: int = 0) -> None:
    """Raises AlreadyThere when the paper is in the book already, `besides` one entry; struck ones do not count.

    One without a number is known again by its type and its summary.
    """
    same = Document.objects.filter(
        unit=unit,
        direction=new.direction,
        issued_on=new.issued_on,
        issuer_name=tidy_line(new.issuer.name),
    )
    open_ones = same.exclude(state__in=CLOSED).exclude(pk=besides).order_by("pk")
    found = next((row for row in open_ones if _is_same(row, new)), None)
    if found is not None:
        raise AlreadyThere(
            _("%(symbol)s of this day is in the register already, entry %(entry)s of %(year)s."),
            address=reverse("documents:document", args=[found.pk]),
            symbol=found.symbol or f"“{found.summary[:80]}”",
            entry=found.entry,
            year=found.year,
        )


def _is_same(row: Document, new: NewDocument) -> bool:
    if row.symbol and new.symbol.strip():
        return _as_one(row.symbol) == _as_one(new.symbol)
    alike = row.type_id == new.type.pk and fold(row.summary) == fold(new.summary)
    return not row.symbol and not new.symbol.strip() and alike


def _as_one(symbol: str) -> str:
    """Equal for the same number and symbol, however it is written: "087 / KH - UBND", "87/KH-UBND"; "TƯ", "TW"."""
    tidy = one_spelling(tidy_symbol(symbol), spellings())
    return key_of(tidy) or tidy.casefold()


def _next_entry(row: Document) -> int:
    """The next number of the book. Its row stays locked until commit: no gap and no double."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [row.unit_id, row.direction, row.year])
        return int(cursor.fetchone()[0])

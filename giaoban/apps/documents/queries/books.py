"""The register books of a unit: what stands in each column, in the order of the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import Count, Prefetch

from giaoban.apps.org.domain.letterhead import letterhead_from
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.kit import clock

from ..domain.book import Book, BookForms
from ..domain.register import bare_recipient
from ..enums import Direction, DocumentState, LinkKind, SignsAs
from ..models import Document, EntryChange, GivenNumber, Instruction, RegisterBook
from .corrections import in_words

LEAF = 50
Cells = dict[str, str]
_Entry = tuple[bool, int]
_STANDING = {LinkKind.REPLACES: "replaced", LinkKind.RECALLS: "recalled", LinkKind.CORRECTS: "corrected"}


def years_of(unit: Unit, direction: Direction) -> list[int]:
    """The years in which the book has entries, newest first."""
    rows = RegisterBook.objects.filter(unit=unit, direction=direction).order_by("-year")
    return list(rows.values_list("year", flat=True))


def book_of(unit: Unit, direction: Direction, year: int, forms: BookForms) -> Book:
    """The book of one direction and year, oldest first, with what was skipped and struck. Seven queries at most."""
    return _book(unit, direction, year, forms, _entries(unit, direction, year))


def leaf_of(unit: Unit, direction: Direction, year: int, forms: BookForms, number: int | None) -> Book:
    """One leaf of the book, of `LEAF` entries; without a number, or beyond the last, the last one. As many queries."""
    entries = _entries(unit, direction, year)
    leaves = max(1, -(-len(entries) // LEAF))
    leaf = min(number or leaves, leaves)
    found = _book(unit, direction, year, forms, entries[(leaf - 1) * LEAF : leaf * LEAF])
    return replace(found, leaf=leaf, leaves=leaves)


def _book(unit: Unit, direction: Direction, year: int, forms: BookForms, entries: Sequence[_Entry]) -> Book:
    outgoing = direction == Direction.OUTGOING
    form = forms.outgoing if outgoing else forms.incoming
    cells = _outgoing(unit, entries, forms.words) if outgoing else _incoming(entries, forms.words)
    rows = tuple(tuple(row[column.value] for column in form.columns) for row in cells)
    return Book(form, unit.name, year, rows, forms.words)


def _entries(unit: Unit, direction: Direction, year: int) -> list[_Entry]:
    """(is it a document, its id) of every entry, in the order of the book."""
    rows = Document.objects.filter(unit=unit, direction=direction, year=year).order_by("entry")
    if direction == Direction.INCOMING:
        return [(True, pk) for pk in rows.values_list("pk", flat=True)]
    bare = GivenNumber.objects.filter(series__unit=unit, document__isnull=True, dated__year=year)
    placed = [(at, True, pk) for at, pk in rows.values_list("registered_at", "pk")]
    placed += [(at, False, pk) for at, pk in bare.values_list("given_at", "pk")]
    return [(is_document, pk) for _at, is_document, pk in sorted(placed, key=itemgetter(0))]


def _documents(entries: Sequence[_Entry]) -> dict[int, Any]:
    rows = Document.objects.filter(pk__in=[pk for is_document, pk in entries if is_document])
    found = (
        rows.select_related("type", "given_number", "outgoing")
        .prefetch_related(  # as lists: a manager for each of a thousand rows takes its time
            Prefetch("links_in", to_attr="came"),
            Prefetch("instructions", Instruction.objects.select_related("lead_unit", "lead__user"), "given"),
            Prefetch("entry_changes", EntryChange.objects.select_related("user"), "changes"),
        )
        .annotate(sent=Count("deliveries"))
    )
    return {row.pk: row for row in found}


def _outgoing(unit: Unit, entries: Sequence[_Entry], words: Mapping[str, str]) -> list[Cells]:
    head = letterhead_from(unit.organisation.letterhead, unit.letterhead, Level(unit.level), {})
    posts = {SignsAs.HEAD: head.head_post or head.post, SignsAs.DEPUTY: head.post}
    documents = _documents(entries)
    numbers = GivenNumber.objects.filter(pk__in=[pk for is_document, pk in entries if not is_document])
    skipped = {row.pk: row for row in numbers.select_related("type")}
    return [
        _sent_out(documents[pk], posts, words) if is_document else _skipped(skipped[pk], words)
        for is_document, pk in entries
    ]


def _sent_out(row: Any, posts: Mapping[SignsAs, str], words: Mapping[str, str]) -> Cells:
    own = getattr(row, "outgoing", None)
    sent = [words["sent"].format(count=row.sent)] if row.sent else []
    return {
        "symbol": row.symbol,
        "dated": _day(row.issued_on),
        "title": f"{row.type.name}: {row.summary}",
        "signed_by": posts[SignsAs(own.signs)] if own else "",
        "recipients": "; ".join([*map(bare_recipient, own.recipients if own else []), *sent]),
        "kept_by": words["kept"],
        "copies": str(own.copies) if own else "",
        "note": "; ".join(_notes(row, words)),
    }


def _skipped(row: GivenNumber, words: Mapping[str, str]) -> Cells:
    none = dict.fromkeys(("signed_by", "recipients", "kept_by", "copies"), "")
    note = words["skipped"].format(reason=row.skipped_reason)
    return {**none, "symbol": row.symbol, "dated": _day(row.dated), "title": row.type.name, "note": note}


def _incoming(entries: Sequence[_Entry], words: Mapping[str, str]) -> list[Cells]:
    documents = _documents(entries)
    return [_arrived(documents[pk], words) for _is_document, pk in entries]


def _arrived(row: Any, words: Mapping[str, str]) -> Cells:
    given = max(row.given, key=lambda i: i.pk, default=None)
    charge = [given.lead_unit.short_name, given.lead.user.label if given.lead else ""] if given else []
    return {
        "received": _day(row.received_on),
        "entry": str(row.entry),
        "issuer": row.issuer_name,
        "symbol": row.symbol,
        "dated": _day(row.issued_on),
        "title": f"{row.type.name}: {row.summary}",
        "in_charge": " – ".join(filter(None, charge)),
        "passed": _day(clock.local_day(given.at)) if given else "",
        "receipt": "",
        "note": "; ".join(_notes(row, words)),
    }


def _notes(row: Any, words: Mapping[str, str]) -> Sequence[str]:
    """What became of the document: skipped, not issued yet, replaced …"""
    given = getattr(row, "given_number", None)
    notes = [words["skipped"].format(reason=given.skipped_reason)] if given and given.skipped_reason else []
    if row.state == DocumentState.NUMBERED:
        notes.append(words["numbered"])
    notes += [_changed(change, words) for change in row.changes]
    kinds = {link.kind for link in row.came}
    return notes + [words[word] for kind, word in _STANDING.items() if kind in kinds]


def _changed(change: EntryChange, words: Mapping[str, str]) -> str:
    """A correction with what stood there before, who made it, when and why; or the striking, or that it was secret."""
    who = {
        "day": _day(clock.local_day(change.at)), "post": change.user.label if change.user else "",
        "reason": change.reason,
    }  # fmt: skip
    if change.struck:
        return words["struck"].format(**who)
    if not change.parts:  # found secret
        return words["secret"].format(**who)
    before = "; ".join(f"“{in_words(part['field'], part['before'])}”" for part in change.parts)
    return words["put_right"].format(before=before, **who)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"

"""The register books of a unit: what stands in each column, in the order of the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch

from giaoban.apps.org.domain.letterhead import letterhead_from
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.kit import clock

from ..domain.book import Book, BookForms
from ..enums import Direction, DocumentState, LinkKind, SignsAs
from ..models import Document, EntryChange, GivenNumber, Instruction, RegisterBook
from .corrections import in_words

Cells = dict[str, str]
_STANDING = {LinkKind.REPLACES: "replaced", LinkKind.RECALLS: "recalled", LinkKind.CORRECTS: "corrected"}


def years_of(unit: Unit, direction: Direction) -> list[int]:
    """The years in which the book has entries, newest first."""
    rows = RegisterBook.objects.filter(unit=unit, direction=direction).order_by("-year")
    return list(rows.values_list("year", flat=True))


def book_of(unit: Unit, direction: Direction, year: int, forms: BookForms) -> Book:
    """The book of one direction and year, oldest first, with what was skipped and struck. Six queries at most."""
    outgoing = direction == Direction.OUTGOING
    form = forms.outgoing if outgoing else forms.incoming
    cells = _outgoing(unit, year, forms.words) if outgoing else _incoming(unit, year, forms.words)
    rows = tuple(tuple(row[column.value] for column in form.columns) for row in cells)
    return Book(form, unit.name, year, rows, forms.words)


def _documents(unit: Unit, direction: Direction, year: int) -> list[Any]:
    rows = Document.objects.filter(unit=unit, direction=direction, year=year)
    return list(
        rows.select_related("type", "given_number", "outgoing")
        .prefetch_related(  # as lists: a manager for each of a thousand rows takes its time
            Prefetch("links_in", to_attr="came"),
            Prefetch("instructions", Instruction.objects.select_related("lead_unit", "lead__user"), "given"),
            Prefetch("entry_changes", EntryChange.objects.select_related("user"), "changes"),
        )
        .annotate(sent=Count("deliveries"))
        .order_by("entry")
    )


def _outgoing(unit: Unit, year: int, words: Mapping[str, str]) -> list[Cells]:
    head = letterhead_from(unit.organisation.letterhead, unit.letterhead, Level(unit.level), {})
    posts = {SignsAs.HEAD: head.head_post or head.post, SignsAs.DEPUTY: head.post}
    rows = _documents(unit, Direction.OUTGOING, year)
    written = [(d.registered_at, _sent_out(d, posts, words)) for d in rows]
    bare = GivenNumber.objects.filter(series__unit=unit, document__isnull=True, dated__year=year)
    skipped = [(g.given_at, _skipped(g, words)) for g in bare.select_related("type")]
    return [cells for _at, cells in sorted([*written, *skipped], key=lambda pair: pair[0])]


def _sent_out(row: Any, posts: Mapping[SignsAs, str], words: Mapping[str, str]) -> Cells:
    own = getattr(row, "outgoing", None)
    sent = [words["sent"].format(count=row.sent)] if row.sent else []
    return {
        "symbol": row.symbol,
        "dated": _day(row.issued_on),
        "title": f"{row.type.name}: {row.summary}",
        "signed_by": posts[SignsAs(own.signs)] if own else "",
        "recipients": "; ".join([*(own.recipients if own else []), *sent]),
        "kept_by": words["kept"],
        "copies": str(own.copies) if own else "",
        "note": "; ".join(_notes(row, words)),
    }


def _skipped(row: GivenNumber, words: Mapping[str, str]) -> Cells:
    none = dict.fromkeys(("signed_by", "recipients", "kept_by", "copies"), "")
    note = words["skipped"].format(reason=row.skipped_reason)
    return {**none, "symbol": row.symbol, "dated": _day(row.dated), "title": row.type.name, "note": note}


def _incoming(unit: Unit, year: int, words: Mapping[str, str]) -> list[Cells]:
    return [_arrived(row, words) for row in _documents(unit, Direction.INCOMING, year)]


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
    """A correction with what stood there before, who made it, when and why; or the striking."""
    who = {
        "day": _day(clock.local_day(change.at)), "post": change.user.label if change.user else "",
        "reason": change.reason,
    }  # fmt: skip
    if change.struck:
        return words["struck"].format(**who)
    before = "; ".join(f"“{in_words(part['field'], part['before'])}”" for part in change.parts)
    return words["put_right"].format(before=before, **who)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"

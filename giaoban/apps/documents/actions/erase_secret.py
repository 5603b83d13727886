"""A registered document turns out to be secret: erase every word of it, and tell whoever had it.

Not hidden but gone: out of the register, the text with its whole history, comments, files, what searches compare, and
through the event out of asks, reminders, tasks and proposals. What stays is the number in the book.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import F, Q

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.erase_files import erase_files
from giaoban.kit.access import Actor, authorize
from giaoban.kit.events import publish
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.secrecy import see_paper
from ..enums import Audience, DocumentState, OutgoingState, Urgency
from ..models import (
    CitationChoice,
    Delivery,
    Document,
    DocumentLink,
    EntryChange,
    GivenNumber,
    Instruction,
    MatterFile,
    MatterPaper,
    Outgoing,
    OutgoingStep,
    Seal,
    StruckNotice,
)
from .erase_text import erase_contents, erase_mentions


@usecase("documents.erase_secret")
def erase_secret(*, actor: Actor, document: Document, now: datetime) -> Document:
    """Erase the document from the system; its number stays in the book with "see the paper register".

    Drafts that were begun because of it go with it. Locks the document row; a second time changes nothing. The bytes
    of its files go by a job right after the transaction. What other units registered, or issued, by themselves is
    theirs to judge: they are told where to look, never what stood there.
    """
    row: Document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    authorize(actor, policies.erase_secret, row, seen_by=policies.read_document)
    if row.state == DocumentState.SECRET:
        nothing_changed()
        return row
    _guards(open_them=True)
    drafts = list(_drafts_of(row))
    contents = {d.content_id for d in drafts} | ({row.content_id} if row.content_id else set())
    like = _alike(row) | _built_on(row) | erase_mentions(row, besides=contents)
    had = set(Delivery.objects.filter(document=row).values_list("unit_id", flat=True)) - {row.unit_id}
    files = erase_contents(contents, now) | _erase_around(row)
    _erase_drafts(drafts)
    files |= {row.file_id} if row.file_id else set()
    _erase_entry(row)
    EntryChange.objects.create(document=row, reason=see_paper(), user_id=actor.user_id, at=now)
    erase_files(ids=files)
    _tell(row, had, like, now)
    record(
        actor=actor, code=events.DOCUMENT_ERASED, subject=row, unit_id=row.unit_id, entry=row.entry, year=row.year,
        units=len(had), alike=len(like), files=sorted(files),
    )  # fmt: skip
    ids = tuple(sorted(d.pk for d in drafts))
    publish(
        events.DocumentFoundSecret(
            row.pk, ids, tuple(sorted(contents)), tuple(sorted(had)), tuple(sorted(like)), now
        )
    )
    _guards(open_them=False)
    return row


def _guards(*, open_them: bool) -> None:
    """The triggers that keep histories and issued documents as they are let this one transaction pass, or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('giaoban.erasing', %s, true)", ["on" if open_them else "off"])


def _drafts_of(row: Document) -> Collection[Outgoing]:
    """Its own draft, and those begun to answer, carry out or change it that are not numbered yet."""
    begun = Q(changes=row) | Q(carries_out=row)
    waiting = ~Q(state__in=(OutgoingState.NUMBERED, OutgoingState.ISSUED))
    return Outgoing.objects.select_for_update(of=("self",)).filter(Q(document=row) | begun & waiting)


def _alike(row: Document) -> set[tuple[int, int]]:
    """The same paper in the registers of other units: by its file, or by number and symbol, date and issuer."""
    same = Q(symbol__iexact=row.symbol, issued_on=row.issued_on, issuer_name__iexact=row.issuer_name)
    found = same if row.symbol else Q(pk=0)
    if row.file is not None:
        found |= Q(file__sha256=row.file.sha256)
    rows = Document.objects.filter(found).exclude(pk=row.pk).exclude(state=DocumentState.SECRET)
    return set(rows.values_list("pk", "unit_id"))


def _built_on(row: Document) -> set[tuple[int, int]]:
    """Registered documents that carry it out, answer or change it."""
    rows = Document.objects.filter(
        Q(links_out__target=row) | Q(outgoing__changes=row) | Q(outgoing__carries_out=row)
    )
    return set(rows.exclude(pk=row.pk).exclude(state=DocumentState.SECRET).values_list("pk", "unit_id"))


def _erase_around(row: Document) -> set[int]:
    """Instructions, corrections, links, decisions on citations, lists of files, the seal; returns the ids of files."""
    said = see_paper()
    Instruction.objects.filter(document=row).update(body=said)
    changes = EntryChange.objects.filter(document=row)
    files = {pk for pk in changes.values_list("former_file", flat=True) if pk}
    former = [part["before"] for parts in changes.values_list("parts", flat=True) for part in parts]
    changes.delete()
    DocumentLink.objects.filter(Q(source=row) | Q(target=row)).delete()
    CitationChoice.objects.filter(document=row).delete()
    MatterPaper.objects.filter(document=row, number__isnull=True).update(out_reason=said)
    words = sorted({w for w in (row.symbol, row.summary, *former) if len(w) > 5}, key=len, reverse=True)
    for matter in MatterFile.objects.filter(papers__document=row).distinct():
        title, note = (_without(text, words) for text in (matter.title, matter.note))
        MatterFile.objects.filter(pk=matter.pk).update(title=title, note=note)
    GivenNumber.objects.filter(document=row).update(symbol="", skipped_reason="")
    seals = Seal.objects.filter(document=row)
    files |= set(seals.values_list("file", flat=True))
    seals.delete()
    return files


def _erase_drafts(drafts: Collection[Outgoing]) -> None:
    """What stands around the texts. One without a number is given up; one with a number has gone as far as it will."""
    ids = [draft.pk for draft in drafts]
    rows = Outgoing.objects.filter(pk__in=ids)
    rows.update(
        summary=see_paper(), addressees=[], recipients=[], check_code="", public_text=False, changes=None,
        change="", carries_out=None, audience=Audience.ADDRESSEES, made_from="", made_from_url="",
    )  # fmt: skip
    rows.filter(document__isnull=True).update(state=OutgoingState.DROPPED)
    rows.filter(document__isnull=False).update(state=OutgoingState.ISSUED)
    OutgoingStep.objects.filter(outgoing__in=ids).exclude(note="").update(note=see_paper())


def _erase_entry(row: Document) -> None:
    """The line of the book. The day on the paper goes too: with the issuer it would name the paper."""
    row.issuer_unit, row.issuer_organisation, row.issuer_name = None, None, "–"
    row.number, row.symbol, row.summary, row.folded = None, "", see_paper(), ""
    row.issued_on, row.urgency, row.audience = row.received_on, Urgency.ORDINARY, Audience.ADDRESSEES
    row.file, row.content, row.state = None, None, DocumentState.SECRET
    row.save()


def _tell(row: Document, had: set[int], like: set[tuple[int, int]], now: datetime) -> None:
    """Everybody concerned has to say that they have seen it."""
    concerned = {(row.pk, unit) for unit in had} | like
    StruckNotice.objects.bulk_create(
        [StruckNotice(document_id=pk, unit_id=unit, told_at=now) for pk, unit in sorted(concerned)],
        update_conflicts=True, unique_fields=["document", "unit"], update_fields=["told_at"],
        batch_size=2000,
    )  # fmt: skip
    notices = StruckNotice.objects.filter(Q(document=row) | Q(document__in=[pk for pk, _unit in like]))
    notices.filter(seen_at__lt=F("told_at")).update(seen_at=None)


def _without(text: str, words: Collection[str]) -> str:
    for word in words:
        text = text.replace(word, see_paper())
    return text

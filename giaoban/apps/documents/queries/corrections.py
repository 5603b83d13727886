"""Reads of corrections: what hangs on an entry, what was put right in it, who still has to see that it was struck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from giaoban.apps.files.models import StoredFile
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.correcting import Standing
from ..enums import CHANGES, Audience, DocumentState, OutgoingState, Urgency
from ..models import Delivery, Document, DocumentLink, EntryChange, Instruction, Outgoing, StruckNotice


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One field of a correction in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A correction, or the striking, with its parts in words. `former_file`: may the reader open it?"""

    change: EntryChange
    parts: Sequence[ShownPart]
    former_file: bool


def standing_of_entry(row: Document) -> Standing:
    """What hangs on an entry. Three queries."""
    hanging = Q(document=row) | Q(carries_out=row)
    drafts = list(
        Outgoing.objects.filter(hanging).exclude(state=OutgoingState.DROPPED).select_related("type")
    )
    numbered = row.state in (DocumentState.NUMBERED, DocumentState.VOID)
    made_here = numbered or any(draft.document_id == row.pk for draft in drafts)
    given = Instruction.objects.filter(document=row)
    sent_on = Delivery.objects.filter(document=row).exclude(unit__in=given.values("lead_unit"))
    sent_on = sent_on.exclude(unit__in=given.filter(coordinating__isnull=False).values("coordinating"))
    carrying = [f"{draft.type.name}: {draft.summary}" for draft in drafts if draft.carries_out_id == row.pk]
    return Standing(row.state, made_here, sent_on.count(), _linked(row) or next(iter(carrying), ""))


def _linked(row: Document) -> str:
    """A document that is linked to an entry and would not be understood without it, by name."""
    links = DocumentLink.objects.select_related("source__type", "target__type")
    link = links.filter(Q(target=row) | Q(source=row, kind__in=CHANGES)).first()
    if link is None:
        return ""
    return str(link.source if link.target_id == row.pk else link.target)


def entry_changes(actor: Actor, row: Document) -> list[ShownChange]:
    """What was put right in an entry the actor may read, oldest first. One query."""
    rows = EntryChange.objects.filter(document=row).select_related("user").order_by("pk")
    own = policies.correct_entry.allows(actor, row)
    return [
        ShownChange(
            change, [_shown(part) for part in change.parts], own and change.former_file_id is not None
        )
        for change in rows
    ]


def former_file(row: Document, change_pk: int) -> StoredFile:
    """The file that stood in an entry before, for whoever may correct the entry. Raises NotFound."""
    found = EntryChange.objects.filter(document=row, pk=change_pk, former_file__isnull=False)
    change = found.select_related("former_file").first()
    if change is None or change.former_file is None:
        raise NotFound()
    return change.former_file


def struck_notices(actor: Actor, row: Document) -> list[StruckNotice]:
    """Notices to the actor's units that are not seen yet: the entry was struck or found secret, or a document like it
    was found secret elsewhere. Whoever struck an entry needs none of its own unit. No query where nobody waits.
    """
    if not getattr(row, "is_told", True):
        return []
    rows = StruckNotice.objects.visible_to(actor, policies.answer_struck).filter(document=row)
    if row.state == DocumentState.STRUCK and policies.correct_entry.allows(actor, row):
        rows = rows.exclude(unit=row.unit_id)
    return list(rows.filter(seen_at__isnull=True).select_related("unit"))


def in_words(field: str, value: str) -> str:
    """A stored value as people read it."""
    if field in ("issued_on", "received_on"):
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if field == "urgency":
        return str(Urgency(value).label)
    if field == "audience":
        return str(Audience(value).label)
    return value or "–"


def _shown(part: dict[str, str]) -> ShownPart:
    field = part["field"]
    return ShownPart(_label(field), in_words(field, part["before"]), in_words(field, part["after"]))


def _label(field: str) -> str:
    return {
        "type": _("Type"),
        "issuer_name": _("Issuer"),
        "symbol": _("Number and symbol"),
        "issued_on": _("Dated"),
        "received_on": _("Date received"),
        "summary": _("Summary"),
        "urgency": _("Urgency"),
        "audience": _("Who may read it"),
        "file": _("File"),
    }[field]

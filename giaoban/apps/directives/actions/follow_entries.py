"""Keep the asks about registered documents true when their entry is put right or struck.

Plain functions for `receivers.py`: inside the publishing use case, whose audit line tells of the step.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.events import EntryCorrected, EntryStruck, StruckSeen
from giaoban.apps.documents.models import Document, Instruction
from giaoban.apps.tasks.actions.write_asks import close_asks, open_asks, rename_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.apps.tasks.enums import ENDED
from giaoban.apps.tasks.models import Programme, Task
from giaoban.kit.errors import Conflict

from ..enums import ASK_ACKNOWLEDGE, ASK_CARRY_OUT, ASK_ERASED, ASK_INSTRUCT, ASK_STRUCK
from ..models import Directive
from .follow_documents import DOCUMENT, asked_to_carry_out, asked_to_instruct
from .follow_outgoing import asked_to_acknowledge


def rename_corrected(event: EntryCorrected) -> None:
    """What is asked for the document names it as the register does now."""
    row = Document.objects.select_related("type").get(pk=event.document_id)
    _rename(ASK_INSTRUCT, row, asked_to_instruct(row))
    given = Instruction.objects.filter(document=row).order_by("-pk").first()
    if given is not None:
        _rename(ASK_CARRY_OUT, row, asked_to_carry_out(row, given))
    if not Directive.objects.filter(document=row).exists():  # a telegram asks in words of its own
        _rename(ASK_ACKNOWLEDGE, row, asked_to_acknowledge(row))


def withdraw_struck(event: EntryStruck) -> None:
    """Nothing is asked for a struck entry any more; whoever had it is told. Raises Conflict when it is acted under."""
    row = Document.objects.select_related("type").get(pk=event.document_id)
    _refuse_acted_under(row)
    for kind in (ASK_INSTRUCT, ASK_CARRY_OUT, ASK_ACKNOWLEDGE):
        close_asks(kind=kind, subject_type=DOCUMENT, subject_ids=[row.pk], now=event.now, done=False)
    said = {"entry": row.entry, "year": row.year, "document": row, "reason": event.reason}
    title = _("Entry %(entry)s of %(year)s was struck: %(document)s. %(reason)s") % said
    url = reverse("documents:document", args=[row.pk])
    leader = Post.LEADER if event.waiting else ""
    asks = [
        NewAsk(ASK_STRUCK, unit, title, None, url, DOCUMENT, row.pk, leader if unit == row.unit_id else "")
        for unit in event.unit_ids
    ]
    open_asks(asks=asks, now=event.now)


def close_struck_seen(event: StruckSeen) -> None:
    """One unit has seen it."""
    for kind in (ASK_STRUCK, ASK_ERASED):
        close_asks(
            kind=kind, subject_type=DOCUMENT, subject_ids=[event.document_id], now=event.now,
            unit_ids=[event.unit_id],
        )  # fmt: skip


def _refuse_acted_under(row: Document) -> None:
    if Directive.objects.filter(document=row).exists():
        raise Conflict(
            _("Units were asked to disseminate or carry out this document. Correct the entry instead.")
        )
    if Programme.objects.filter(document=row).exists():
        raise Conflict(_("An action programme is built on this document. Correct the entry instead."))
    tasks = Task.objects.filter(origin_type=DOCUMENT, origin_id=row.pk).exclude(state__in=ENDED)
    if tasks.exists():
        raise Conflict(
            _("Tasks were given for this document. Drop them first, or correct the entry instead.")
        )


def _rename(kind: str, row: Document, title: str) -> None:
    rename_asks(kind=kind, subject_type=DOCUMENT, subject_ids=[row.pk], title=title)

"""Keep the asks about documents and drafts true, in the transaction of what happened to them.

Plain functions for `receivers.py`: inside the publishing use case, whose audit line tells of the step.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.events import (
    ContentCirculated,
    ContentCommented,
    ContentIssued,
    DocumentDone,
    DocumentInstructed,
    DocumentRegistered,
)
from giaoban.apps.documents.models import Content, Document, Instruction
from giaoban.apps.tasks.actions.create_tasks import end_of
from giaoban.apps.tasks.actions.write_asks import close_asks, open_asks
from giaoban.apps.tasks.domain.asks import NewAsk

from ..enums import ASK_CARRY_OUT, ASK_COMMENT, ASK_INSTRUCT

DOCUMENT = "documents.Document"
CONTENT = "documents.Content"


def ask_for_instruction(event: DocumentRegistered) -> None:
    """An incoming document waits for the leader."""
    row = Document.objects.select_related("type").get(pk=event.document_id)
    title = asked_to_instruct(row)
    url = reverse("documents:document", args=[row.pk])
    ask = NewAsk(ASK_INSTRUCT, row.unit_id, title, None, url, DOCUMENT, row.pk, Post.LEADER)
    open_asks(asks=[ask], now=event.now)


def ask_who_is_in_charge(event: DocumentInstructed) -> None:
    """The instruction is given: the lead unit carries it out. An earlier lead unit is no longer asked."""
    row = Instruction.objects.select_related("document__type").get(pk=event.instruction_id)
    _close(ASK_INSTRUCT, DOCUMENT, row.document_id, event.now)
    close_asks(
        kind=ASK_CARRY_OUT,
        subject_type=DOCUMENT,
        subject_ids=[row.document_id],
        now=event.now,
        done=False,
    )
    title = asked_to_carry_out(row.document, row)
    due = end_of(row.due_on) if row.due_on else None
    url = reverse("documents:document", args=[row.document_id])
    ask = NewAsk(ASK_CARRY_OUT, row.lead_unit_id, title, due, url, DOCUMENT, row.document_id)
    open_asks(asks=[ask], now=event.now)


def asked_to_instruct(row: Document) -> str:
    """What is asked of the leader."""
    return _("Instruct on %(document)s: %(summary)s") % {"document": row, "summary": row.summary}


def asked_to_carry_out(row: Document, given: Instruction) -> str:
    """What is asked of the lead unit."""
    return _("Carry out %(document)s: %(instruction)s") % {"document": row, "instruction": given.body}


def close_when_done(event: DocumentDone) -> None:
    """What the document asked for is done."""
    _close(ASK_CARRY_OUT, DOCUMENT, event.document_id, event.now)


def ask_for_comments(event: ContentCirculated) -> None:
    """A draft was sent round."""
    row = Content.objects.get(pk=event.content_id)
    title = _("Comment on the draft “%(title)s”") % {"title": row.title}
    due = end_of(event.due_on) if event.due_on else None
    url = reverse("documents:content", args=[row.pk])
    open_asks(
        asks=[NewAsk(ASK_COMMENT, unit, title, due, url, CONTENT, row.pk) for unit in event.unit_ids],
        now=event.now,
    )


def close_commented(event: ContentCommented) -> None:
    """A unit has commented."""
    close_asks(
        kind=ASK_COMMENT,
        subject_type=CONTENT,
        subject_ids=[event.content_id],
        now=event.now,
        unit_ids=[event.unit_id],
    )


def close_issued(event: ContentIssued) -> None:
    """The draft is issued: comments are no longer asked for."""
    close_asks(
        kind=ASK_COMMENT, subject_type=CONTENT, subject_ids=[event.content_id], now=event.now, done=False
    )


def _close(kind: str, subject_type: str, subject_id: int, now: datetime) -> None:
    close_asks(kind=kind, subject_type=subject_type, subject_ids=[subject_id], now=now)

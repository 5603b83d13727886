"""Keep the asks about outgoing documents true: who has the next step inside the unit, who is to acknowledge.

Plain functions for `receivers.py`: inside the publishing use case, whose audit line tells of the step.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.events import (
    DeliveryAcknowledged,
    DocumentIssued,
    DocumentSent,
    OutgoingAnswered,
    OutgoingPut,
)
from giaoban.apps.documents.models import Delivery, Document, Outgoing
from giaoban.apps.tasks.actions.create_tasks import end_of
from giaoban.apps.tasks.actions.write_asks import close_asks, open_asks
from giaoban.apps.tasks.domain.asks import NewAsk

from ..enums import ASK_ACKNOWLEDGE, ASK_OUTGOING

OUTGOING, DOCUMENT = "documents.Outgoing", "documents.Document"


def ask_the_leader(event: OutgoingPut) -> None:
    """The leader reads and answers."""
    _ask(event.outgoing_id, _("Read and agree: %(type)s %(summary)s"), Post.LEADER, event.now)


def ask_who_goes_on(event: OutgoingAnswered) -> None:
    """Agreed: the clerk takes the number. Sent back: an officer goes on."""
    if event.agreed:
        _ask(event.outgoing_id, _("Number and issue: %(type)s %(summary)s"), Post.CLERK, event.now)
    else:
        _ask(event.outgoing_id, _("Sent back by the leader: %(type)s %(summary)s"), Post.OFFICER, event.now)


def close_issued(event: DocumentIssued) -> None:
    """It is out."""
    _close(event.outgoing_id, event.now)


def ask_to_acknowledge(event: DocumentSent) -> None:
    """Every unit that got it just now is asked to read and acknowledge it. Two queries and one statement."""
    row = Document.objects.select_related("type").get(pk=event.document_id)
    units = Delivery.objects.filter(document=row, sent_at=event.sent_at).values_list("unit_id", flat=True)
    title = asked_to_acknowledge(row)
    due = end_of(event.due_on) if event.due_on else None
    url = reverse("documents:document", args=[row.pk])
    asks = [NewAsk(ASK_ACKNOWLEDGE, unit, title, due, url, DOCUMENT, row.pk) for unit in sorted(units)]
    open_asks(asks=asks, now=event.sent_at)


def asked_to_acknowledge(row: Document) -> str:
    """What is asked of whoever got the document."""
    return _("Read and acknowledge %(document)s: %(summary)s") % {"document": row, "summary": row.summary}


def close_acknowledged(event: DeliveryAcknowledged) -> None:
    """One unit has acknowledged."""
    close_asks(
        kind=ASK_ACKNOWLEDGE,
        subject_type=DOCUMENT,
        subject_ids=[event.document_id],
        now=event.now,
        unit_ids=[event.unit_id],
    )


def _ask(outgoing_id: int, title: str, post: Post, now: datetime) -> None:
    """The next step is asked of `post`; whoever was asked before has done theirs."""
    row = Outgoing.objects.select_related("type").get(pk=outgoing_id)
    _close(outgoing_id, now)
    said = title % {"type": row.type.name, "summary": row.summary}
    url = reverse("documents:outgoing", args=[row.pk])
    open_asks(asks=[NewAsk(ASK_OUTGOING, row.unit_id, said, None, url, OUTGOING, row.pk, post)], now=now)


def _close(outgoing_id: int, now: datetime) -> None:
    close_asks(kind=ASK_OUTGOING, subject_type=OUTGOING, subject_ids=[outgoing_id], now=now)

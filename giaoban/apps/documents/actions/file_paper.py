"""Put a document or a draft into a matter file, take it out, move it: the papers stay numbered without a gap."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.register import tidy_line
from ..enums import CLOSED, DocumentState
from ..models import Content, Document, MatterFile, MatterPaper
from ..queries.matters import lying_in, unit_has
from .keep_matter import locked_matter, refuse_closed

_NOT_FILED = (*CLOSED, DocumentState.VOID)


@usecase("documents.put_in_matter")
def put_in_matter(
    *, actor: Actor, matter: MatterFile, paper: Document | Content, now: datetime
) -> MatterPaper:
    """Put `paper` last into an open file of a unit that has it. Locks the file.

    A paper that lies in it already (a document also as the draft that it was) stays where it is. Raises NotFound
    when the actor may not read the paper, Conflict (closed; struck; the unit does not have it).
    """
    row = locked_matter(matter)
    authorize(actor, policies.keep_matter, row, seen_by=policies.read_matter)
    document, content = (paper, None) if isinstance(paper, Document) else (None, paper)
    reads = policies.read_document if document else policies.read_content
    authorize(actor, reads, paper, seen_by=reads)
    refuse_closed(row)
    if document is not None and document.state in _NOT_FILED:
        raise Conflict(_("What was struck, or never issued, is not put into a file."))
    if not unit_has(row.unit_id, paper):
        raise Conflict(
            _("%(unit)s does not have this document; it cannot lie in its files."), unit=row.unit.name
        )
    if found := lying_in(row, paper):
        nothing_changed()
        return found
    number = row.papers.filter(number__isnull=False).count() + 1
    put = MatterPaper.objects.create(
        file=row, number=number, document=document, content=content, put_at=now, put_by_id=actor.user_id
    )
    _told(actor, events.PAPER_PUT_IN, put, number=number)
    return put


@usecase("documents.take_out_of_matter")
def take_out_of_matter(*, actor: Actor, paper: MatterPaper, reason: str, now: datetime) -> MatterPaper:
    """Take a paper out of an open file; those behind it move up. Locks the file. Raises Conflict, Invalid.

    The line stays with its reason. Taken out by somebody else meanwhile, nothing changes.
    """
    put = _held(actor, paper)
    said = tidy_line(reason)
    if not said:
        problem = ("reason", _("Say why the document does not belong in this file."))
        raise Invalid(_("A document is taken out of a file with a reason."), problems=(problem,))
    if put.number is None:
        nothing_changed()
        return put
    left = put.number
    put.number, put.out_at, put.out_by_id, put.out_reason = None, now, actor.user_id, said
    put.save(update_fields=["number", "out_at", "out_by", "out_reason"])
    put.file.papers.filter(number__gt=left).update(number=F("number") - 1)
    _told(actor, events.PAPER_TAKEN_OUT, put, number=left)
    return put


@usecase("documents.move_in_matter")
def move_in_matter(*, actor: Actor, paper: MatterPaper, to: int, now: datetime) -> MatterPaper:
    """Give a paper place `to` of an open file, the last one at most; the others close up. Locks the file.

    Raises Conflict (closed; taken out meanwhile), Invalid below 1.
    """
    put = _held(actor, paper)
    if put.number is None:
        raise Conflict(_("The document was taken out of the file meanwhile."))
    if to < 1:
        raise Invalid(_("The first place is 1."), problems=(("to", _("At least 1.")),))
    papers = put.file.papers.filter(number__isnull=False)
    place, stood = min(to, papers.count()), put.number
    if place == stood:
        nothing_changed()
        return put
    if place < stood:
        papers.filter(number__gte=place, number__lt=stood).update(number=F("number") + 1)
    else:
        papers.filter(number__gt=stood, number__lte=place).update(number=F("number") - 1)
    put.number = place
    put.save(update_fields=["number"])
    _told(actor, events.PAPER_MOVED, put, number=stood, to=place)
    return put


def _held(actor: Actor, paper: MatterPaper) -> MatterPaper:
    """The paper as it lies now, its file locked and open. Raises NotFound, Forbidden, Conflict."""
    row = locked_matter(paper.file)
    put = MatterPaper.objects.get(pk=paper.pk)
    put.file = row
    authorize(actor, policies.keep_matter_paper, put, seen_by=policies.read_matter_paper)
    refuse_closed(row)
    return put


def _told(actor: Actor, code: str, put: MatterPaper, **data: int) -> None:
    record(
        actor=actor, code=code, subject=put.file, unit_id=put.file.unit_id, document=put.document_id,
        content=put.content_id, **data,
    )  # fmt: skip

"""Put the minutes, or the notice of conclusions, into the clerk's room as a draft: edited, put to the chair, numbered
and issued there in the usual way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents.actions.begin_outgoing import Drafted, draft_outgoing
from giaoban.apps.documents.domain.paper import Heading, Table
from giaoban.apps.documents.domain.stored import NewParagraph
from giaoban.apps.documents.enums import OutgoingState
from giaoban.apps.documents.formats.templates import template
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import ConferencePaper, ConferenceState
from ..formats.minutes import minutes_paragraphs
from ..formats.notice import notice_of, notice_paper
from ..models import Conference, ConferenceDocument

_TEMPLATE = {ConferencePaper.MINUTES: "bien_ban", ConferencePaper.NOTICE: "thong_bao_ket_luan"}


@usecase("conferences.draft_document")
def draft_document(
    *, actor: Actor, conference: Conference, kind: ConferencePaper, now: datetime
) -> ConferenceDocument:
    """Draft the minutes or the notice from what the conference holds now. Locks the conference.

    While a draft of that kind stands, it is the answer and nothing changes. Raises Conflict before the conference was
    opened, and for a rehearsal.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = (
        Conference.objects.select_for_update(of=("self",))
        .select_related("unit__organisation")
        .get(pk=conference.pk)
    )
    if row.rehearsal:
        raise Conflict(_("A rehearsal issues nothing."))
    if row.state in (ConferenceState.PLANNED, ConferenceState.CALLED_OFF):
        raise Conflict(_("Nothing has been held yet that could be written down."))
    there = (
        ConferenceDocument.objects.filter(conference=row, kind=kind)
        .exclude(outgoing__state=OutgoingState.DROPPED)
        .select_related("outgoing")
        .first()
    )
    if there is not None:
        nothing_changed()
        return there
    summary, paragraphs = _text(row, kind)
    drafted = Drafted(
        template(_TEMPLATE[kind]), summary, paragraphs, row.title,
        reverse("conferences:conference", args=[row.pk]),
    )  # fmt: skip
    outgoing = draft_outgoing(actor=actor, unit=row.unit, drafted=drafted, now=now)
    made = ConferenceDocument.objects.create(conference=row, kind=kind, outgoing=outgoing)
    record(
        actor=actor,
        code=events.DOCUMENT_DRAFTED,
        subject=row,
        unit_id=row.unit_id,
        kind=kind,
        outgoing=outgoing.pk,
    )
    return made


def _text(row: Conference, kind: ConferencePaper) -> tuple[str, list[NewParagraph]]:
    if kind is ConferencePaper.MINUTES:
        return minutes_paragraphs(row)
    paper = notice_paper(notice_of(row))
    annexes = [block for annex in paper.annexes for block in (Heading(1, annex.title), *annex.blocks)]
    parted = [replace(block, may_part=True) if isinstance(block, Table) else block for block in annexes]
    blocks = [*paper.body[:-1], *parted, paper.body[-1]]  # what it closes with stands above the signature
    return paper.summary, [NewParagraph(block) for block in blocks]

"""Papers: asked of a unit, handed in, put in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import Upload, store_file
from giaoban.apps.files.enums import PAPERS, MediaType
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.write_asks import close_asks, open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.apps.tasks.enums import AskKind
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import ConferenceState, PaperState, TurnState
from ..models import Conference, Paper, Turn
from .give_floor import turns_for_papers
from .plan_conference import locked, share_with
from .run_agenda import screens_moved

SUBJECT = "conferences.Paper"
ALLOWED = PAPERS | {MediaType.PPTX}


@usecase("conferences.ask_paper")
def ask_paper(
    *,
    actor: Actor,
    conference: Conference,
    unit: Unit,
    title: str,
    minutes: int = 7,
    due: datetime | None = None,
    now: datetime,
) -> Paper:
    """Ask `unit` for a paper; it stands last in the order and its unit is asked to prepare it.

    Locks the conference. Raises Invalid for an empty title or minutes outside 1 to 120. At a rehearsal nobody is asked.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    if not title.strip() or not 1 <= minutes <= 120:
        problem = ("title", str(_("Give a title, and 1 to 120 minutes.")))
        raise Invalid(_("A paper has a title and minutes."), problems=(problem,))
    paper = ask_for(row, unit, title, minutes, due, now)
    record(actor=actor, code=events.PAPER_ASKED, subject=paper, unit_id=unit.pk, minutes=minutes)
    return paper


def ask_for(
    row: Conference, unit: Unit, title: str, minutes: int, due: datetime | None, now: datetime
) -> Paper:
    """A paper at the end of a locked conference's order; its unit is asked, unless it is a rehearsal."""
    last = Paper.objects.filter(conference=row).aggregate(last=Max("position"))["last"] or 0
    paper = Paper.objects.create(
        conference=row, unit=unit, title=title.strip(), minutes=minutes, position=last + 1
    )
    if row.state == ConferenceState.OPEN:
        turns_for_papers(row, now)
        screens_moved(row.pk)
    share_with(row, [unit.pk])
    if not row.rehearsal:
        url = reverse("conferences:conference", args=[row.pk])
        open_asks(asks=[NewAsk(AskKind.PAPER, unit.pk, title, due, url, SUBJECT, paper.pk)], now=now)
    return paper


@usecase("conferences.hand_in_paper")
def hand_in_paper(
    *, actor: Actor, paper: Paper, title: str, upload: Upload | None = None, name: str = "", now: datetime
) -> Paper:
    """Hand in the paper, with its final title and its file if there is one (`upload` with its `name`).

    Locks the conference. Raises FileRefused, Conflict once the conclusions are confirmed.
    """
    authorize(actor, policies.hand_in_paper, paper, seen_by=policies.see_paper)
    locked(paper.conference)
    row = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    row.title = title.strip() or row.title
    if upload is not None:
        row.file = store_file(actor=actor, upload=upload, name=name, unit=row.unit, now=now, allowed=ALLOWED)
    row.state = PaperState.HANDED_IN
    row.save(update_fields=["title", "file", "state"])
    close_asks(kind=AskKind.PAPER, subject_type=SUBJECT, subject_ids=[row.pk], now=now)
    record(actor=actor, code=events.PAPER_HANDED_IN, subject=row, unit_id=row.unit_id, file=row.file_id)
    return row


@usecase("conferences.order_papers")
def order_papers(*, actor: Actor, conference: Conference, paper_ids: Sequence[int]) -> Conference:
    """Fix the order of the papers. Locks the conference. Raises Invalid unless each of them is named once."""
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    papers = {p.pk: p for p in Paper.objects.filter(conference=row)}
    if sorted(paper_ids) != sorted(papers):
        raise Invalid(_("The order names every paper of the conference once. Reload the page."))
    for place, pk in enumerate(paper_ids, 1):
        papers[pk].position = place
    Paper.objects.bulk_update(papers.values(), ["position"])
    in_place = Paper.objects.filter(pk=OuterRef("paper_id")).values("position")
    Turn.objects.filter(conference=row, state=TurnState.WAITING, paper__isnull=False).update(
        position=Subquery(in_place)
    )
    screens_moved(row.pk)
    record(actor=actor, code=events.PAPERS_ORDERED, subject=row, unit_id=row.unit_id, papers=list(paper_ids))
    return row

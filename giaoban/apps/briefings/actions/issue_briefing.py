"""Issue a briefing: its text and figures are frozen, its reports become consolidated."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents.actions.issue_content import freeze
from giaoban.apps.documents.models import Content
from giaoban.apps.files.actions.store_file import store_made
from giaoban.apps.files.enums import MediaType
from giaoban.apps.reporting.actions.mark_consolidated import mark_consolidated
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.jobs import later
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import BriefingState, Size
from ..models import Briefing, BriefingFile


@usecase("briefings.issue_briefing")
def issue_briefing(
    *, actor: Actor, briefing: Briefing, number: int, symbol: str, dated: date, now: datetime
) -> Briefing:
    """Number, date and freeze a briefing. Locks its row and its content's.

    Raises Conflict when it is issued already, OpenComments while a comment has no answer, Invalid for a number
    below 1. Papers are rendered by a job.
    """
    authorize(actor, policies.issue, briefing, seen_by=policies.see_briefing)
    row = Briefing.objects.select_for_update(of=("self",)).get(pk=briefing.pk)
    if row.state == BriefingState.ISSUED:
        raise Conflict(_("The briefing was issued on %(day)s; a correction is a new one."), day=row.dated)
    if number < 1 or not symbol.strip():
        raise Invalid(
            _("Give the number and symbol of the signed paper."), problems=(("number", _("missing")),)
        )
    content = Content.objects.select_for_update().get(pk=row.content_id)
    freeze(actor=actor, content=content, now=now)
    row.number, row.symbol, row.dated, row.issued_at = number, symbol.strip(), dated, now
    row.state = BriefingState.ISSUED
    row.save(update_fields=["number", "symbol", "dated", "issued_at", "state"])
    used = mark_consolidated(actor=actor, reports=list(row.reports.values_list("pk", flat=True)), now=now)
    record(
        actor=actor, code=events.ISSUED, subject=row, unit_id=row.unit_id, number=number, symbol=row.symbol,
        dated=dated.isoformat(), reports=used, sha256=content.sha256,
    )  # fmt: skip
    later("briefings.render", once=f"briefing-{row.pk}", briefing_id=row.pk)
    return row


@usecase("briefings.keep_paper")
def keep_paper(
    *,
    actor: Actor,
    briefing: Briefing,
    size: Size,
    media_type: MediaType,
    content: bytes,
    revision: int,
    now: datetime,
) -> BriefingFile:
    """Keep a rendered paper of a briefing."""
    authorize(actor, policies.lay_out, briefing, seen_by=policies.see_briefing)
    ending = "pdf" if media_type == MediaType.PDF else "docx"
    file = store_made(
        actor=actor, content=content, media_type=media_type, name=f"{briefing.title[:80]} - {size.label}.{ending}",
        unit=briefing.unit, now=now,
    )  # fmt: skip
    return BriefingFile.objects.create(
        briefing=briefing, size=size, file=file, revision=revision, made_at=now
    )

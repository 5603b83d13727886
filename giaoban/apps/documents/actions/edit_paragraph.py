"""Reword one paragraph; whoever saves second is told, and both texts are kept."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.rewording import reword, tidy
from ..enums import WRITTEN, TextStep
from ..models import KeptAside, Paragraph, ParagraphText
from .change_texts import locked, put


class ParagraphConflict(Conflict):
    """Somebody else changed the paragraph since it was opened. `mine` is kept aside, `theirs` stands.

    `theirs` is None when the paragraph was deleted or merged away.
    """

    code = "paragraph_conflict"

    def __init__(self, paragraph: Paragraph, mine: str, theirs: ParagraphText | None) -> None:
        super().__init__(
            _(
                "Somebody else changed the paragraph “%(start)s” while you had it open. Your text is kept "
                "beside it; compare the two and save again."
            ),
            start=(theirs.plain if theirs else mine)[:60],
        )
        self.paragraph, self.mine, self.theirs = paragraph, mine, theirs


def edit_paragraph(
    *, actor: Actor, paragraph: Paragraph, seen: int, text: str, now: datetime
) -> ParagraphText:
    """Set the words of `paragraph`; `seen` is the id of the ParagraphText that the editor had before them.

    Figures that still stand in the new words keep their links. Raises ParagraphConflict (the text typed is
    then kept aside in a transaction of its own), ContentIssued, Forbidden, Invalid (empty; table or chart).
    """
    try:
        return reword_paragraph(actor=actor, paragraph=paragraph, seen=seen, text=text, now=now)
    except ParagraphConflict:
        keep_text_aside(actor=actor, paragraph=paragraph, seen=seen, text=text, now=now)
        raise


@usecase("documents.edit_paragraph")
def reword_paragraph(
    *, actor: Actor, paragraph: Paragraph, seen: int, text: str, now: datetime
) -> ParagraphText:
    """As `edit_paragraph`, without keeping aside what loses a conflict. Locks the content row."""
    content = locked(actor, paragraph.content)
    words = tidy(text)
    old = ParagraphText.objects.filter(content=content, paragraph=paragraph, until__isnull=True).first()
    if old is not None and old.plain == words:
        nothing_changed()
        return old
    if old is None or (old.pk != seen and not _same_words(old, seen)):
        raise ParagraphConflict(paragraph, text, old)
    if not words:
        raise Invalid(_("A paragraph cannot be empty; delete it instead."))
    if old.kind not in WRITTEN:
        raise Invalid(_("A table or chart is not edited as text; its figures come from the reports."))
    runs, lost = reword(old.runs, words)
    new = put(actor=actor, content=content, old=old, step=TextStep.EDITED, now=now, runs=runs)
    record(
        actor=actor,
        code=events.PARAGRAPH_EDITED,
        subject=content,
        unit_id=content.unit_id,
        paragraph=paragraph.pk,
        lost=[run["code"] for run in lost if run.get("code")],
    )
    return new


@usecase("documents.keep_text_aside")
def keep_text_aside(*, actor: Actor, paragraph: Paragraph, seen: int, text: str, now: datetime) -> KeptAside:
    """Keep a text that lost a conflict, so that its author can fetch it back."""
    authorize(actor, policies.write_content, paragraph.content, seen_by=policies.read_content)
    before = ParagraphText.objects.filter(pk=seen, paragraph=paragraph).first()
    kept = KeptAside.objects.create(
        paragraph=paragraph, seen=before, body=text[:50_000], user_id=actor.user_id, at=now
    )
    record(
        actor=actor,
        code=events.TEXT_KEPT_ASIDE,
        subject=paragraph.content,
        unit_id=paragraph.content.unit_id,
        paragraph=paragraph.pk,
    )
    return kept


def _same_words(now: ParagraphText, seen: int) -> bool:
    """A move in between is no conflict: the words are what the editor saw."""
    before = ParagraphText.objects.filter(pk=seen, paragraph_id=now.paragraph_id).first()
    return before is not None and before.runs == now.runs

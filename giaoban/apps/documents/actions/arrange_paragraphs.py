"""Insert, move, delete and merge paragraphs. Each is one revision; identities and comments stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events
from ..domain.paper import Paragraph as TextBlock
from ..domain.rewording import tidy
from ..domain.stored import NewParagraph
from ..enums import TextStep
from ..models import Content, Paragraph, ParagraphText
from .change_texts import end, locked, merge, place_behind, put, standing
from .write_content import add_paragraphs, bump


@usecase("documents.insert_paragraph")
def insert_paragraph(
    *, actor: Actor, content: Content, after: Paragraph | None, new: NewParagraph, now: datetime
) -> ParagraphText:
    """Insert a paragraph behind `after` (None: at the beginning). Raises Invalid when it is empty."""
    row = locked(actor, content)
    if isinstance(new.block, TextBlock) and not tidy("".join(run.text for run in new.block.runs)):
        raise Invalid(_("A paragraph cannot be empty."))
    texts = add_paragraphs(
        actor=actor, content=row, paragraphs=[new], now=now, after=after, first=after is None
    )
    return texts[0]


@usecase("documents.move_paragraph")
def move_paragraph(
    *, actor: Actor, paragraph: Paragraph, after: Paragraph | None, now: datetime
) -> ParagraphText:
    """Put a paragraph behind `after` (None: at the beginning)."""
    content = locked(actor, paragraph.content)
    old = standing(content, paragraph)
    if after is not None and after.pk == paragraph.pk:
        nothing_changed()
        return old
    place = place_behind(content, old, after)
    new = put(actor=actor, content=content, old=old, step=TextStep.MOVED, now=now, position=place)
    record(
        actor=actor,
        code=events.PARAGRAPH_MOVED,
        subject=content,
        unit_id=content.unit_id,
        paragraph=paragraph.pk,
        after=after.pk if after else None,
    )
    return new


@usecase("documents.delete_paragraph")
def delete_paragraph(*, actor: Actor, paragraph: Paragraph, now: datetime) -> None:
    """Take a paragraph out of the content. Its texts and comments stay in the history."""
    content = locked(actor, paragraph.content)
    old = standing(content, paragraph)
    end(old, bump(content, now))
    record(
        actor=actor,
        code=events.PARAGRAPH_DELETED,
        subject=content,
        unit_id=content.unit_id,
        paragraph=paragraph.pk,
    )


@usecase("documents.merge_paragraphs")
def merge_paragraphs(
    *, actor: Actor, content: Content, paragraphs: Sequence[Paragraph], now: datetime
) -> ParagraphText:
    """Join paragraphs of text in the first one; it keeps the sources of all, and their comments follow.

    Raises Invalid for fewer than two, and for headings, tables and charts.
    """
    row = locked(actor, content)
    merged = merge(actor=actor, content=row, paragraphs=paragraphs, now=now)
    record(
        actor=actor,
        code=events.PARAGRAPHS_MERGED,
        subject=row,
        unit_id=row.unit_id,
        paragraphs=[paragraph.pk for paragraph in paragraphs],
    )
    return merged

"""Change the paragraphs of a content: plain functions behind the use cases. Inside a use case only.

Each takes a content that `locked` gave (its row lock orders writers), and is one revision. The audit line is
the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.kit.access import Actor, Policy, authorize
from giaoban.kit.errors import Conflict, Invalid, NotFound

from .. import policies
from ..domain.places import between
from ..domain.stored import join_sources, words_of
from ..enums import RESTING, WRITTEN, ContentState, TextStep
from ..formats.citing import cited_in
from ..models import Content, Paragraph, ParagraphText
from .write_content import bump


class ContentIssued(Conflict):
    """An issued content never changes; a correction is a new document."""

    code = "content_issued"


class TextRests(Conflict):
    """The text was put to the leader or agreed to."""

    code = "text_rests"


def locked(actor: Actor, content: Content, policy: Policy[Content] = policies.write_content) -> Content:
    """The content with its row locked. Raises NotFound, Forbidden, ContentIssued, TextRests."""
    row = Content.objects.select_for_update(of=("self",)).select_related("unit").get(pk=content.pk)
    authorize(actor, policy, row, seen_by=policies.read_content)
    if row.state == ContentState.ISSUED:
        raise ContentIssued(
            _("“%(title)s” has been issued; a correction is a new document."), title=row.title
        )
    if row.state in RESTING and policy is policies.write_content:
        raise TextRests(_("The leader has this text before them. It is changed after it was sent back."))
    return row


def standing(content: Content, paragraph: Paragraph) -> ParagraphText:
    """What stands in the paragraph now. Raises NotFound when it was deleted or merged away."""
    text = ParagraphText.objects.filter(content=content, paragraph=paragraph, until__isnull=True).first()
    if text is None:
        raise NotFound(_("The paragraph is no longer in this document; look in the history."))
    return text


def put(
    *,
    actor: Actor,
    content: Content,
    old: ParagraphText,
    step: TextStep,
    now: datetime,
    **changes: Any,
) -> ParagraphText:
    """End `old` at a new revision and put its successor, equal but for `changes` (columns), in its place."""
    revision = bump(content, now)
    end(old, revision)
    kept = {
        name: getattr(old, name)
        for name in ("kind", "level", "runs", "data", "sources", "drawing_id", "picture_id", "position")
    }
    now_standing = {**kept, **changes}
    return ParagraphText.objects.create(
        content=content,
        paragraph_id=old.paragraph_id,
        since=revision,
        step=step,
        user_id=actor.user_id,
        at=now,
        folded=words_of(now_standing["runs"]),
        cites=cited_in(now_standing["runs"]),
        **now_standing,
    )


def end(text: ParagraphText, revision: int) -> None:
    """The text stands no longer from `revision` on."""
    text.until = revision
    text.save(update_fields=["until"])


def place_behind(content: Content, moved: ParagraphText, after: Paragraph | None) -> str:
    """The key of a place behind `after` (None: at the beginning), as if `moved` were not there."""
    rows = (
        ParagraphText.objects.filter(content=content, until__isnull=True)
        .exclude(pk=moved.pk)
        .order_by("position")
    )
    if after is None:
        return between(None, rows.values_list("position", flat=True).first())
    low = rows.filter(paragraph=after).values_list("position", flat=True).first()
    if low is None:
        raise NotFound(_("The paragraph to stand behind is no longer in this document."))
    return between(low, rows.filter(position__gt=low).values_list("position", flat=True).first())


def merge(*, actor: Actor, content: Content, paragraphs: Sequence[Paragraph], now: datetime) -> ParagraphText:
    """Join the texts of two or more paragraphs in the first; sources of all are kept, comments follow.

    Raises Invalid for headings, tables and charts.
    """
    texts = [standing(content, paragraph) for paragraph in paragraphs]
    if len({text.paragraph_id for text in texts}) < 2:
        raise Invalid(_("Choose at least two paragraphs to merge."))
    if any(text.kind not in WRITTEN or text.level for text in texts):
        raise Invalid(_("Only paragraphs of text can be merged, not headings, tables or charts."))
    target, *others = texts
    runs = list(target.runs)
    for other in others:
        runs += [{"text": " "}, *other.runs] if runs and other.runs else other.runs
    merged = put(
        actor=actor,
        content=content,
        old=target,
        step=TextStep.MERGED,
        now=now,
        runs=runs,
        sources=join_sources(*(text.sources for text in texts)),
    )
    for other in others:
        end(other, content.revision)
    gone = [other.paragraph_id for other in others]
    Paragraph.objects.filter(pk__in=gone).update(merged_into=target.paragraph_id)
    return merged

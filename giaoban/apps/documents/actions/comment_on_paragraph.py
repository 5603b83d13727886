"""Comment on a paragraph, and answer a comment."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Forbidden, Invalid
from giaoban.kit.events import publish
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import Answer
from ..models import Comment, Paragraph
from .change_texts import locked, standing


@usecase("documents.comment_on_paragraph")
def comment_on_paragraph(
    *, actor: Actor, unit: Unit, paragraph: Paragraph, body: str, now: datetime
) -> Comment:
    """Hang a remark of `unit` on the paragraph as it stands now. Raises Invalid when empty, ContentIssued."""
    content = locked(actor, paragraph.content, policies.comment_on_content)
    if not actor.is_system and not actor.holds(unit.pk):
        raise Forbidden(_("You can comment for a unit of your own only."))
    if not body.strip():
        raise Invalid(_("Write what should be changed or added."))
    text = standing(content, paragraph)
    comment = Comment.objects.create(
        content=content,
        paragraph=paragraph,
        text=text,
        body=body.strip(),
        user_id=actor.user_id,
        unit=unit,
        at=now,
    )
    record(actor=actor, code=events.COMMENTED, subject=comment, unit_id=unit.pk, paragraph=paragraph.pk)
    publish(events.ContentCommented(content.pk, unit.pk, now))
    return comment


@usecase("documents.answer_comment")
def answer_comment(*, actor: Actor, comment: Comment, answer: Answer, body: str, now: datetime) -> Comment:
    """Say what became of a comment. Anything but "accepted" needs a word of explanation.

    Raises Invalid, and Conflict when it has been answered already.
    """
    row = Comment.objects.select_for_update(of=("self",)).select_related("content").get(pk=comment.pk)
    authorize(actor, policies.answer_comment, row, seen_by=policies.see_comment)
    if row.answer:
        raise Conflict(
            _("This comment has been answered already: %(answer)s."), answer=row.get_answer_display()
        )
    if answer != Answer.ACCEPTED and not body.strip():
        raise Invalid(_("Explain why the comment is not taken up in full."))
    row.answer, row.answer_body = answer, body.strip()
    row.answered_by_id, row.answered_at = actor.user_id, now
    row.save(update_fields=["answer", "answer_body", "answered_by", "answered_at"])
    record(
        actor=actor,
        code=events.COMMENT_ANSWERED,
        subject=row,
        unit_id=row.content.unit_id,
        answer=str(answer),
    )
    return row

"""Issue a content: from then on no word of it changes; the database refuses."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict
from giaoban.kit.events import publish
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import ContentState
from ..models import Comment, Content, Outgoing, ParagraphText
from .change_texts import locked
from .write_content import mark


class OpenComments(Conflict):
    """Comments are still without an answer."""

    code = "open_comments"


def freeze(*, actor: Actor, content: Content, now: datetime) -> Content:
    """Issue a content that `change_texts.locked` gave. Plain: inside a use case only. Raises OpenComments."""
    waiting = Comment.objects.filter(content=content, answer="").count()
    if waiting:
        raise OpenComments(
            _("%(count)s comments are still without an answer. Answer each of them first."), count=waiting
        )
    mark(content=content, label=str(_("Issued")), actor=actor, now=now)
    content.sha256 = digest(content)
    content.state = ContentState.ISSUED
    content.issued_at = content.updated_at = now
    content.save(update_fields=["sha256", "state", "issued_at", "updated_at"])
    record(
        actor=actor,
        code=events.CONTENT_ISSUED,
        subject=content,
        unit_id=content.unit_id,
        revision=content.revision,
        sha256=content.sha256,
    )
    publish(events.ContentIssued(content.pk, now))
    return content


@usecase("documents.issue_content")
def issue_content(*, actor: Actor, content: Content, now: datetime) -> Content:
    """Issue: the last step. Raises OpenComments, ContentIssued, Conflict for the text of an outgoing document."""
    row = locked(actor, content, policies.issue_content)
    if Outgoing.objects.filter(content=row).exists():
        raise Conflict(
            _("This text is issued with its document, once the leader agreed and it has a number.")
        )
    return freeze(actor=actor, content=row, now=now)


def digest(content: Content) -> str:
    """SHA-256 over title and standing paragraphs in order: identity, kind, level, runs, data, charts."""
    rows = (
        ParagraphText.objects.filter(content=content, until__isnull=True)
        .order_by("position")
        .values_list("paragraph__uid", "kind", "level", "runs", "data", "drawing__sha256", "picture__sha256")
    )
    told = [content.title, [[str(uid), *rest] for uid, *rest in rows]]
    return hashlib.sha256(
        json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()

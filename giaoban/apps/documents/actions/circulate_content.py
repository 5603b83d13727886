"""Send a draft round for comment, and name a version."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import Invalid
from giaoban.kit.events import publish
from giaoban.kit.usecase import usecase

from .. import events
from ..enums import ContentState
from ..models import Content, ContentVersion
from .change_texts import locked
from .write_content import mark


def send_round(
    *, actor: Actor, content: Content, units: Collection[Unit], due_on: date | None, now: datetime
) -> ContentVersion:
    """Let `units` read and comment. Inside a use case only, on a content that `locked` gave."""
    if not units:
        raise Invalid(_("Choose at least one unit to send the draft to."))
    content.readers = sorted({*content.readers, *(unit.pk for unit in units)})
    content.state = ContentState.CIRCULATED
    content.comments_due_on = due_on
    content.updated_at = now
    content.save(update_fields=["readers", "state", "comments_due_on", "updated_at"])
    version = mark(content=content, label=str(_("Sent round for comment")), actor=actor, now=now)
    record(
        actor=actor,
        code=events.CIRCULATED,
        subject=content,
        unit_id=content.unit_id,
        units=[unit.pk for unit in units],
        version=version.number,
    )
    unit_ids = tuple(unit.pk for unit in units)
    publish(events.ContentCirculated(content.pk, unit_ids, due_on, now))
    return version


@usecase("documents.circulate_content")
def circulate_content(
    *, actor: Actor, content: Content, units: Collection[Unit], due_on: date | None, now: datetime
) -> ContentVersion:
    """Send the draft round for comment until `due_on`. Raises Invalid without units, ContentIssued."""
    row = locked(actor, content)
    return send_round(actor=actor, content=row, units=units, due_on=due_on, now=now)


@usecase("documents.mark_version")
def mark_version(*, actor: Actor, content: Content, label: str, now: datetime) -> ContentVersion:
    """Name the present revision, so that it can be compared later."""
    row = locked(actor, content)
    if not label.strip():
        raise Invalid(_("A version needs a name."))
    version = mark(content=row, label=label.strip(), actor=actor, now=now)
    record(
        actor=actor,
        code=events.VERSION_MARKED,
        subject=row,
        unit_id=row.unit_id,
        version=version.number,
        revision=row.revision,
    )
    return version

"""The lead unit gathers what shows that a task is done; it goes along when the task is reported done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import Upload, store_file, store_made
from giaoban.apps.files.enums import ATTACHMENTS, PICTURES, MediaType
from giaoban.apps.files.formats.pictures import preview_of
from giaoban.apps.files.models import StoredFile
from giaoban.apps.files.queries import read_bytes
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import WITH_LEAD
from ..models import Evidence, Task
from ..queries.evidence import document_called
from .take_step import locked

MOST_PIECES = 30
"""Pieces for one report that a task is done."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file with what it shows, or the number and symbol of a document that the actor may read."""

    caption: str = ""
    upload: Upload | None = None
    file_name: str = ""
    symbol: str = ""


@usecase("tasks.add_evidence")
def add_evidence(*, actor: Actor, task: Task, piece: Piece, now: datetime) -> Evidence:
    """Put one piece with the task. The same again (a line that dropped) changes its caption only. Locks the task.

    Raises FileRefused; Invalid without a caption, for a symbol that is unknown or has several meanings, for too many;
    Conflict when the task is not in the unit's hands.
    """
    authorize(actor, policies.carry_out, task, seen_by=policies.see)
    row, caption = locked(task), piece.caption.strip()[:300]
    if row.state not in WITH_LEAD:
        raise Conflict(_("This task is not in your unit's hands any more; nothing can be added to it."))
    if piece.upload is None:
        what: dict[str, Any] = {"document": document_called(actor, piece.symbol)}
    elif caption:
        what = {"file": store_file(
            actor=actor, upload=piece.upload, name=piece.file_name, unit=row.lead, now=now, allowed=ATTACHMENTS
        )}  # fmt: skip
    else:
        raise Invalid(_("Say what the file shows."), problems=(("caption", str(_("It is empty."))),))
    found = Evidence.objects.filter(task=row, claim=None, **what).first()
    if found is None and Evidence.objects.filter(task=row, claim=None).count() >= MOST_PIECES:
        raise Invalid(_("At most %(n)s pieces of evidence go with one report."), n=MOST_PIECES)
    if found is None:
        found = Evidence(task=row, added_at=now, added_by_id=actor.user_id, **what)
        found.preview = _preview(actor, found.file, now) if found.file else None
    found.caption = caption
    found.save()
    record(
        actor=actor, code=events.EVIDENCE_ADDED, subject=row, unit_id=row.lead_id, evidence=found.pk,
        document=found.document_id, sha256=found.file.sha256 if found.file else None,
    )  # fmt: skip
    return found


@usecase("tasks.take_away_evidence")
def take_away_evidence(*, actor: Actor, evidence: Evidence) -> None:
    """Take a piece away again that was not handed in yet. Locks the task. Raises Conflict when it was handed in."""
    authorize(actor, policies.gather, evidence, seen_by=policies.see_evidence)
    row = locked(evidence.task)
    found = Evidence.objects.filter(pk=evidence.pk).first()
    if found is None:
        nothing_changed()
        return
    if found.claim_id is not None:
        raise Conflict(_("This was handed in with a report; it stays in the history of the task."))
    found.delete()
    record(
        actor=actor, code=events.EVIDENCE_TAKEN_AWAY, subject=row, unit_id=row.lead_id, evidence=evidence.pk
    )


def _preview(actor: Actor, file: StoredFile, now: datetime) -> StoredFile | None:
    """A small picture of a photo, which pages show instead of megabytes."""
    if file.media_type not in PICTURES:
        return None
    small, name = preview_of(read_bytes(file)), f"{file.sha256[:16]}-nho.jpg"
    return store_made(
        actor=actor, content=small, media_type=MediaType.JPEG, name=name, unit=file.unit, now=now
    )

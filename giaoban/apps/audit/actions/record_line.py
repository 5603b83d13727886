"""Write audit lines inside a running use case."""

from __future__ import annotations

from typing import Any

from django.db import models
from psycopg.types.json import Jsonb

from giaoban.kit import prepared, usecase
from giaoban.kit.access import Actor

from ..models import AuditLine

LINE = """
INSERT INTO audit_auditline
  (code, actor_kind, actor_user_id, actor_label, unit_id, subject_type, subject_id, data)
"""
"""For a hot use case, whose one statement writes the fact and its line: it goes on with the line's values, and says
`note_recorded()` itself.
"""
_INSERT = f"{LINE} VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"


def line_for(
    actor: Actor, code: str, subject: models.Model | None, unit_id: int | None, data: dict[str, Any]
) -> AuditLine:
    """An unsaved line; for batches that write many at once."""
    return AuditLine(
        code=code,
        actor_kind=actor.kind,
        actor_user_id=actor.user_id,
        actor_label=actor.label if actor.kind in ("system", "token") else "",
        unit_id=unit_id if unit_id is not None else actor.worn,
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        data=data,
    )


def record(
    *, actor: Actor, code: str, subject: models.Model | None, unit_id: int | None = None, **data: Any
) -> None:
    """Write one line in the use case's own transaction.

    `data` may hold ids, codes, field names, amounts and digests. Never pass what a person typed about a person.
    """
    usecase.note_recorded()
    line = line_for(actor, code, subject, unit_id, data)
    prepared.execute(
        _INSERT,
        [line.code, line.actor_kind, line.actor_user_id, line.actor_label, line.unit_id, line.subject_type,
         line.subject_id, Jsonb(line.data)],
    )  # fmt: skip


def record_many(*, lines: list[AuditLine]) -> None:
    """Write the lines of one set-wise step (opening a period freezes thousands of expectations)."""
    usecase.note_recorded(len(lines))
    AuditLine.objects.bulk_create(lines, batch_size=2000)

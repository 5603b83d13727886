"""Reads over the audit: lines of a seal, verification, the unsealed tail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from .domain.chain import GENESIS, digest
from .models import AuditLine, Seal

_FIELDS = (
    "id", "at", "tx", "code", "actor_kind", "actor_user_id", "actor_label",
    "unit_id", "subject_type", "subject_id", "data",
)  # fmt: skip


def cluster_id() -> str:
    """The identifier that PostgreSQL gave this cluster when it was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        return str(cursor.fetchone()[0])


def lines_in(
    *, after_id: int, until_id: int | None, from_tx: int, to_tx: int | None
) -> QuerySet[AuditLine, dict[str, Any]]:
    """The lines of one span, in id order, as dictionaries."""
    rows: QuerySet[AuditLine] = AuditLine.objects.filter(id__gt=after_id)
    if until_id is not None:
        rows = rows.filter(id__lte=until_id)
    rows = rows.extra(where=["tx >= %s::text::xid8"], params=[str(from_tx)])
    if to_tx is not None:
        rows = rows.extra(where=["tx < %s::text::xid8"], params=[str(to_tx)])
    lines: QuerySet[AuditLine, dict[str, Any]] = rows.order_by("id").values(*_FIELDS)
    return lines


def sealed_lines(seal: Seal) -> Iterator[dict[str, Any]]:
    """The lines that `seal` covers, in id order."""
    rows = lines_in(
        after_id=seal.after_id, until_id=seal.until_id, from_tx=seal.from_tx or 0, to_tx=seal.to_tx
    )
    return rows.iterator(chunk_size=2000)


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found. `bad_seal` is the first seal whose lines no longer give its digest."""

    seals: int
    lines: int
    bad_seal: int | None
    reason: str
    unsealed: int
    oldest_unsealed: datetime | None

    @property
    def ok(self) -> bool:
        return self.bad_seal is None and not self.reason


def verify(outside: dict[str, Any] | None) -> Verification:
    """Recompute every seal from the first. `outside` is the newest seal as kept outside the database, if any."""
    previous, lines, seals = GENESIS, 0, 0
    bad: int | None = None
    reason = ""
    known: dict[int, str] = {}
    for seal in Seal.objects.order_by("id"):
        again, count = digest(previous, sealed_lines(seal))
        if again != seal.digest or count != seal.count:
            bad, reason = (
                seal.pk,
                f"lines {seal.first_id}-{seal.last_id}: {count} of {seal.count} lines, digest differs",
            )
            break
        previous, lines, seals = seal.digest, lines + count, seals + 1
        known[seal.pk] = seal.digest
    if bad is None and outside is not None and known.get(outside["seal"]) != outside["digest"]:
        bad, reason = int(outside["seal"]), "the seal kept outside the database is missing or differs"
    unsealed, oldest = _tail()
    return Verification(seals, lines, bad, reason, unsealed, oldest)


def _tail() -> tuple[int, datetime | None]:
    last = Seal.objects.order_by("-id").first()
    rows = lines_in(
        after_id=(last.until_id or last.after_id) if last else 0,
        until_id=None,
        from_tx=(last.to_tx or 0) if last else 0,
        to_tx=None,
    )
    first = rows.first()
    return rows.count(), first["at"] if first else None

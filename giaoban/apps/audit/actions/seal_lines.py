"""Seal what is finished, in chained batches, without a lock where people write."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from ..domain.chain import GENESIS, digest
from ..models import Seal
from ..queries import cluster_id, lines_in

_SEAL_LOCK = 0x6761_6F01  # one sealer at a time; writers never take it


class RestoredElsewhere(RuntimeError):
    """Lines of a new cluster were written before the restored ones were closed: `giaoban restore` does that."""


def outside_path() -> Path:
    """Where the newest seal is kept outside the database; move it to another machine in production."""
    return Path(settings.VAR_DIR) / f"audit-seals-{connection.settings_dict['NAME']}.jsonl"


def newest_outside() -> dict[str, Any] | None:
    """The last seal written outside the database, if any."""
    path = outside_path()
    if not path.exists():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    return json.loads(lines[-1]) if lines else None


def seal_lines(*, now: datetime) -> Seal | None:
    """Seal, in id order, all unsealed lines whose transaction is older than every running one.

    Returns the new seal, or None when nothing is ready. Raises RestoredElsewhere.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEAL_LOCK])
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            horizon = int(cursor.fetchone()[0])
        last = Seal.objects.order_by("-id").first()
        cluster = cluster_id()
        if last is not None and last.cluster != cluster and last.to_tx is not None:
            raise RestoredElsewhere("close the restored lines first: giaoban audit close")
        span = _span(last, horizon)
        seal = _seal(last, cluster, span, now)
    if seal is not None:
        _write_outside(seal)
    return seal


def close_restored(*, now: datetime) -> Seal | None:
    """After a restore into another cluster: seal every remaining line, so that the next span starts anew."""
    with transaction.atomic():
        last = Seal.objects.order_by("-id").first()
        span = _span(last, None)
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM audit_auditline")
            span["until_id"] = int(cursor.fetchone()[0])
        seal = _seal(last, cluster_id(), span, now, empty=True)
    if seal is not None:
        _write_outside(seal)
    return seal


def _span(last: Seal | None, horizon: int | None) -> dict[str, Any]:
    if last is None:
        return {"after_id": 0, "until_id": None, "from_tx": 0, "to_tx": horizon}
    if last.to_tx is None:  # the last one closed a restored history: ids go on, transactions start anew
        return {"after_id": last.until_id, "until_id": None, "from_tx": 0, "to_tx": horizon}
    return {"after_id": last.after_id, "until_id": None, "from_tx": last.to_tx, "to_tx": horizon}


def _seal(
    last: Seal | None, cluster: str, span: dict[str, Any], now: datetime, *, empty: bool = False
) -> Seal | None:
    rows = list(lines_in(**span))
    if not rows and not empty:
        return None
    value, count = digest(last.digest if last else GENESIS, rows)
    return Seal.objects.create(
        previous=last,
        cluster=cluster,
        first_id=rows[0]["id"] if rows else 0,
        last_id=rows[-1]["id"] if rows else 0,
        count=count,
        digest=value,
        sealed_at=now,
        **span,
    )


def _write_outside(seal: Seal) -> None:
    path = outside_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as out:
        out.write(
            json.dumps({"seal": seal.pk, "digest": seal.digest, "at": seal.sealed_at.isoformat()}) + "\n"
        )
        out.flush()
        os.fsync(out.fileno())

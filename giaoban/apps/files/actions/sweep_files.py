"""Take away files that nothing points to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from ..models import StoredFile
from ..queries import place_of
from .store_file import SWEEP_LOCK

KEEP = timedelta(days=2)


def sweep_files(*, now: datetime) -> tuple[int, int]:
    """(rows deleted, contents deleted): rows no foreign key points to, then contents without a row, both
    older than two days. Changes nothing that anybody can see: housekeeping, not a use case."""
    rows = sum(_drop_row(pk) for pk in _orphans(now - KEEP).values_list("pk", flat=True)[:10_000])
    root = Path(settings.FILES_DIR)
    files = sum(drop_content(path.name, path) for path in _old_files(root, (now - KEEP).timestamp()))
    return rows, files


def pointed_at(ids: Collection[int]) -> set[int]:
    """Those of these files that a row of any room points to."""
    rows = StoredFile.objects.filter(pk__in=ids)
    return set(rows.values_list("pk", flat=True)) - set(_alone(rows).values_list("pk", flat=True))


def _orphans(before: datetime) -> QuerySet[StoredFile]:
    return _alone(StoredFile.objects.filter(stored_at__lt=before))


def _alone(rows: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.related_model is not None:
            pointing = relation.related_model._default_manager.filter(
                **{relation.remote_field.name: OuterRef("pk")}  # type: ignore[union-attr]
            )
            rows = rows.exclude(Exists(pointing))
    return rows


def _drop_row(pk: int) -> int:
    """One row in its own transaction; a use that was committed meanwhile wins (the foreign key refuses)."""
    try:
        with transaction.atomic():
            _lock()
            return StoredFile.objects.filter(pk=pk)._raw_delete(StoredFile.objects.db)
    except IntegrityError:
        return 0


def _old_files(root: Path, before: float) -> Iterator[Path]:
    return (path for path in root.glob("*/**/*") if path.is_file() and path.stat().st_mtime < before)


def drop_content(digest: str, path: Path | None = None) -> int:
    """Take away a content that no row tells of; returns how many that were."""
    with transaction.atomic():
        _lock()
        place = path or place_of(digest)
        if StoredFile.objects.filter(sha256=digest).exists() or not place.is_file():
            return 0
        place.unlink(missing_ok=True)
        return 1


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [SWEEP_LOCK])

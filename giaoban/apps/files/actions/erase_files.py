"""Erase files at once: for what may not be kept, so that nobody waits for the nightly sweep."""

from __future__ import annotations

from collections.abc import Collection

from giaoban.kit.jobs import later

from ..models import StoredFile
from .sweep_files import drop_content, pointed_at

ERASE = "files.erase_contents"


def erase_files(*, ids: Collection[int]) -> set[int]:
    """Delete these rows, and their bytes by a job as soon as the caller's transaction stands; returns the ids of those
    that something else still points to: they stay, whoever holds them answers for them. Inside a use case only.
    """
    held = pointed_at(ids)
    rows = StoredFile.objects.filter(pk__in=set(ids) - held)
    digests = sorted(set(rows.values_list("sha256", flat=True)))
    rows._raw_delete(rows.db)
    if digests:
        later(ERASE, digests=digests)
    return held


def erase_contents(digests: Collection[str]) -> int:
    """Take the bytes away of which no row tells any more; returns how many. Only contents that were stored."""
    return sum(drop_content(digest) for digest in digests)

"""Say that something moved that screens may show."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from ..models import LiveMark

MARK = "INSERT INTO live_livemark (mark, due)"
"""For a hot use case, whose one statement writes the fact and its marks: it goes on with rows of `kind/key` and one of
the two below.
"""
AT_ONCE, BY_AND_BY = "now()", "date_bin('2 s', now(), 'epoch') + interval '2 s'"
"""When the publisher takes a mark: in its next pass; or, for what thousands move and nobody waits for (how many are
there), at the next even second, all of them as one change.
"""


def mark_moved(kind: str, key: int | str) -> None:
    """Whoever shows `kind` of `key` gets it anew within a second of the commit. Part of the caller's transaction.

    One row more, no lock and no NOTIFY (that takes a database-wide lock at commit); a thousand marks of the same
    thing make one new payload.
    """
    LiveMark.objects.create(mark=f"{kind}/{key}")


def mark_by_and_by(kind: str, keys: Iterable[str]) -> None:
    """As `mark_moved`, for many keys of which none is urgent: taken at the next even second. One statement."""
    with connection.cursor() as cursor:
        marks = [f"{kind}/{key}" for key in keys]
        cursor.execute(f"{MARK} SELECT unnest(%s::text[]), {BY_AND_BY}", [marks])

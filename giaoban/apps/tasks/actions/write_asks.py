"""Write asks set-wise: plain functions for the transaction of whoever asks, one SQL statement each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction

from ..domain.asks import NewAsk
from ..enums import AskState
from ..models import Ask

_OPEN = """
INSERT INTO tasks_ask (kind, unit_id, post, title, due, state, url, subject_type, subject_id, created_at)
SELECT kind, unit_id, post, title, due, 'open', url, subject_type, subject_id, %s
  FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[],
              %s::bigint[])
    AS asked (kind, unit_id, post, title, due, url, subject_type, subject_id)
    ON CONFLICT (subject_type, subject_id, kind, unit_id) WHERE state = 'open' DO NOTHING
"""


def open_asks(*, asks: Sequence[NewAsk], now: datetime) -> int:
    """Ask; returns how many asks are new. One that is already open for the same subject stays as it is.

    Call it in the use case that makes the ask true. Titles are cut at 300 letters.
    """
    _inside_a_transaction()
    if not asks:
        return 0
    columns = zip(
        *(
            (a.kind, a.unit_id, a.post, a.title[:300], a.due, a.url, a.subject_type, a.subject_id)
            for a in asks
        ),
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [now, *map(list, columns)])
        return int(cursor.rowcount)


def close_asks(
    *,
    kind: str,
    subject_type: str,
    subject_ids: Collection[int],
    now: datetime,
    unit_ids: Collection[int] | None = None,
    done: bool = True,
) -> int:
    """Close the open asks of `kind` for these subjects (of `unit_ids` only, if given); returns how many.

    `done=False` says that they are no longer asked (the subject was withdrawn), not carried out.
    """
    _inside_a_transaction()
    state = AskState.DONE if done else AskState.CANCELLED
    ids = _locked(kind, subject_type, subject_ids, unit_ids)
    return Ask.objects.filter(pk__in=ids).update(state=state, done_at=now)


def move_due(
    *,
    kind: str,
    subject_type: str,
    subject_ids: Collection[int],
    due: datetime | None,
    unit_ids: Collection[int] | None = None,
) -> int:
    """Give the open asks of `kind` for these subjects another due moment; returns how many."""
    _inside_a_transaction()
    return Ask.objects.filter(pk__in=_locked(kind, subject_type, subject_ids, unit_ids)).update(due=due)


def _locked(
    kind: str, subject_type: str, subject_ids: Collection[int], unit_ids: Collection[int] | None
) -> list[int]:
    """Ids of the open asks meant, locked in id order, so that two batches never wait for each other."""
    rows = Ask.objects.filter(
        state=AskState.OPEN, kind=kind, subject_type=subject_type, subject_id__in=list(subject_ids)
    )
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=list(unit_ids))
    return list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))


def _inside_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("asks are written in the use case of whoever asks")

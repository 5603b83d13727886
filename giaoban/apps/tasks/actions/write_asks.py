"""Write asks set-wise: plain functions for the transaction of whoever asks, one SQL statement each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction

from giaoban.kit import prepared

from ..domain.asks import NewAsk
from ..enums import AskState

_OPEN = """
INSERT INTO tasks_ask (kind, unit_id, post, title, due, state, url, subject_type, subject_id, created_at)
SELECT kind, unit_id, post, title, due, 'open', url, subject_type, subject_id, %s
  FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[],
              %s::bigint[])
    AS asked (kind, unit_id, post, title, due, url, subject_type, subject_id)
    ON CONFLICT (subject_type, subject_id, kind, unit_id) WHERE state = 'open' DO NOTHING
"""

# Locked in id order, so that two batches never wait for each other in a circle. The ids are an array, and the
# subjects a table, so that the plan for one is not ruinous for 20,000.
_MEANT = """
WHERE id = ANY(ARRAY(
      SELECT id FROM tasks_ask
       WHERE state = 'open' AND kind = %s AND subject_type = %s
         AND subject_id IN (SELECT unnest(%s::bigint[]))
         AND (%s::bigint[] IS NULL OR unit_id IN (SELECT unnest(%s::bigint[])))
       ORDER BY id FOR UPDATE OF tasks_ask))
"""
_CLOSE = f"UPDATE tasks_ask SET state = %s, done_at = %s {_MEANT}"  # noqa: S608 - constants
# Of one unit about one subject: found by the index of open asks. `_MEANT` would look through all that are open about
# the subject, 20,000 of them, for each unit that answers.
_CLOSE_ONE = """
UPDATE tasks_ask SET state = %s, done_at = %s
 WHERE state = 'open' AND kind = %s AND subject_type = %s AND subject_id = %s AND unit_id = %s
"""
_COPIES = "sequence = sequence + 1, changed_at = now()"
_MOVE = f"UPDATE tasks_ask SET due = %s, {_COPIES} {_MEANT}"  # noqa: S608
_NAME = f"UPDATE tasks_ask SET title = %s, {_COPIES} {_MEANT}"  # noqa: S608


def open_asks(*, asks: Sequence[NewAsk], now: datetime) -> int:
    """Ask; returns how many asks are new (not known inside `prepared.together`).

    One that is already open for the same subject stays as it is. Call it in the use case that makes the ask true.
    Titles are cut at 300 letters.
    """
    inside_a_transaction()
    if not asks:
        return 0
    columns = zip(
        *(
            (a.kind, a.unit_id, a.post, a.title[:300], a.due, a.url, a.subject_type, a.subject_id)
            for a in asks
        ),
        strict=True,
    )
    return prepared.execute(_OPEN, [now, *map(list, columns)])


def close_asks(
    *,
    kind: str,
    subject_type: str,
    subject_ids: Collection[int],
    now: datetime,
    unit_ids: Collection[int] | None = None,
    done: bool = True,
) -> int:
    """Close the open asks of `kind` for these subjects (of `unit_ids` only, if given); returns how many (not
    known inside `prepared.together`).

    `done=False` says that they are no longer asked (the subject was withdrawn), not carried out.
    """
    inside_a_transaction()
    state = AskState.DONE if done else AskState.CANCELLED
    if unit_ids is not None and len(unit_ids) == len(subject_ids) == 1:
        one = [str(kind), subject_type, *subject_ids, *unit_ids]
        return prepared.execute(_CLOSE_ONE, [state.value, now, *one])
    meant = _meant(kind, subject_type, subject_ids, unit_ids)
    return prepared.execute(_CLOSE, [state.value, now, *meant])


def move_due(
    *,
    kind: str,
    subject_type: str,
    subject_ids: Collection[int],
    due: datetime | None,
    unit_ids: Collection[int] | None = None,
) -> int:
    """Give the open asks of `kind` for these subjects another due moment; returns how many."""
    inside_a_transaction()
    return prepared.execute(_MOVE, [due, *_meant(kind, subject_type, subject_ids, unit_ids)])


def rename_asks(*, kind: str, subject_type: str, subject_ids: Collection[int], title: str) -> int:
    """Give the open asks of `kind` for these subjects another title (cut at 300 letters); returns how many."""
    inside_a_transaction()
    return prepared.execute(_NAME, [title[:300], *_meant(kind, subject_type, subject_ids, None)])


def _meant(
    kind: str, subject_type: str, subject_ids: Collection[int], unit_ids: Collection[int] | None
) -> list[object]:
    """The values of `_MEANT`."""
    units = None if unit_ids is None else list(unit_ids)
    return [str(kind), subject_type, list(subject_ids), units, units]


def inside_a_transaction() -> None:
    """Raises outside a transaction: what is asked stands or falls with what asks it."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("asks are written in the use case of whoever asks")

"""Counts of reports without looking at reports: sums over `Tally`. One query each, in plain SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

_COUNTS = ("expected", "handed_in", "received", "late", "returned")
_SUMS = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in _COUNTS)

_BELOW = f"""
SELECT {_SUMS}, coalesce(sum(expected - handed_in) FILTER (WHERE deadline < %s), 0) AS overdue
FROM reporting_tally WHERE unit_id = %s AND collection_id = %s AND relation = 'below'
"""  # noqa: S608 (names of columns)
_BELOW_DIRECT = f"""
SELECT {_SUMS}, coalesce(sum(expected) FILTER (WHERE direct), 0) AS direct,
  coalesce(sum(handed_in) FILTER (WHERE direct), 0) AS direct_in
FROM reporting_tally WHERE unit_id = %s AND collection_id = %s AND relation = 'below'
"""  # noqa: S608
_EACH = f"""
SELECT unit_id, {_SUMS} FROM reporting_tally
WHERE unit_id = ANY (%s) AND collection_id = %s AND relation <> 'read' GROUP BY unit_id
"""  # noqa: S608
_SEEN = f"""
SELECT collection_id, {_SUMS}, coalesce(sum(waiting) FILTER (WHERE direct), 0) AS to_receive,
  coalesce(sum(expected) FILTER (WHERE direct), 0) AS below
FROM reporting_tally WHERE unit_id = %s AND collection_id = ANY (%s) GROUP BY collection_id
"""  # noqa: S608
_RATES = """
SELECT p.code, t.level, sum(t.expected), sum(t.received), sum(t.on_time)
FROM reporting_tally t JOIN reporting_collection c ON c.id = t.collection_id
JOIN reporting_formversion v ON v.id = c.form_version_id JOIN indicators_period p ON p.id = c.period_id
WHERE v.form_id = %s AND c.period_id = ANY (%s) AND {seen}
GROUP BY p.starts_on, p.code, t.level ORDER BY p.starts_on, p.code, t.level
"""

Counts = dict[str, int]


def _rows(statement: str, values: Sequence[Any]) -> list[dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def below(collection_id: int, unit_id: int, now: datetime) -> Counts:
    """Everybody below a unit on its line, without itself; `overdue`: not handed in, deadline passed."""
    return _rows(_BELOW, [now, unit_id, collection_id])[0]


def below_and_direct(collection_id: int, unit_id: int) -> Counts:
    """Everybody below a unit on its line; `direct` and `direct_in`: who of them reports to it, and did."""
    return _rows(_BELOW_DIRECT, [unit_id, collection_id])[0]


def with_those_below(collection_id: int, unit_ids: Iterable[int]) -> Mapping[int, Counts]:
    """For each unit the counts of itself and everybody below it on its line."""
    return {row.pop("unit_id"): row for row in _rows(_EACH, [list(unit_ids), collection_id])}


def seen_by(unit_id: int, collection_ids: Iterable[int]) -> dict[int, Counts]:
    """By collection all that the unit sees; `below` of them hand in to it, `to_receive` wait for it."""
    return {row.pop("collection_id"): row for row in _rows(_SEEN, [unit_id, list(collection_ids)])}


def by_level(form_id: int, periods: Sequence[int], top: int | None) -> list[tuple[str, int, int, int, int]]:
    """(period, level, expected, received, on time) of `top` and those below it, or of everybody; in order."""
    seen = "t.relation = 'own'" if top is None else "t.relation <> 'read' AND t.unit_id = %s"
    values: list[Any] = [form_id, list(periods), *([] if top is None else [top])]
    with connection.cursor() as cursor:
        cursor.execute(_RATES.format(seen=seen), values)
        return list(cursor.fetchall())

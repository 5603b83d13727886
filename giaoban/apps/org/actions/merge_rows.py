"""Make a table agree with many rows at once: staged by COPY, then one UPDATE and one INSERT.

Rows of the table that are not staged stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields.ranges import RangeField
from django.db import connection, models
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows were added, and how many were there but different."""

    added: int
    changed: int


def merge_rows(
    model: type[models.Model], fields: Sequence[str], key: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Merged:
    """Merge `rows` (values in the order of `fields`) into the model's table.

    `key` names the fields that say which row is which; a range counts with its lower end only.
    """
    if not rows:
        return Merged(0, 0)
    names = _Names(model, fields, key)
    with connection.cursor() as cursor:
        cursor.execute(
            names.text("CREATE TEMP TABLE {stage} ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0")
        )
        with cursor.copy(names.text("COPY {stage} ({columns}) FROM STDIN")) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(names.text("ANALYZE {stage}"))
        changed = 0
        if names.others:
            cursor.execute(
                names.text(
                    "UPDATE {table} AS t SET {assignments} FROM {stage} AS s "
                    "WHERE {same} AND ({t_others}) IS DISTINCT FROM ({s_others})"
                )
            )
            changed = cursor.rowcount
        cursor.execute(
            names.text(
                "INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage} AS s "
                "WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE {same})"
            )
        )
        added = cursor.rowcount
        cursor.execute(names.text("DROP TABLE {stage}"))
    return Merged(added, changed)


class _Names:
    """The parts of the statements, quoted."""

    def __init__(self, model: type[models.Model], fields: Sequence[str], key: Sequence[str]) -> None:
        columns = {f: sql.Identifier(_column(model, f)) for f in fields}
        ranges = {f for f in key if isinstance(model._meta.get_field(f), RangeField)}
        others = [columns[f] for f in fields if f not in key or f in ranges]
        comma = sql.SQL(", ")
        self.others = bool(others)
        self.parts = {
            "table": sql.Identifier(model._meta.db_table),
            "stage": sql.Identifier(f"stage_{model._meta.db_table}"),
            "columns": comma.join(columns.values()),
            "assignments": comma.join(sql.SQL("{c} = s.{c}").format(c=c) for c in others),
            "same": sql.SQL(" AND ").join(_equal(columns[f], f in ranges) for f in key),
            "t_others": comma.join(sql.SQL("t.{}").format(c) for c in others),
            "s_others": comma.join(sql.SQL("s.{}").format(c) for c in others),
        }

    def text(self, statement: str) -> str:
        composed = sql.SQL(statement).format(**self.parts)
        return composed.as_string(connection.connection)


def _column(model: type[models.Model], name: str) -> str:
    column = getattr(model._meta.get_field(name), "column", None)
    if not isinstance(column, str):
        raise TypeError(f"{model.__name__}.{name} is no column")
    return column


def _equal(column: sql.Identifier, is_range: bool) -> sql.Composed:
    if not is_range:
        return sql.SQL("t.{c} = s.{c}").format(c=column)
    lower = "COALESCE(lower({a}.{{c}}), '-infinity'::date)"
    return sql.SQL(f"{lower.format(a='t')} = {lower.format(a='s')}").format(c=column)

"""Statements that PostgreSQL plans once a connection; queries whose SQL Django writes once a process.

For the few use cases that a whole network calls in the same hour: there, writing SQL and planning it cost several
times what running it costs. A pooler in front must pool sessions, not transactions (docs/ops/postgresql.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)
Row = tuple[Any, ...]

_THRESHOLD = 2
"""From its third run on a connection a statement is kept there. Django's own cursors never keep one."""


def _connected() -> Any:
    """Psycopg's connection behind Django's."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    kept = connection.connection
    if kept.prepare_threshold is None:
        kept.prepare_threshold = _THRESHOLD
    return kept


def _run(statement: str, values: Sequence[Any]) -> CursorWrapper:
    """A cursor of Django's connection (its errors, its log of queries) that sent the values apart from the text."""
    kept = _connected()
    with connection.wrap_database_errors:
        bare = ServerBindingCursor(kept)  # type: ignore[call-arg]  # the stubs know psycopg 2's
    cursor: CursorWrapper = connection._prepare_cursor(bare)  # type: ignore[attr-defined]
    cursor.execute(statement, values)
    return cursor


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of this block in one message; all are done, or the first error is raised, when it ends.

    PostgreSQL runs them one after the other, each seeing what was committed before it began. Inside, `execute`
    cannot say how many rows, and the ORM cannot be used.
    """
    with connection.wrap_database_errors, _connected().pipeline():
        yield


def fetch(statement: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a statement. Its text is fixed, values stand as %s; a list needs its type: `%s::bigint[]`."""
    return list(_run(statement, values).fetchall())


def fetch_each(*statements: tuple[str, Sequence[Any]]) -> list[list[Row]]:
    """The rows of several statements sent together."""
    with together():
        cursors = [_run(statement, values) for statement, values in statements]
    return [list(cursor.fetchall()) for cursor in cursors]


def execute(statement: str, values: Sequence[Any]) -> int:
    """Run a statement that gives no rows back; returns how many rows it touched (-1 inside `together`)."""
    return int(_run(statement, values).rowcount)


class ByKey(Generic[M]):
    """Looks up one object by primary key, with what `rows` selects beside it.

    What Django does for `rows().get(pk=…)`, with its SQL and its plan kept.
    """

    def __init__(self, rows: Callable[[], models.QuerySet[M]]) -> None:
        self._rows = rows
        self._made: tuple[str, Callable[[Row], M]] | None = None

    def get(self, pk: int, *, after: tuple[str, Sequence[Any]] | None = None) -> M:
        """The object, read `after` a statement (which locks it) in the same message. Raises its DoesNotExist."""
        if self._made is None:
            self._made = self._make()
        statement, build = self._made
        found = fetch_each(after, (statement, [pk]))[1] if after else fetch(statement, [pk])
        if not found:
            model = self._rows().model
            missing: type[Exception] = model.DoesNotExist  # type: ignore[attr-defined]
            raise missing(f"{model._meta.object_name} matching query does not exist.")
        return build(found[0])

    def _make(self) -> tuple[str, Callable[[Row], M]]:
        queryset = self._rows().filter(pk=0).order_by()
        compiler = queryset.query.get_compiler(connection=connection)
        statement, values = compiler.as_sql()
        info, select, alias = compiler.klass_info, compiler.select, connection.alias
        if tuple(values) != (0,) or info is None:
            raise TypeError("a query by key takes the key alone, and gives whole objects")
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column.target.attname for column, _sql, _name in select[first:last]]
        populators = get_related_populators(info, select, alias)  # type: ignore[call-arg]  # stubs of Django 6
        converters = compiler.get_converters([column for column, _sql, _name in select])

        def build(row: Row) -> M:
            (converted,) = compiler.apply_converters([row], converters)
            made: M = info["model"].from_db(alias, names, converted[first:last])
            for populator in populators:
                populator.populate(converted, made)
            return made

        return statement, build

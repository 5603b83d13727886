"""Statements that PostgreSQL plans once a connection; queries whose SQL Django writes once a process.

For the few use cases that a whole network calls in the same hour: there, writing SQL and planning it cost several
times what running it costs. A pooler in front must pool sessions, not transactions (docs/ops/postgresql.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M", bound=models.Model)
Row = tuple[Any, ...]
Value = int | str | date

_THRESHOLD = 2
"""From its third run on a connection a statement is kept there. Django's own cursors never keep one."""
_LONG = 1000
"""A run with a longer list is planned for its own values. A kept plan expects lists of about ten: it looks through
20,000 ids once for each of 20,000 rows. Longer than any report's array of figures."""


def _connected() -> Any:
    """Psycopg's connection behind Django's."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection.connection


def _run(statement: str, values: Sequence[Any]) -> CursorWrapper:
    """A cursor of Django's connection (its errors, its log of queries) that sent the values apart from the text."""
    kept = _connected()
    long = any(isinstance(value, list) and len(value) > _LONG for value in values)
    kept.prepare_threshold = None if long else _THRESHOLD
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
        statement, values, build = _written(self._rows().filter(pk=0).order_by())
        if values != (0,):
            raise TypeError("a query by key takes the key alone")
        return statement, build


class Kept(Generic[M]):
    """The objects of a queryset that differs from call to call by its values only: Django writes its SQL once.

        _NAMES = Kept(lambda unit: UnitName.objects.filter(unit_id=unit).order_by("valid"))
        _NAMES.all(unit.pk)

    The values (int, str, date, datetime) are all that the query may depend on, so an actor's scope never gets into
    one: ask for the object through its policy, then for what belongs to it through these. They must reach the
    statement as they are; a query that computes with them is refused. PostgreSQL plans each run for its values.
    """

    def __init__(self, rows: Callable[..., models.QuerySet[M]]) -> None:
        self._rows = rows
        self._made: tuple[str, Sequence[tuple[int | None, Any]], Callable[[Row], M]] | None = None

    def all(self, *values: Value) -> list[M]:
        """All objects, in the queryset's order."""
        if self._made is None:
            self._made = self._make(values)
        statement, slots, build = self._made
        with connection.cursor() as cursor:
            cursor.execute(statement, [fixed if n is None else values[n] for n, fixed in slots])
            return [build(row) for row in cursor.fetchall()]

    def first(self, *values: Value) -> M | None:
        """The first object, or None. The queryset says itself that it wants no more."""
        found = self.all(*values)
        return found[0] if found else None

    def _make(self, values: Sequence[Value]) -> Any:
        one, other = ([_mark(value, 2 * n + turn) for n, value in enumerate(values)] for turn in (0, 1))
        statement, sent, build = _written(self._rows(*one))
        again, sent_again, _build = _written(self._rows(*other))
        slots = [(one.index(v) if v in one else None, v) for v in sent]
        expected = tuple(fixed if n is None else other[n] for n, fixed in slots)
        used = {n for n, _fixed in slots if n is not None}
        if statement != again or expected != sent_again or used != {*range(len(values))}:
            raise TypeError("a kept query takes each value as it is, and depends on nothing else")
        return statement, slots, build


def _mark(value: Value, number: int) -> Value:
    """A value of the same type that no query names by itself."""
    if isinstance(value, datetime):
        return datetime(1931, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    if isinstance(value, date):
        return date(1931, 1, 1) + timedelta(days=number)
    if isinstance(value, str):
        return f"\x02{number}\x03"
    if type(value) is int:
        return 31_001 + number  # fits the smallest column: Django leaves out what cannot be equal
    raise TypeError(f"a kept query takes int, str, date or datetime, not {type(value).__name__}")


def _written(queryset: models.QuerySet[M]) -> tuple[str, tuple[Any, ...], Callable[[Row], M]]:
    """The queryset's SQL, its values in their order, and what makes an object of a row (as ModelIterable does)."""
    compiler = queryset.query.get_compiler(connection=connection)
    statement, values = compiler.as_sql()
    info, select, annotated = compiler.klass_info, compiler.select, compiler.annotation_col_map or {}
    whole = issubclass(queryset._iterable_class, ModelIterable)
    if info is None or not whole or queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise TypeError("a kept query gives whole objects, and fetches nothing beside them")
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _sql, _name in select[first:last]]
    populators = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]  # stubs of Django 6
    converters = compiler.get_converters([column for column, _sql, _name in select])

    def build(row: Row) -> M:
        if converters:
            (row,) = compiler.apply_converters([row], converters)
        made: M = info["model"].from_db(connection.alias, names, row[first:last])
        for populator in populators:
            populator.populate(row, made)
        for name, place in annotated.items():
            setattr(made, name, row[place])
        return made

    return statement, tuple(values), build

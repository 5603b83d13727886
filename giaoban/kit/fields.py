"""Column types that Django lacks: a text ordered by bytes, and PostgreSQL's ltree."""

from __future__ import annotations

from typing import Any

from django.db import models


class SortKeyField(models.TextField[str, str]):
    """Holds `text.sort_key(...)`; compared by bytes whatever the database's collation is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_collation"] = "C"
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class LtreeField(models.Field[str, str]):
    """A path of labels joined by dots, e.g. "1.42.977", ids from the root down."""

    def db_type(self, connection: Any) -> str:
        return "ltree"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return value


@LtreeField.register_lookup
class Under(models.Lookup[str]):
    """`path__under="1.42"`: the node itself and everything below it."""

    lookup_name = "under"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} <@ {right}::ltree", (*left_params, *right_params)

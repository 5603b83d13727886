"""Foreign keys that PostgreSQL checks once a statement instead of once a row.

An order to 20,000 units writes 140,000 references; checking them one by one took a third of the whole job. The model
says `db_constraint=False`, a migration of its room runs `checked_in_sets`, and the promise stays whole: no row refers
to what is not there (SQLSTATE 23503, as ever), nothing that is referred to can be deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.migrations import RunSQL

_REFERS = """
CREATE FUNCTION {table}_refers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM come n WHERE {lacking}) THEN
    RAISE foreign_key_violation USING TABLE = '{table}',
      MESSAGE = 'a row of {table} refers to a row that is not there ({columns})';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER {table}_refers_come AFTER INSERT ON {table} REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION {table}_refers();
"""
_LACKING = "n.{column} IS NOT NULL AND NOT EXISTS (SELECT FROM {target} t WHERE t.id = n.{column})"

# A reference is hardly ever changed, so that is looked at row by row.
_MOVED = """
CREATE FUNCTION {table}_{column}_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM {target} t WHERE t.id = new.{column}) THEN
    RAISE foreign_key_violation USING TABLE = '{table}', COLUMN = '{column}',
      MESSAGE = 'a row of {table} refers to a row that is not there ({column})';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER {table}_{column}_moved AFTER UPDATE OF {column} ON {table} FOR EACH ROW
  WHEN (new.{column} IS DISTINCT FROM old.{column} AND new.{column} IS NOT NULL)
  EXECUTE FUNCTION {table}_{column}_moved();
"""

# Whoever deletes waits for all who write references and lets nobody write one until the deletion is through:
# deleting a unit or a document is a rare thing, writing a task is not.
_STAYS = """
CREATE FUNCTION {table}_{column}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE {table} IN SHARE MODE;
  IF EXISTS (SELECT FROM {table} r JOIN gone g ON g.id = r.{column}) THEN
    RAISE foreign_key_violation USING TABLE = '{table}', COLUMN = '{column}',
      MESSAGE = 'a row of {target} that {table} refers to ({column}) cannot be deleted';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER {table}_{column}_stays AFTER DELETE ON {target} REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION {table}_{column}_stays();
"""


def checked_in_sets(table: str, references: Mapping[str, str]) -> RunSQL:
    """A migration step: `references` gives each column of `table` the table whose `id` it holds (or null).

    Run it after the columns lost their own constraint (`AlterField` to `db_constraint=False`). Names go into the
    statements as they stand: they come from a migration, never from a person.
    """
    lacking = " OR ".join(
        _LACKING.format(column=column, target=target) for column, target in references.items()
    )
    forward: list[Any] = [_REFERS.format(table=table, lacking=lacking, columns=", ".join(references))]
    backward: list[Any] = [f"DROP TRIGGER {table}_refers_come ON {table}; DROP FUNCTION {table}_refers()"]
    for column, target in references.items():
        forward += [part.format(table=table, column=column, target=target) for part in (_MOVED, _STAYS)]
        backward += [
            f"DROP TRIGGER {table}_{column}_moved ON {table}; DROP FUNCTION {table}_{column}_moved()",
            f"DROP TRIGGER {table}_{column}_stays ON {target}; DROP FUNCTION {table}_{column}_stays()",
        ]
    return RunSQL(forward, backward)

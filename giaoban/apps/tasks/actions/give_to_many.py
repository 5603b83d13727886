"""The same task or the same thing asked of thousands of units: set-wise, inside the use case of whoever orders it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from giaoban.kit.text import fold

from ..domain.giving import TaskForMany
from ..enums import WITH_LEAD, AskKind
from ..models import Task
from .create_tasks import SUBJECT, ask_for
from .write_asks import inside_a_transaction, open_asks

Statement = tuple[str, Sequence[Any]]
"""A SELECT and its values in order: thousands of rows that need not come to Python and back."""

# Readers are the lead, the giver and, when these differ, all above the lead on both lines. A unit that has the task
# of this origin already is left out (EXCEPT: it is through with reading before the first row is written).
_GIVE = """
WITH above AS MATERIALIZED (
  SELECT unit_id, string_to_array(string_agg(ltree2text(path), '.'), '.')::bigint[] AS ids
    FROM org_unitline WHERE valid @> %s::date GROUP BY unit_id
), task (n, giver, position, title, aim, measure, deadline, is_key, rehearsal, programme, indicator, target,
         checklist, origin_type, origin_id, folded) AS (
  VALUES TASKS
), meant (n, lead) AS (
  LEADS EXCEPT SELECT t.n, old.lead_id FROM task t JOIN tasks_task old USING (origin_type, origin_id)
)
INSERT INTO tasks_task (
  position, lead_id, assigned_by_id, title, aim, measure, deadline, is_key, rehearsal, programme_id, indicator_id,
  target, checklist, ticked, state, result, origin_type, origin_id, created_at, folded, seen_by)
SELECT t.position, m.lead, t.giver, t.title, t.aim, t.measure, t.deadline, t.is_key, t.rehearsal, t.programme,
       t.indicator, t.target, t.checklist, '{}', 'planned', '', t.origin_type, t.origin_id, %s, t.folded,
       CASE WHEN m.lead = t.giver THEN ARRAY[m.lead] ELSE ARRAY[m.lead, t.giver] || coalesce(above.ids, '{}') END
  FROM meant m JOIN task t USING (n) LEFT JOIN above ON above.unit_id = m.lead
 ORDER BY m.lead, t.n
"""
_TASK = (
    "(%s, %s::bigint, %s::int, %s, %s, %s, %s::date, %s::bool, %s::bool, %s::bigint, %s::bigint, %s::numeric, "
    "%s::text[], %s, %s::bigint, %s)"
)
_LEADS = "SELECT %s, leads.* FROM (LEADS) AS leads"

_ASK = """
INSERT INTO tasks_ask (kind, unit_id, post, title, due, state, url, subject_type, subject_id, created_at)
SELECT %s, unit_id, %s, %s, due, 'open', replace(%s, '/0/', '/' || subject_id || '/'), %s, subject_id, %s
  FROM (ASKED) AS asked (subject_id, unit_id, due)
    ON CONFLICT (subject_type, subject_id, kind, unit_id) WHERE state = 'open' DO NOTHING
"""

_IN_HAND = """
SELECT id, lead_id, (deadline + time '23:59') AT TIME ZONE %s FROM tasks_task
 WHERE origin_type = %s AND origin_id = %s AND state = 'planned'
"""

_AGAIN = """
UPDATE tasks_ask SET title = %s, due = %s
 WHERE state = 'open' AND kind = %s AND subject_type = %s AND subject_id = %s AND unit_id IN (UNITS)
"""


def give_to_many(*, tasks: Sequence[tuple[TaskForMany, Statement]], giver_id: int, now: datetime) -> int:
    """Of each task one for every unit that its statement gives; returns how many are new: who has it gets no second.

    One statement. Who gave it and when stands in the task; its history begins with the first step, its ask is opened
    by `ask_for_tasks` when the unit's turn has come. The audit line is the caller's: one for the whole order.
    """
    inside_a_transaction()
    if not tasks:
        return 0
    rows: list[Any] = []
    leads: list[Any] = []
    for n, (task, (_sql, values)) in enumerate(tasks):
        folded = fold(f"{task.title} {task.aim} {task.measure}")
        rows += [n, giver_id, task.position, task.title, task.aim, task.measure, task.deadline, task.is_key]
        rows += [task.rehearsal, task.programme_id, task.indicator_id, task.target]
        rows += [list(task.checklist), task.origin_type, task.origin_id, folded]
        leads += [n, *values]
    statement = _GIVE.replace("TASKS", ", ".join([_TASK] * len(tasks)))
    wanted = " UNION ALL ".join(_LEADS.replace("LEADS", sql) for _task, (sql, _values) in tasks)
    with connection.cursor() as cursor:
        cursor.execute(
            statement.replace("LEADS", f"({wanted})"), [timezone.localdate(now), *rows, *leads, now]
        )
        return int(cursor.rowcount)


def ask_for_order(*, origin_type: str, origin_id: int, title: str, now: datetime) -> int:
    """Ask every unit that has the task of this origin in its hands for it, at once; returns how many asks are new."""
    return ask_many(
        kind=AskKind.TASK, title=title, url=reverse("tasks:task", args=[0]), subject_type=SUBJECT, now=now,
        asked=(_IN_HAND, [settings.TIME_ZONE, origin_type, origin_id]),
    )  # fmt: skip


def ask_for_tasks(*, lead_id: int, origin_type: str, origin_ids: Sequence[int], now: datetime) -> int:
    """Ask the unit for its tasks of these origins that are still in its hands; returns how many asks are new."""
    rows = Task.objects.filter(
        lead=lead_id, origin_type=origin_type, origin_id__in=list(origin_ids), state__in=WITH_LEAD
    )
    return open_asks(asks=[ask_for(row, AskKind.TASK) for row in rows.order_by("pk")], now=now)


def ask_many(
    *, kind: str, title: str, url: str, subject_type: str, asked: Statement, now: datetime, post: str = ""
) -> int:
    """The same thing asked of many units; returns how many asks are new. One statement.

    `asked` gives subject id, unit id and due moment (or null). `/0/` in `url` stands for the subject's id.
    """
    inside_a_transaction()
    sql, values = asked
    with connection.cursor() as cursor:
        cursor.execute(_ASK.replace("ASKED", sql), [kind, post, title[:300], url, subject_type, now, *values])
        return int(cursor.rowcount)


def say_again(
    *, kind: str, title: str, subject_type: str, subject_id: int, units: Statement, due: datetime | None
) -> int:
    """Other words and another due moment for what is still asked of these units; returns of how many."""
    inside_a_transaction()
    sql, values = units
    with connection.cursor() as cursor:
        cursor.execute(
            _AGAIN.replace("UNITS", sql), [title[:300], due, kind, subject_type, subject_id, *values]
        )
        return int(cursor.rowcount)

"""Ask thousands of units in a few statements: nobody is missed, nobody is asked twice in one wave.

Plain functions of the use cases that send (`send_directive`, `ask_dissemination`): one transaction holds all of it,
so a worker that is killed leaves nothing, and whoever comes next asks everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.documents.actions.deliver_document import deliver_all
from giaoban.apps.tasks.actions.give_to_many import ask_many, give_to_many
from giaoban.apps.tasks.domain.giving import TaskForMany
from giaoban.kit.access import Actor

from ..enums import ASK_ACKNOWLEDGE, ASK_DISSEMINATE, ASK_PROGRAMME, TASK_ORIGIN
from ..models import Directive, Dissemination, GivenTask

SUBJECT = "directives.Dissemination"
DOCUMENT = "documents.Document"

Statement = tuple[str, Sequence[Any]]

# The way down: from the asker on the unit's own line; else, for units of sister organisations, their own line
# from the asker's level on. A term set at the top of the wave goes before the directive's own deadline.
_ASK_UNITS = """
WITH asker (id, level, directive, wave, prefix, now, deadline, day) AS (
  VALUES (%s::bigint, %s::int, %s::bigint, %s::bigint, %s::bigint[], %s::timestamptz, %s::date, %s::date)
), line (unit_id, path) AS MATERIALIZED (  -- read through once: 20,000 look-ups take ten times as long
  SELECT unit_id, path FROM org_unitline, asker WHERE line = 'vertical' AND valid @> asker.day
), new AS (
  INSERT INTO directives_dissemination (
    directive_id, wave_id, unit_id, level, path, asked_at, deadline, programme_by)
  SELECT a.directive, a.wave, u.id, u.level, a.prefix || coalesce(
           CASE WHEN place >= 0 THEN string_to_array(ltree2text(subpath(l.path, place + 1)), '.')::bigint[]
                WHEN a.level = 0 THEN string_to_array(ltree2text(l.path), '.')::bigint[]
                ELSE (SELECT array_agg(up.id ORDER BY way.n)
                        FROM unnest(string_to_array(ltree2text(l.path), '.')::bigint[]) WITH ORDINALITY way (id, n)
                        JOIN org_unit up ON up.id = way.id AND up.level >= a.level) END,
           ARRAY[u.id]),
         a.now, coalesce(t.deadline, a.deadline), t.programme_by
    FROM asker a
   CROSS JOIN (UNITS) AS meant (id)
    JOIN org_unit u ON u.id = meant.id AND u.id <> a.id
    LEFT JOIN directives_levelterm t ON t.directive_id = a.wave AND t.level = u.level
    LEFT JOIN line l ON l.unit_id = u.id
   CROSS JOIN LATERAL index(l.path, a.id::text::ltree) AS place
   ORDER BY u.id
      ON CONFLICT (wave_id, unit_id) DO NOTHING
  RETURNING id)
SELECT count(*), coalesce(array_agg(id), '{}')::text FROM new
"""
_NEW_UNITS = "SELECT unit_id FROM directives_dissemination WHERE id = ANY(%s::bigint[])"
_NEW_DUE = """
SELECT id, unit_id, (deadline + time '23:59') AT TIME ZONE %s FROM directives_dissemination
 WHERE id = ANY(%s::bigint[])
"""
_NEW_OWING = """
SELECT id, unit_id, (programme_by + time '23:59') AT TIME ZONE %s FROM directives_dissemination
 WHERE id = ANY(%s::bigint[]) AND programme_by IS NOT NULL
"""
_NEW_TELEGRAM = """
SELECT %s::bigint, unit_id, %s::timestamptz FROM directives_dissemination WHERE id = ANY(%s::bigint[])
"""
_AT_LEVELS = """
SELECT unit_id FROM directives_dissemination
 WHERE directive_id = %s AND (%s::int[] = '{}' OR level = ANY(%s::int[]))
"""


def fan_out(*, actor: Actor, directive: Directive, units: Statement, now: datetime) -> int:
    """Ask each of `units` (a statement that gives ids) that the wave does not have; returns how many.

    Each gets the document, the asker's own one if there is one, an ask to disseminate, one to file a programme
    where the level owes it, one to acknowledge where it is a telegram, and the tasks of its level (these are asked
    for when it has disseminated: one thing at a time).
    """
    count, new = _ask_units(directive, units, now)
    for document in filter(None, (directive.document, directive.own_document)):
        deliver_all(actor=actor, document=document, units=(_NEW_UNITS, [new]), now=now)
    _open_asks(directive, new, now)
    give_tasks(directive=directive, now=now)
    return count


def give_tasks(*, directive: Directive, now: datetime) -> None:
    """Every task of the wave to every unit that `directive` asked at its levels and that does not have it."""
    tasks = []
    for row in GivenTask.objects.filter(directive=directive.top_id):
        origin = (TASK_ORIGIN, row.pk)
        task = TaskForMany(row.title, row.deadline, *origin, measure=row.measure, position=row.position)
        tasks.append((task, (_AT_LEVELS, [directive.pk, row.levels, row.levels])))
    give_to_many(tasks=tasks, giver_id=directive.unit_id, now=now)


def _ask_units(directive: Directive, units: Statement, now: datetime) -> tuple[int, str]:
    """How many are new, and their ids as PostgreSQL writes an array: they go back as they came."""
    sql, values = units
    asker: list[Any] = [
        directive.unit_id, directive.unit.level, directive.pk, directive.top_id, way_to(directive), now,
        directive.deadline, timezone.localdate(now),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ASK_UNITS.replace("UNITS", sql), [*asker, *values])
        count, ids = cursor.fetchone() or (0, "{}")
    return count, ids


def way_to(directive: Directive) -> list[int]:
    """Unit ids from the first asker of the wave down to the asker of `directive`."""
    if directive.wave_id is None:
        return [directive.unit_id]
    path: list[int] = Dissemination.objects.values_list("path", flat=True).get(
        wave=directive.wave_id, unit=directive.unit_id
    )
    return path


def _open_asks(directive: Directive, new: str, now: datetime) -> None:
    url, zone = reverse("directives:tick", args=[0]), settings.TIME_ZONE
    said = {"document": directive.document}
    if directive.acknowledge_by is not None:
        ask_many(
            kind=ASK_ACKNOWLEDGE, title=_("Urgent telegram: acknowledge %(document)s") % said,
            url=reverse("documents:document", args=[directive.document_id]), subject_type=DOCUMENT,
            asked=(_NEW_TELEGRAM, [directive.document_id, directive.acknowledge_by, new]), now=now,
        )  # fmt: skip
    ask_many(
        kind=ASK_DISSEMINATE, title=_("Disseminate %(document)s") % said, url=url, subject_type=SUBJECT,
        asked=(_NEW_DUE, [zone, new]), now=now,
    )  # fmt: skip
    ask_many(
        kind=ASK_PROGRAMME, title=_("File an action programme for %(document)s") % said, url=url, subject_type=SUBJECT,
        asked=(_NEW_OWING, [zone, new]), now=now,
    )  # fmt: skip

"""What is late goes up the line: on working days, one unit further up after one, three and five of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.queries import work_calendar
from giaoban.apps.tasks.actions.create_tasks import end_of
from giaoban.apps.tasks.actions.give_to_many import ask_many
from giaoban.apps.tasks.actions.write_asks import close_asks
from giaoban.apps.tasks.enums import AskState
from giaoban.apps.tasks.models import Ask
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.lateness import escalates_from
from ..enums import ASK_CHASE
from ..models import Directive

DIRECTIVE = "directives.Directive"
_MONTH = timedelta(days=31)

# Up the unit's own way in the wave, over those who asked or were asked in it (others on the line know nothing of it):
# step 1 the nearest above, step 2 the next. What went up to a step once does not go there again.
_GO_UP = """
WITH members AS MATERIALIZED (
  SELECT unit_id FROM directives_directive WHERE id = %s OR wave_id = %s
   UNION SELECT unit_id FROM directives_dissemination WHERE wave_id = %s
), gone AS (
  INSERT INTO directives_escalation (dissemination_id, to_unit_id, step, at)
  SELECT d.id, above.id, s.step, %s
    FROM directives_dissemination d
    JOIN unnest(%s::int[], %s::date[]) AS s (step, latest) ON d.deadline <= s.latest
   CROSS JOIN LATERAL (
     SELECT p.id FROM unnest(d.path) WITH ORDINALITY p (id, n)
      WHERE p.n < cardinality(d.path) AND p.id IN (SELECT unit_id FROM members)
      ORDER BY p.n DESC OFFSET s.step - 1 LIMIT 1) above
   WHERE d.wave_id = %s AND d.state = 'asked' AND (WHICH)
   ORDER BY d.id, s.step
      ON CONFLICT (dissemination_id, step) DO NOTHING
  RETURNING to_unit_id)
SELECT count(*), coalesce(array_agg(DISTINCT to_unit_id), '{}')::text FROM gone
"""
# The directive of a unit in the wave: its own one, else the one by which it was asked.
_PLACES = """
SELECT coalesce(
         (SELECT id FROM directives_directive d WHERE (d.id = %s OR d.wave_id = %s) AND d.unit_id = u.id),
         (SELECT directive_id FROM directives_dissemination s WHERE s.wave_id = %s AND s.unit_id = u.id)), u.id,
       %s::timestamptz
  FROM unnest(%s::bigint[]) AS u (id)
"""
_SETTLED = """
SELECT DISTINCT e.to_unit_id FROM directives_escalation e JOIN directives_dissemination d ON d.id = e.dissemination_id
 WHERE d.wave_id = %s
EXCEPT
SELECT e.to_unit_id FROM directives_escalation e JOIN directives_dissemination d ON d.id = e.dissemination_id
 WHERE d.wave_id = %s AND d.state = 'asked'
"""


@usecase("directives.escalate_late")
def escalate_late(*, actor: Actor, directive: Directive, now: datetime) -> int:
    """What is late in the wave of `directive` (its first) is told to the unit above; returns how many went up.

    Each unit above has one ask for the wave, however many are late below it; it closes when nobody is left. Once a
    day is enough, more often changes nothing. Only the system calls it.
    """
    authorize(actor, policies.escalate, directive)
    top: Directive = (
        Directive.objects.select_for_update(of=("self",))
        .select_related("document__type")
        .get(pk=directive.top_id)
    )
    today = timezone.localdate(now)
    steps = escalates_from(today, work_calendar(today - _MONTH, today))
    gone = go_up(top, steps, "true", [], now)
    closed = _close_settled(top, now)
    if not gone and not closed:
        nothing_changed()
        return 0
    record(actor=actor, code=events.ESCALATED, subject=top, unit_id=top.unit_id, units=gone, closed=closed)
    return gone


def go_up(top: Directive, steps: Mapping[int, date], which: str, values: list[Any], now: datetime) -> int:
    """Tell the units above (step → the latest deadline that has reached it) and ask them; returns how many went up.

    `which` narrows the late ones (a condition over `d`, with its values). Inside a use case only.
    """
    numbers = sorted(steps)
    keys: list[Any] = [top.pk, top.pk, top.pk, now, numbers, [steps[n] for n in numbers], top.pk, *values]
    with connection.cursor() as cursor:
        cursor.execute(_GO_UP.replace("WHICH", which), keys)
        gone, units = cursor.fetchone() or (0, "{}")
    if gone:
        title = _("See to the late units below: %(document)s") % {"document": top.document}
        due = end_of(timezone.localdate(now))
        ask_many(
            kind=ASK_CHASE, title=title, url=reverse("directives:dissemination", args=[0]), subject_type=DIRECTIVE,
            asked=(_PLACES, [top.pk, top.pk, top.pk, due, units]), now=now,
        )  # fmt: skip
    return int(gone)


def _close_settled(top: Directive, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, [top.pk, top.pk])
        units = [row[0] for row in cursor.fetchall()]
    if not units:
        return 0
    whole = [top.pk, *Directive.objects.filter(wave=top).values_list("pk", flat=True)]
    rows = Ask.objects.filter(
        kind=ASK_CHASE, subject_type=DIRECTIVE, subject_id__in=whole, unit_id__in=units, state=AskState.OPEN
    )
    if not rows.exists():
        return 0
    return close_asks(kind=ASK_CHASE, subject_type=DIRECTIVE, subject_ids=whole, unit_ids=units, now=now)

"""A unit chases those below it that are late in a wave: noted at each of them."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..models import Directive
from ..queries.wave import place_in

_CHASE = """
INSERT INTO directives_chase (dissemination_id, unit_id, user_id, day, at)
SELECT d.id, %(under)s, %(user)s, %(day)s, %(now)s
  FROM directives_dissemination d
 WHERE d.wave_id = %(wave)s AND d.state = 'asked' AND (%(whole)s OR d.path @> ARRAY[%(under)s::bigint])
   AND d.unit_id <> %(under)s AND (d.deadline <= %(late_from)s OR %(acknowledge_by)s < %(now)s)
 ORDER BY d.id
    ON CONFLICT (dissemination_id, unit_id, day) DO NOTHING
"""


@usecase("directives.chase_late")
def chase_late(*, actor: Actor, directive: Directive, unit: Unit, now: datetime) -> int:
    """Note at everybody who is late below `unit` in the wave that `unit` has chased them today; returns at how many.

    Pressed again on the same day, it notes only whom it has not noted. Raises NotFound for a unit outside the wave.
    """
    authorize(actor, policies.chase, unit)
    place = place_in(actor, directive, under=unit.pk, now=now)
    with connection.cursor() as cursor:
        cursor.execute(_CHASE, {**place.keys, "user": actor.user_id})
        noted = int(cursor.rowcount)
    if not noted:
        nothing_changed()
        return 0
    record(actor=actor, code=events.CHASED, subject=place.top, unit_id=unit.pk, units=noted)
    return noted

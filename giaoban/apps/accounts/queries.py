"""Reads of accounts: the actor behind a user."""

from __future__ import annotations

from datetime import date

from django.db import connection

from giaoban.kit.access import Actor, Hat

from .models import User

_HATS = """
SELECT a.unit_id, a.post,
  (SELECT array_agg(s.predecessor_id ORDER BY s.id) FROM org_unitsuccession s
   WHERE s.successor_id = a.unit_id AND s.day <= %s)
FROM accounts_appointment a WHERE a.user_id = %s AND a.valid @> %s::date ORDER BY a.id
"""


def actor_of(user: User, *, day: date, worn: int | None = None) -> Actor:
    """The actor that `user` is on `day`: every appointment in force is a hat, one of them worn.

    A hat also stands for units that its unit succeeded by then. One query, asked on every request.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HATS, [day, user.pk, day])
        hats = tuple(Hat(unit_id, post, tuple(merged or ())) for unit_id, post, merged in cursor.fetchall())
    units = [h.unit_id for h in hats]
    chosen = worn if worn in units else (units[0] if units else None)
    return Actor(kind="user", user_id=user.pk, hats=hats, worn=chosen, label=user.label)

"""Reads of accounts: the actor behind a user."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg

from giaoban.apps.org.models import UnitSuccession
from giaoban.kit.access import Actor, Hat

from .models import Appointment, User


def actor_of(user: User, *, day: date, worn: int | None = None) -> Actor:
    """The actor that `user` is on `day`: every appointment in force is a hat, one of them worn.

    A hat also stands for units that its unit succeeded by then. Two queries.
    """
    rows = list(Appointment.objects.of(user, day).order_by("pk").values_list("unit_id", "post"))
    merged: dict[int, tuple[int, ...]] = defaultdict(tuple)
    if rows:
        successions = (
            UnitSuccession.objects.filter(successor_id__in={u for u, _ in rows}, day__lte=day)
            .values("successor_id")
            .annotate(olds=ArrayAgg("predecessor_id"))
        )
        merged.update({s["successor_id"]: tuple(s["olds"]) for s in successions})
    hats = tuple(Hat(unit_id, post, merged[unit_id]) for unit_id, post in rows)
    units = [h.unit_id for h in hats]
    chosen = worn if worn in units else (units[0] if units else None)
    return Actor(kind="user", user_id=user.pk, hats=hats, worn=chosen, label=user.label)

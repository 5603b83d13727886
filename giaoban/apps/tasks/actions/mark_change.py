"""What was issued changes by marks: plain functions for the transaction of whoever changes a week or a plan."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from giaoban.kit.access import Actor
from giaoban.kit.errors import Invalid

from ..models import Plan, PlanChange, Week, WeekChange


def reason_given(reason: str, owed: str | Promise) -> str:
    """The reason without outer blanks. Raises Invalid, saying what is `owed`, for none."""
    said = reason.strip()
    if not said:
        raise Invalid(owed, problems=(("reason", str(_("It is empty."))),))
    return said


def mark_change(issued: Week | Plan, change: WeekChange | PlanChange, actor: Actor, now: datetime) -> None:
    """One more revision of what was issued (locked by the caller), and the change as it is kept."""
    issued.revision += 1
    issued.save(update_fields=["revision"])
    change.revision, change.at, change.user_id = issued.revision, now, actor.user_id
    change.before = {name: str(value or "") for name, value in change.before.items()}
    change.save(force_insert=True)

"""Who composes and who reads a briefing."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, Policy

from .enums import BriefingState
from .models import Briefing


def _sees(actor: Actor, briefing: Briefing) -> bool:
    if briefing.unit_id in actor.unit_ids:
        return True
    return bool(actor.unit_ids.intersection(briefing.content.readers))


def _rows(actor: Actor, rows: QuerySet[Briefing]) -> QuerySet[Briefing]:
    units = sorted(actor.unit_ids)
    return rows.filter(Q(unit_id__in=units) | Q(content__readers__overlap=units))


compose: Policy[Unit] = Policy(
    "briefings.compose", may=lambda actor, unit: actor.holds(unit.pk, (Post.OFFICER, Post.LEADER))
)
see_briefing: Policy[Briefing] = Policy("briefings.see", may=_sees, rows=_rows)
lay_out: Policy[Briefing] = Policy(
    "briefings.lay_out", may=lambda actor, briefing: compose.may(actor, briefing.unit)
)
issue: Policy[Briefing] = Policy(
    "briefings.issue",
    may=lambda actor, briefing: actor.holds(briefing.unit_id, (Post.LEADER, Post.CLERK)),
    rows=lambda actor, rows: rows.filter(
        unit_id__in=actor.units_as((Post.LEADER, Post.CLERK)), state=BriefingState.DRAFT
    ),
)

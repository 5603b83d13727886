"""Add sites in one step, from units or areas; their units are asked to take part."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.live.actions.mark_topic import mark_moved
from giaoban.apps.tasks.actions.write_asks import open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.apps.tasks.enums import AskKind
from giaoban.kit.access import Actor, authorize
from giaoban.kit.text import sort_key
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.plan import NewSite
from ..enums import ATTENDANCE_TOPIC
from ..models import Conference, Site
from ..queries import SUBJECT
from .enter_weeks import enter_weeks
from .plan_conference import locked, share_with


@usecase("conferences.add_sites")
def add_sites(*, actor: Actor, conference: Conference, sites: Sequence[NewSite], now: datetime) -> int:
    """Add those whose unit and name are not there yet; returns how many. Locks the conference.

    Every unit among them may read the conference from now on, is asked to take part, and has it in its week.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    there = Site.objects.filter(conference=row).values_list("unit_id", "name")
    units, names = {u for u, _name in there if u}, {name for _unit, name in there}
    fresh: list[NewSite] = []
    for site in sites:
        name = site.name.strip()
        if site.unit_id in units or name in names:
            continue
        names.add(name)
        units |= {site.unit_id} if site.unit_id else set()
        fresh.append(site)
    if not fresh:
        nothing_changed()
        return 0
    Site.objects.bulk_create(
        [
            Site(
                conference=row,
                unit_id=s.unit_id,
                area_id=s.area_id,
                name=s.name.strip(),
                sort_key=sort_key(s.name),
                expected=s.expected,
                key=new_key(),
            )
            for s in fresh
        ],
        batch_size=2000,
    )
    asked = [s.unit_id for s in fresh if s.unit_id is not None]
    share_with(row, asked)
    open_asks(asks=[_attend(row, unit_id) for unit_id in asked if unit_id != row.unit_id], now=now)
    enter_weeks(row, [(s.unit_id, s.name.strip()) for s in fresh if s.unit_id is not None], actor, now)
    mark_moved(ATTENDANCE_TOPIC, row.pk)
    record(actor=actor, code=events.SITES_ADDED, subject=row, unit_id=row.unit_id, sites=len(fresh))
    return len(fresh)


def new_key() -> str:
    """What makes a link one's own; another one makes the old link worthless."""
    return secrets.token_hex(8)


def _attend(conference: Conference, unit_id: int) -> NewAsk:
    url = reverse("conferences:conference", args=[conference.pk])
    return NewAsk(
        AskKind.ATTEND, unit_id, conference.title, conference.starts_at, url, SUBJECT, conference.pk
    )

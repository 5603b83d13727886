"""Add sites in one step, from units or areas; their units are asked to take part. Say what is settled about them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.live.actions.mark_topic import mark_moved
from giaoban.apps.org.enums import Line
from giaoban.apps.org.queries.lines import chains
from giaoban.apps.tasks.actions.write_asks import open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.apps.tasks.enums import AskKind
from giaoban.kit.access import Actor, authorize
from giaoban.kit.clock import local_day
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.text import fold, sort_key
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.plan import NewSite
from ..domain.sites import SiteFacts, ancestors_of, parents_by_line
from ..enums import ATTENDANCE_TOPIC, LineTest
from ..models import Conference, Site
from ..queries import SUBJECT
from .enter_weeks import enter_weeks
from .plan_conference import locked, share_with

BATCH = 2000
_INSERT = """
INSERT INTO conferences_site (conference_id, line_test, line_note, ancestors, unit_id, area_id, name, sort_key, folded,
                              expected, local_chair, operator, line_url, phone, key)
SELECT %s, %s, '', '{}', n.*
  FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::integer[], %s::text[], %s::text[],
              %s::text[], %s::text[], %s::text[])
    AS n (unit_id, area_id, name, sort_key, folded, expected, local_chair, operator, line_url, phone, key)
"""
# The ancestors of a site travel as text: an array of arrays of different lengths does not exist.
_ARRANGE = """
UPDATE conferences_site AS s SET parent_id = n.parent, ancestors = n.above::bigint[]
  FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS n (id, parent, above)
 WHERE s.id = n.id AND (s.parent_id IS DISTINCT FROM n.parent OR s.ancestors <> n.above::bigint[])
"""


@usecase("conferences.add_sites")
def add_sites(
    *, actor: Actor, conference: Conference, sites: Sequence[NewSite], line: Line | None = None, now: datetime
) -> int:
    """Add those whose unit and name are not there yet; returns how many. Locks the conference.

    With `line`, every site of the conference then stands under the site of the next unit above it there that takes
    part. Every unit among the new ones may read the conference from now on, is asked to take part, and has it in its
    week; at a rehearsal nobody is asked.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    count = put_sites(row, sites, actor, now)
    if not count:
        nothing_changed()
        return 0
    if line is not None:
        _arrange_by(row, line, local_day(row.starts_at))
    mark_moved(ATTENDANCE_TOPIC, row.pk)
    record(actor=actor, code=events.SITES_ADDED, subject=row, unit_id=row.unit_id, sites=count)
    return count


@usecase("conferences.set_sites")
def set_sites(
    *,
    actor: Actor,
    conference: Conference,
    facts: Mapping[int, SiteFacts],
    fresh: Sequence[NewSite],
    now: datetime,
) -> int:
    """Say what is settled about sites (by their ids), and add those of `fresh`; returns how many changed or came.

    Locks the conference. Raises Invalid for a site that is not there any more.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    there = {site.pk: site for site in Site.objects.filter(conference=row, pk__in=list(facts))}
    if len(there) != len(facts):
        raise Invalid(_("A site was taken out meanwhile. Reload the page."))
    names = [field.name for field in fields(SiteFacts)]
    changed = []
    for pk, told in facts.items():
        wanted = {name: getattr(told, name) for name in names}
        if any(getattr(there[pk], name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(there[pk], name, value)
            changed.append(there[pk])
    Site.objects.bulk_update(changed, names, batch_size=BATCH)
    count = put_sites(row, fresh, actor, now)
    if not changed and not count:
        nothing_changed()
        return 0
    mark_moved(ATTENDANCE_TOPIC, row.pk)
    record(
        actor=actor,
        code=events.SITES_CHANGED,
        subject=row,
        unit_id=row.unit_id,
        sites=len(changed),
        added=count,
    )
    return len(changed) + count


def put_sites(row: Conference, sites: Sequence[NewSite], actor: Actor, now: datetime) -> int:
    """Put those of `sites` whose unit and name are not there yet into a locked conference; returns how many.

    Raises Conflict once it is closed.
    """
    fresh = _fresh(row, sites)
    if not fresh:
        return 0
    if not row.takes_sites:
        raise Conflict(_("This conference is closed; no site is added to it any more."))
    _insert(row, fresh)
    if any(new.above for new in fresh):
        _hang(row, fresh)
    asked = [s.unit_id for s in fresh if s.unit_id is not None]
    share_with(row, asked)
    if not row.rehearsal:
        open_asks(asks=[_attend(row, unit_id) for unit_id in asked if unit_id != row.unit_id], now=now)
    enter_weeks(row, [(s.unit_id, s.name.strip()) for s in fresh if s.unit_id is not None], actor, now)
    return len(fresh)


def new_key() -> str:
    """What makes a link one's own; another one makes the old link worthless."""
    return secrets.token_hex(8)


def _fresh(row: Conference, sites: Sequence[NewSite]) -> list[NewSite]:
    there = list(Site.objects.filter(conference=row).values_list("unit_id", "name"))
    units, names = {u for u, _name in there if u}, {name for _unit, name in there}
    fresh: list[NewSite] = []
    for site in sites:
        name = site.name.strip()
        if site.unit_id in units or name in names:
            continue
        names.add(name)
        units |= {site.unit_id} if site.unit_id else set()
        fresh.append(site)
    return fresh


def _insert(row: Conference, fresh: Sequence[NewSite]) -> None:
    """One statement, however many sites."""
    columns = zip(
        *(
            (s.unit_id, s.area_id, s.name.strip(), sort_key(s.name), fold(s.name), s.expected, s.local_chair,
             s.operator, s.line_url, s.phone, new_key())
            for s in fresh
        ),
        strict=True,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [row.pk, LineTest.WAITING, *map(list, columns)])


def _hang(row: Conference, fresh: Sequence[NewSite]) -> None:
    """Under the sites named; a name that is not there leaves a site at the top."""
    rows = list(Site.objects.filter(conference=row).values_list("name", "pk", "parent_id"))
    by_name = {name: pk for name, pk, _parent in rows}
    parents: dict[int, int | None] = {pk: parent for _name, pk, parent in rows}
    parents |= {by_name[new.name.strip()]: by_name.get(new.above.strip()) for new in fresh}
    _arrange(parents)


def _arrange_by(row: Conference, line: Line, day: date) -> None:
    rows = Site.objects.filter(conference=row, unit__isnull=False).values_list("unit_id", "pk")
    sites = {unit: pk for unit, pk in rows if unit is not None}
    _arrange(parents_by_line(sites, chains(sites, line, day)))


def _arrange(parents: Mapping[int, int | None]) -> None:
    """One statement, however many sites."""
    try:
        above = ancestors_of(parents)
    except ValueError as loop:
        raise Invalid(_("A site cannot stand under itself.")) from loop
    texts = ["{" + ",".join(map(str, above[pk])) + "}" for pk in parents]
    with connection.cursor() as cursor:
        cursor.execute(_ARRANGE, [list(parents), list(parents.values()), texts])


def _attend(conference: Conference, unit_id: int) -> NewAsk:
    url = reverse("conferences:conference", args=[conference.pk])
    return NewAsk(
        AskKind.ATTEND, unit_id, conference.title, conference.starts_at, url, SUBJECT, conference.pk
    )

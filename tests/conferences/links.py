"""A conference in session with sites and a delegate, and commands as their devices send them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from giaoban.apps.conferences import policies
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.hold_conference import open_conference
from giaoban.apps.conferences.actions.take_command import Taken, take_delegate_command, take_site_command
from giaoban.apps.conferences.domain.commands import Command
from giaoban.apps.conferences.domain.links import Link
from giaoban.apps.conferences.domain.plan import NewSite
from giaoban.apps.conferences.enums import CommandKind
from giaoban.apps.conferences.models import Conference, Delegate, Site
from giaoban.apps.org.models import Unit
from tests.conferences.test_conferences import NOW, planned
from tests.tasks.network import actor_in, network, unit


@dataclass(frozen=True)
class Room:
    """A conference of a centre, the sites of the units below it, in their order, and one delegate of the first."""

    centre: Unit
    conference: Conference
    sites: list[Site]
    delegate: Delegate


def room(sites: int = 3, *, opened: bool = True, **changes: Any) -> Room:
    centre = unit("Trung ương")
    units = network(sites, superior=centre)
    found = planned(centre, **changes)
    new = [NewSite(u.name, u.pk, u.area_id, 10) for u in units]
    add_sites(actor=actor_in(centre), conference=found, sites=new, now=NOW)
    if opened:
        open_conference(actor=actor_in(centre), conference=found, now=NOW)
    rows = list(found.sites.order_by("pk"))
    delegate = Delegate.objects.create(
        conference=found, site=rows[0], position=1, post="Chủ tịch Hội", key="d" * 16
    )
    found.refresh_from_db()
    return Room(centre, found, rows, delegate)


def link_to(row: Site | Delegate) -> Link:
    return Link("site" if isinstance(row, Site) else "delegate", row.pk, row.key)


def send(
    row: Site | Delegate,
    kind: str,
    key: UUID | None = None,
    *,
    words: str = "",
    now: datetime = NOW,
    **data: Any,
) -> Taken:
    """As a device does; a key of its own unless one is given."""
    link = link_to(row)
    command = Command(CommandKind(kind), key or uuid4(), data, words)
    take = take_site_command if link.holder == "site" else take_delegate_command
    return take(actor=policies.by_link(link), link=link, command=command, now=now)

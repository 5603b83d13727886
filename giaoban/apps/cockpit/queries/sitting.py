"""Conferences in session that a post has a part in: they stand first on its page, with the ways in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from giaoban.apps.accounts.enums import WORKING_POSTS, Post
from giaoban.apps.conferences.enums import ConferenceState
from giaoban.apps.conferences.formats.places import link_of_site, place_path
from giaoban.apps.conferences.models import Conference, Site
from giaoban.apps.conferences.policies import see
from giaoban.kit.access import Actor
from giaoban.kit.prepared import Kept

_ANY = Kept(lambda: Conference.objects.filter(state=ConferenceState.OPEN, rehearsal=False).order_by("pk")[:1])
"""Asked first: on nearly every page none is in session, and the question who may see it is long."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """`runs`: the worn unit convenes it; `leads`: its chair sits here. `site`: the console of the unit's site, ""."""

    conference: Conference
    runs: bool
    leads: bool
    site: str = ""


def sitting(actor: Actor, unit_ids: Collection[int]) -> list[Sitting]:
    """Those in session which one of `unit_ids` convenes or has a site at, the earliest first; no rehearsals. One query
    while none is in session anywhere, at most three otherwise.
    """
    if not _ANY.all():
        return []
    mine = actor.units_as(WORKING_POSTS) & frozenset(unit_ids)
    rows = Conference.objects.visible_to(actor, see).filter(state=ConferenceState.OPEN, rehearsal=False)
    part = Q(unit__in=mine) | Q(sites__unit__in=mine)
    found = list(rows.filter(part).distinct().order_by("starts_at", "pk")) if mine else []
    own = {site.conference_id: site for site in Site.objects.filter(conference__in=found, unit__in=mine)}
    return [
        Sitting(
            one, one.unit_id in mine, actor.holds(one.unit_id, (Post.LEADER,)),
            place_path(link_of_site(own[one.pk])) if one.pk in own and one.unit_id not in mine else "",
        )
        for one in found
    ]  # fmt: skip

"""Attendance over the tree of sites: each site of one level with everything below it, who is missing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from giaoban.kit.errors import NotFound

from ..domain.attendance import Attendance
from ..models import Conference, Site
from .conference import attended

MOST = 200
"""Sites of one level on a page."""
# The way down to a site is `ancestors` and itself; the one of them on the level asked for is whom it counts to. The
# sums of a level are made in one pass over the sites below, whatever their number.
_LEVEL = """
WITH level AS (
  SELECT (s.ancestors || s.id)[%s] AS top, s.* FROM conferences_site s
   WHERE s.conference_id = %s AND s.ancestors @> %s::bigint[]),
sums AS (
  SELECT top, count(*) AS sites, count(*) FILTER (WHERE connected_at IS NOT NULL AND gone_at IS NULL) AS connected,
         count(counted_at) AS counted, sum(expected) AS expected, COALESCE(sum(officers), 0) AS officers,
         COALESCE(sum(others), 0) AS others, count(*) FILTER (WHERE line_test = 'passed') AS tested
    FROM level WHERE top IS NOT NULL GROUP BY top)
SELECT count(*) OVER (), sums.* FROM sums JOIN conferences_site t ON t.id = top
 ORDER BY sites - connected DESC, sites - counted DESC, t.sort_key, t.id LIMIT %s OFFSET %s
"""


@dataclass(frozen=True, slots=True)
class Branch:
    """A site; `total`: itself and all sites below it. `below`: how many those are."""

    site: Site
    total: Attendance

    @property
    def below(self) -> int:
        return self.total.sites - 1

    @property
    def missing(self) -> int:
        """Sites that are not there, itself among them."""
        return self.total.sites - self.total.connected

    @property
    def uncounted(self) -> int:
        return self.total.sites - self.total.counted


@dataclass(frozen=True, slots=True)
class Level:
    """The sites directly `under` one (the topmost without). `way`: the sites above them, topmost first. `total`: all
    that is below `under`, and itself. `count`: how many stand on this level; `branches` begin after `start` of them.
    """

    under: Site | None
    way: Sequence[Site]
    total: Attendance
    branches: Sequence[Branch]
    count: int
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.branches)


def level_of(found: Conference, under: Site | None = None, *, start: int = 0, most: int = MOST) -> Level:
    """One level: first whoever lacks most sites, then most counts, else in Vietnamese order. At most four queries,
    however many sites.

    The sums of a level, and what stands at the site above it, are that site's own sum: every site counts once.
    """
    above = [*under.ancestors, under.pk] if under else []
    with connection.cursor() as cursor:
        cursor.execute(_LEVEL, [len(above) + 1, found.pk, above[-1:], most, start])
        lines = cursor.fetchall()
    sums = {top: Attendance(*figures) for _count, top, *figures in lines}
    rows = found.sites.select_related("unit__area", "area").in_bulk(list(sums))
    return Level(
        under=under,
        way=_way(under),
        total=attended(_whole(found, under)),
        branches=[Branch(rows[top], total) for top, total in sums.items()],
        count=lines[0][0] if lines else 0,
        start=start,
    )


def site_in(found: Conference, pk: int, below: Site | None = None) -> Site:
    """A site of a conference; with `below`, only that one and those under it. Raises NotFound. One query."""
    row = found.sites.filter(pk=pk).first()
    if row is None or (below is not None and pk != below.pk and below.pk not in row.ancestors):
        raise NotFound(_("There is no such site in this conference."))
    return row


def _way(under: Site | None) -> list[Site]:
    if under is None or not under.ancestors:
        return [under] if under else []
    above = Site.objects.in_bulk(under.ancestors)
    return [*(above[pk] for pk in under.ancestors), under]


def _whole(found: Conference, under: Site | None) -> Q:
    whole = Q(conference=found)
    return whole & (Q(pk=under.pk) | Q(ancestors__contains=[under.pk])) if under else whole

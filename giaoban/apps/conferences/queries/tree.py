"""Attendance over the tree of sites: each site of one level with everything below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from ..domain.attendance import Attendance
from ..models import Conference, Site

# The way down to a site is `ancestors` and itself; the one of them on the level asked for is whom it counts to.
_LEVEL = """
WITH level AS (
  SELECT (s.ancestors || s.id)[%s] AS top, s.* FROM conferences_site s
   WHERE s.conference_id = %s AND s.ancestors @> %s::bigint[])
SELECT top, count(*), count(*) FILTER (WHERE connected_at IS NOT NULL AND gone_at IS NULL), count(counted_at),
       sum(expected), COALESCE(sum(officers), 0), COALESCE(sum(others), 0), count(*) FILTER (WHERE line_test = 'passed')
  FROM level WHERE top IS NOT NULL GROUP BY top
"""


@dataclass(frozen=True, slots=True)
class Branch:
    """A site; `total`: itself and all sites below it. `below`: how many those are."""

    site: Site
    total: Attendance

    @property
    def below(self) -> int:
        return self.total.sites - 1


def branches(found: Conference, under: Site | None = None) -> Sequence[Branch]:
    """The sites directly `under` one (the topmost without), in Vietnamese order, with their sums. Two queries.

    The sums of a level, and what stands at the site above it, are that site's own sum: every site counts once.
    """
    above = [*under.ancestors, under.pk] if under else []
    with connection.cursor() as cursor:
        cursor.execute(_LEVEL, [len(above) + 1, found.pk, above[-1:]])
        sums = {top: Attendance(*figures) for top, *figures in cursor.fetchall()}
    rows = found.sites.filter(parent=under).select_related("unit").order_by("sort_key", "pk")
    return [Branch(row, sums[row.pk]) for row in rows]

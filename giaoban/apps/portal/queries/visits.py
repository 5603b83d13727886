"""How often public pages were opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from giaoban.kit import prepared

from ..domain.visits import Visits, added_up

_OF_PAGE = """
SELECT day, sum(n)::bigint FROM (
  SELECT day, count AS n FROM portal_visitday WHERE page_id = %s
  UNION ALL SELECT day, count(*) FROM portal_visit WHERE page_id = %s GROUP BY day) found GROUP BY day
"""
_OF_ALL = """
SELECT day, sum(n)::bigint FROM (
  SELECT day, count AS n FROM portal_visitday WHERE page_id IS NULL
  UNION ALL SELECT day, count(*) FROM portal_visit GROUP BY day) found GROUP BY day
"""
_OF_ITEMS = """
SELECT item_id, sum(n)::bigint FROM (
  SELECT item_id, count AS n FROM portal_itemvisits WHERE item_id = ANY(%s::bigint[])
  UNION ALL SELECT item_id, count(*) FROM portal_visit WHERE item_id = ANY(%s::bigint[]) GROUP BY 1) found GROUP BY 1
"""


def visits(page_id: int | None, today: date) -> Visits:
    """Of one unit's page with its items, or of the whole network (None). One statement: folded or not, each once."""
    rows = prepared.fetch(_OF_ALL, []) if page_id is None else prepared.fetch(_OF_PAGE, [page_id, page_id])
    return added_up({day: int(count) for day, count in rows}, today)


def visits_of_items(item_ids: Iterable[int]) -> dict[int, int]:
    """item → how often it was opened; one that never was is left out. One statement."""
    ids = list(item_ids)
    return {item: int(count) for item, count in prepared.fetch(_OF_ITEMS, [ids, ids])} if ids else {}

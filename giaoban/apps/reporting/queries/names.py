"""What units and areas were called when the period ended: pages of 2021 speak of Thừa Thiên Huế."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from giaoban.apps.org.models import AreaName, UnitName
from giaoban.apps.org.models import called_then as name_on

from ..models import Expectation

_DAY = "collection__period__cut_off"
_OWNERS: dict[str, tuple[Any, str]] = {
    "unit": (UnitName, "unit"), "receiver": (UnitName, "receiver"), "area": (AreaName, "unit__area"),
}  # fmt: skip
Also = Literal["receiver", "area"]


def area_name(area: str = "area_id", day: str = _DAY) -> Coalesce:
    """The short name of the area of an expectation, as an expression over its rows."""
    return name_on(AreaName, F(day), area, "unit__area__short_name", column="short_name")


def with_unit_names(
    rows: QuerySet[Any], path: str = "", *, also: Iterable[Also] = (), on: date | None = None
) -> QuerySet[Any]:
    """Adds `unit_then` and `unit_short_then`, what the unit was called when the period ended, or `on` a day.

    `path` leads from the rows to their expectation ("expectation__"), or to any row with a unit and a collection;
    with `on` the unit is enough. `also` adds `receiver_then` and `area_then`, each with its short form.
    """
    day = on or F(f"{path}{_DAY}")
    added: dict[str, Any] = {}
    for key in ("unit", *also):
        names, at = _OWNERS[key][0], f"{path}{_OWNERS[key][1]}"
        added[f"{key}_then"] = name_on(names, day, f"{at}_id", f"{at}__name")
        added[f"{key}_short_then"] = name_on(names, day, f"{at}_id", f"{at}__short_name", column="short_name")
    named: QuerySet[Any] = rows.annotate(**added)
    return named


def called_then(rows: Iterable[Any], path: str | None = None) -> Iterator[Any]:
    """The rows of `with_unit_names`, with what they added set as the names (in memory, for showing only)."""
    steps = path.split("__")[:-1] if path is not None else None
    for row in rows:
        if steps is None:
            found = row if isinstance(row, Expectation) else row.expectation
        else:
            found = reduce(getattr, steps, row)
        _set(found.unit, row, "unit")
        if hasattr(row, "area_then"):
            _set(found.unit.area, row, "area")
        if getattr(row, "receiver_then", None):
            _set(found.receiver, row, "receiver")
        yield row


def _set(named: Any, row: Any, key: str) -> None:
    named.name, named.short_name = getattr(row, f"{key}_then"), getattr(row, f"{key}_short_then")

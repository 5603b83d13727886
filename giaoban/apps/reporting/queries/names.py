"""What units and areas were called when the period ended: pages of 2021 speak of Thừa Thiên Huế."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from giaoban.apps.org.models import AreaName, UnitName

from ..models import Expectation

_DAY = "collection__period__cut_off"


def area_name(area: str = "area_id", day: str = _DAY) -> Coalesce:
    """The short name of the area of an expectation, as an expression over its rows."""
    then = AreaName.objects.filter(area_id=OuterRef(area), valid__contains=OuterRef(day))
    return Coalesce(Subquery(then.values("short_name")[:1]), "unit__area__short_name")


def with_unit_names(rows: QuerySet[Any], path: str = "") -> QuerySet[Any]:
    """Adds `unit_then` and `unit_short_then`; `path` leads from the rows to their expectation ("expectation__")."""
    then = UnitName.objects.filter(
        unit_id=OuterRef(f"{path}unit_id"), valid__contains=OuterRef(f"{path}{_DAY}")
    )
    named: QuerySet[Any] = rows.annotate(
        unit_then=Coalesce(Subquery(then.values("name")[:1]), f"{path}unit__name"),
        unit_short_then=Coalesce(Subquery(then.values("short_name")[:1]), f"{path}unit__short_name"),
    )
    return named


def called_then(rows: Iterable[Any]) -> Iterator[Any]:
    """The rows of `with_unit_names`, their units named as then (in memory, for showing only)."""
    for row in rows:
        expectation = row if isinstance(row, Expectation) else row.expectation
        expectation.unit.name, expectation.unit.short_name = row.unit_then, row.unit_short_then
        yield row

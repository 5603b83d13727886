"""Who stands under whom on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from ..enums import Line
from ..models import Unit, UnitLine, UnitName, called_then


def superiors_of(unit_ids: Iterable[int], line: Line, day: date) -> dict[int, int]:
    """unit → its superior on the line; units at the top are left out. One query."""
    rows = UnitLine.objects.on(day).filter(line=line, unit_id__in=list(unit_ids))
    return dict(rows.values_list("unit_id", "superior_id"))


def superiors_named(unit_id: int, lines: Iterable[str], day: date) -> list[tuple[Any, int, str]]:
    """(line, superior, what it was called on `day`) of one unit, on those lines that it stands on. One query."""
    rows = UnitLine.objects.on(day).filter(unit_id=unit_id, line__in=list(lines))
    then = called_then(UnitName, day, "superior_id", "superior__name")
    return list(rows.annotate(then=then).order_by("-line").values_list("line", "superior_id", "then"))


def convening_of(unit_ids: Iterable[int], day: date) -> dict[int, int]:
    """unit → the convening body of its area; a unit that nobody convenes is left out. One query."""
    return superiors_of(unit_ids, Line.CONVENING, day)


def chains(unit_ids: Iterable[int], line: Line, day: date) -> dict[int, tuple[int, ...]]:
    """unit → (the unit itself, its superior, … the top); a unit without a superior gives itself only. One query."""
    wanted = list(unit_ids)
    rows = UnitLine.objects.on(day).filter(line=line, unit_id__in=wanted).values_list("unit_id", "path")
    found = {unit: tuple(int(label) for label in reversed(path.split("."))) for unit, path in rows}
    return {unit: found.get(unit, (unit,)) for unit in wanted}


def ancestors(unit: Unit, line: Line, day: date) -> list[int]:
    """Superiors from the next one up to the top. One query."""
    return list(chains([unit.pk], line, day)[unit.pk][1:])


def units_below(unit: Unit, line: Line, day: date, *, direct: bool = False) -> QuerySet[Unit]:
    """Units under `unit` on the line, at any depth or directly, without itself, in the order of lists."""
    rows = UnitLine.objects.on(day).filter(line=line)
    if direct:
        rows = rows.filter(superior=unit)
    else:
        rows = rows.filter(path__under=_path_of(unit, line, day)).exclude(unit=unit)
    return Unit.objects.filter(pk__in=rows.values("unit_id")).order_by("level", F("sort_key"))


def _path_of(unit: Unit, line: Line, day: date) -> str:
    path = UnitLine.objects.on(day).filter(line=line, unit=unit).values_list("path", flat=True).first()
    return path or str(unit.pk)

"""Areas: the tree on a day, search, what an area's page says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from giaoban.kit import prepared
from giaoban.kit.access import Actor

from .. import policies
from ..enums import AreaKind
from ..models import Area, AreaName, AreaPlacement, AreaSuccession, called_then, holds_on


def names_of_areas(area_ids: Iterable[int], day: date) -> dict[int, tuple[str, str]]:
    """area → (name, short name) on `day`. One query."""
    rows = Area.objects.filter(pk__in=list(area_ids)).named_on(day)
    return {pk: (name, short) for pk, name, short in rows.values_list("pk", "name_then", "short_name_then")}


def places_of(area_ids: Iterable[int], day: date) -> dict[int, str]:
    """area → the areas in which it lay on `day`, the nearest first ("huyện Đức Trọng, tỉnh Lâm Đồng"), the nation left
    out. Two queries.
    """
    placed = AreaPlacement.objects.on(day).filter(area_id__in=set(area_ids))
    ways = {
        area: [int(label) for label in path.split(".")][-2::-1]
        for area, path in placed.values_list("area_id", "path")
    }
    above = Area.objects.filter(pk__in={pk for way in ways.values() for pk in way}).named_on(day)
    names = dict(above.exclude(kind=AreaKind.NATION).values_list("pk", "name_then"))
    return {area: ", ".join(names[pk] for pk in way if pk in names) for area, way in ways.items()}


def areas_below(area: Area, day: date, kind: AreaKind | None = None) -> QuerySet[Area]:
    """Areas that lay in `area` on `day`, at any depth, without itself, in Vietnamese order."""
    top = AreaPlacement.objects.on(day).filter(area=area).values_list("path", flat=True).first()
    inside = AreaPlacement.objects.on(day).filter(path__under=top or str(area.pk)).exclude(area=area)
    rows = Area.objects.filter(pk__in=inside.values("area_id"))
    return (rows.filter(kind=kind) if kind else rows).order_by("sort_key")


def children_of(*, actor: Actor, area: Area, day: date) -> QuerySet[Area]:
    """One level down on `day`, in Vietnamese order, with `name_then` and `below` (how many lay directly in each)."""
    placed = AreaPlacement.objects.on(day)
    below = (
        placed.filter(parent=OuterRef("pk")).order_by().values("parent").annotate(n=Count("pk")).values("n")
    )
    rows: Any = Area.objects.visible_to(actor, policies.see_network)
    found: QuerySet[Area] = (
        rows.filter(pk__in=placed.filter(parent=area).values("area_id"))
        .named_on(day)
        .annotate(below=Coalesce(Subquery(below), 0))
        .order_by("sort_key")
    )
    return found


def find_areas(*, actor: Actor, query: str, day: date) -> QuerySet[Area]:
    """Areas there on `day` whose names, today's or earlier, hold every word; higher ones first. With `way`:
    the name of the area each lay in.
    """
    placed = AreaPlacement.objects.on(day).filter(area=OuterRef("pk"))
    parent = placed.annotate(then=called_then(AreaName, day, "parent_id", "parent__name")).values("then")[:1]
    rows: Any = Area.objects.visible_to(actor, policies.see_network).on(day).search(query).named_on(day)
    rank = Q(kind=AreaKind.PROVINCE)
    found: QuerySet[Area] = rows.annotate(way=Subquery(parent), is_province=rank).order_by(
        "-is_province", F("kind").desc(), "sort_key"
    )
    return found


def way_to(area: Area, day: date) -> list[Area]:
    """From the nation down to the area itself on `day`, with `name_then`; the area alone when it was not placed."""
    path = AreaPlacement.objects.on(day).filter(area=area).values_list("path", flat=True).first()
    return _named_way(path or str(area.pk), day)


def _named_way(path: str, day: date) -> list[Area]:
    ids = [int(label) for label in path.split(".")]
    found = Area.objects.named_on(day).in_bulk(ids)
    return [found[pk] for pk in ids]


def _placements(area: int, day: date) -> QuerySet[AreaPlacement]:
    then = called_then(AreaName, day, "parent_id", "parent__name")
    rows: QuerySet[AreaPlacement] = AreaPlacement.objects.filter(area=area).annotate(parent_then=then)
    return rows.select_related("parent").order_by("valid")


_PLACEMENTS = prepared.Kept(_placements)
_NAMES = prepared.Kept(lambda area: AreaName.objects.filter(area=area).order_by("valid"))
_ORIGINS = prepared.Kept(
    lambda area: (
        AreaSuccession.objects.filter(successor=area)
        .select_related("predecessor")
        .order_by("predecessor__sort_key")
    )
)
_SUCCESSIONS = prepared.Kept(
    lambda area: (
        AreaSuccession.objects.filter(predecessor=area)
        .select_related("successor")
        .order_by("successor__sort_key")
    )
)


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """An area as its page shows it on a day; `parent_then` of a placement is the name on that day."""

    area: Area
    name: str
    there: bool
    way: Sequence[Area]
    names: Sequence[AreaName]
    placements: Sequence[AreaPlacement]
    predecessors: Sequence[AreaSuccession]
    successors: Sequence[AreaSuccession]


def area_facts(*, actor: Actor, code: str, day: date) -> AreaFacts | None:
    """Everything dated about the area `code`; None when there is none the actor may see. Six queries."""
    rows: Any = Area.objects.visible_to(actor, policies.see_network)
    area: Any = rows.named_on(day).filter(code=code).first()
    if area is None:
        return None
    placements = _PLACEMENTS.all(area.pk, day)
    paths = [p.path for p in placements if holds_on(p.valid, day)]
    return AreaFacts(
        area,
        area.name_then,
        holds_on(area.valid, day),
        _named_way(paths[0] if paths else str(area.pk), day),
        _NAMES.all(area.pk),
        placements,
        _ORIGINS.all(area.pk),
        _SUCCESSIONS.all(area.pk),
    )

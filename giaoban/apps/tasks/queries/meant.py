"""Whom a unit may ask, and whom an order means."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.documents.queries.deliveries import MOST_NAMED, addressed
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Organisation, Unit, UnitGroup
from giaoban.apps.org.queries.areas import places_of
from giaoban.kit.errors import Invalid
from giaoban.kit.numbers import say_number

# Below a unit stand: all of its own line; the bodies it convenes with all of theirs; and whoever is convened by any
# of these. A line's path names everybody above, so two looks at the lines are enough.
_BELOW = """
WITH top AS MATERIALIZED (
  SELECT coalesce((SELECT l.path FROM org_unitline l
                    WHERE l.unit_id = t.id AND l.line = 'vertical' AND l.valid @> %s::date), t.id::text::ltree) AS path
    FROM (SELECT %s::bigint AS id
           UNION SELECT unit_id FROM org_unitline WHERE superior_id = %s AND valid @> %s::date) t
), own AS MATERIALIZED (
  SELECT l.unit_id FROM org_unitline l
   WHERE l.valid @> %s::date AND l.path <@ ARRAY(SELECT path FROM top)
)
SELECT unit_id FROM own
 UNION SELECT l.unit_id FROM org_unitline l
        WHERE l.valid @> %s::date AND (l.superior_id = %s OR l.superior_id IN (SELECT unit_id FROM own))
"""


def below(unit: Unit, day: date) -> RawSQL:
    """Ids of the units below `unit` on either line on `day`, as a subquery."""
    return RawSQL(_BELOW, (day, unit.pk, unit.pk, day, day, day, unit.pk))  # noqa: S611 - a constant


def units_below(
    unit: Unit, day: date, *, levels: Collection[int] = (), organisations: Collection[int] = ()
) -> QuerySet[Unit]:
    """Units below `unit` on either line on `day`, of these levels and organisations (empty: all)."""
    rows = Unit.objects.filter(pk__in=below(unit, day), valid__contains=day)
    if levels:
        rows = rows.filter(level__in=list(levels))
    if organisations:
        rows = rows.filter(organisation_id__in=list(organisations))
    return rows.exclude(pk=unit.pk)


def meant(unit: Unit, addressing: Addressing, day: date) -> QuerySet[Unit]:
    """The units that `addressing` means and that stand below `unit`.

    Raises Invalid naming who is not known. Whoever is named and does not stand below is left out: see `meant_as_typed`.
    """
    return addressed(addressing, sender_id=unit.pk, day=day).filter(pk__in=below(unit, day))


def meant_as_typed(unit: Unit, addressing: Addressing, day: date) -> QuerySet[Unit]:
    """As `meant`, before anything is sent: raises Invalid also for units written by hand that do not stand below
    `unit`, itself among them, and names them. One query more, none when nobody was named.
    """
    if addressing.by_hand:
        named = addressed(Addressing(by_hand=addressing.by_hand), sender_id=0, day=day)
        others = named.filter(~Q(pk__in=below(unit, day)) | Q(pk=unit.pk))
        if names := [str(row) for row in others[:MOST_NAMED]]:
            if more := others.count() - len(names):
                names.append(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": say_number(more)})
            raise Invalid(
                _("These do not stand below your unit: %(names)s. Take them out of the list."),
                names="; ".join(names),
            )
    return meant(unit, addressing, day)


@dataclass(frozen=True, slots=True)
class Reached:
    """A unit that is meant, as a list names it: with the areas in which its own lies ("" for the centre's)."""

    name: str
    place: str
    level: int
    code: str


def reached_units(units: QuerySet[Unit], day: date, most: int | None = None) -> list[Reached]:
    """Those meant by name, higher ones first; `most` of them. Three queries."""
    rows = list(
        units.order_by("level", "sort_key", "pk").values_list("name", "area_id", "level", "code")[:most]
    )
    places = places_of({area for _name, area, _level, _code in rows}, day)
    return [Reached(name, places.get(area, ""), level, code) for name, area, level, code in rows]


def addressing_from(stored: Mapping[str, Any], *, everybody: bool = False) -> Addressing:
    """What was said, from its stored form; with `everybody` no condition means all levels."""
    found = Addressing(
        by_hand=tuple(stored.get("by_hand", ())),
        levels=tuple(stored.get("levels", ())),
        organisations=tuple(stored.get("organisations", ())),
        area=stored.get("area", ""),
        groups=tuple(stored.get("groups", ())),
    )
    if everybody and not found.by_rule:
        found = Addressing(found.by_hand, tuple(Level.values))
    return found


def choices_below(unit: Unit, day: date) -> tuple[list[int], list[Organisation], list[UnitGroup]]:
    """Levels, organisations and groups of the units below `unit`. Three queries."""
    rows = units_below(unit, day).order_by()
    found = set(rows.values_list("level", "organisation_id").distinct())
    organisations = Organisation.objects.filter(pk__in={pk for _level, pk in found}, reports=True)
    groups = UnitGroup.objects.filter(units__in=rows.values("pk")).distinct().order_by("name")
    return (
        sorted({level for level, _pk in found}),
        list(organisations.order_by("position", "code")),
        list(groups),
    )

"""Units and areas by what people write for them: a code, or any name that they have or had."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from giaoban.kit.errors import Invalid
from giaoban.kit.text import fold

from ..domain.naming import Named, named
from ..models import BETWEEN, Area, AreaPlacement, Unit
from .areas import places_of

Row = TypeVar("Row", Unit, Area)
_MOST = 10
_WRITTEN = {
    "low_code": Lower("code"),
    "every_name": Func(
        F("folded"), Value(BETWEEN), function="string_to_array", output_field=ArrayField(TextField())
    ),
}


def units_called(written: Collection[str], day: date, *, also: Iterable[int] = ()) -> Named[Unit]:
    """Of the units that exist on `day`, and of `also`, those that are meant. One query."""
    rows = Unit.objects.alias(**_WRITTEN).filter(Q(pk__in=also) | _meant(written) & Q(valid__contains=day))
    return named([(unit, (unit.code, *unit.folded.split(BETWEEN))) for unit in rows])


def unit_called(written: str, day: date) -> Unit:
    """The unit of that day that is meant. One query. Raises Invalid for none, and for several with their codes."""
    found = units_called([written], day).find(written)
    if not found:
        raise Invalid(_("There is no unit “%(name)s”. Write its name or its code."), name=written.strip())
    return the_one(found, written, day)


def area_called(written: str, day: date) -> Area:
    """The area of that day that is meant; its short name ("Lâm Đồng") is one, too. One query.

    Raises Invalid for none, and for several with their codes.
    """
    short = Q(short_name__iexact=written.strip())
    placed = AreaPlacement.objects.on(day).values("area_id")
    rows: QuerySet[Area] = Area.objects.alias(**_WRITTEN).filter(_meant([written]) | short, pk__in=placed)
    found = named([(area, (area.code, area.short_name, *area.folded.split(BETWEEN))) for area in rows])
    if not found.find(written):
        raise Invalid(
            _("There is no area “%(name)s”."),
            problems=(("area", _("Write its name, or the code that stands on the area's page.")),),
            name=written.strip(),
        )
    return the_one(found.find(written), written, day)


def the_one(found: Sequence[Row], written: str, day: date) -> Row:
    """The only one of `found`: of several, whose name today is written just so, not one that was once called that or
    differs by a diacritic. Raises Invalid naming those that are left, with the areas in which they lie and their codes.
    """
    as_today = [
        row for row in found if written.strip().casefold() in (row.name.casefold(), row.short_name.casefold())
    ]
    found = as_today or found
    if len(found) > 1:
        raise Invalid(
            _("“%(name)s” is the name of several: %(codes)s. Write the code of the one that is meant."),
            name=written.strip(), codes="; ".join(_told(found[:_MOST], day)) + ("…" if len(found) > _MOST else ""),
        )  # fmt: skip
    return found[0]


def _told(rows: Sequence[Row], day: date) -> Iterator[str]:
    """Each by its name, where it lies, and its code."""
    areas = {row.pk: row.area_id if isinstance(row, Unit) else row.pk for row in rows}
    places = places_of(areas.values(), day)
    for row in rows:
        place = places.get(areas[row.pk], "")
        yield f"{row.name}, {place} ({row.code})" if place else f"{row.name} ({row.code})"


def _meant(written: Collection[str]) -> Q:
    names = [one.strip() for one in written]
    codes = Q(low_code__in=[one.lower() for one in names])
    return codes | Q(every_name__overlap=[fold(one) for one in names])

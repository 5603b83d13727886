"""Units and areas by what people write for them: a code, or any name that they have or had."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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

Row = TypeVar("Row", Unit, Area)
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
    return the_one(found, written)


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
    return the_one(found.find(written), written)


def the_one(found: Sequence[Row], written: str) -> Row:
    """The only one of `found`: of several, whose name today is written just so, not one that was once called that or
    differs by a diacritic. Raises Invalid naming those that are left with their codes.
    """
    as_today = [
        row for row in found if written.strip().casefold() in (row.name.casefold(), row.short_name.casefold())
    ]
    found = as_today or found
    if len(found) > 1:
        raise Invalid(
            _("“%(name)s” is the name of several: %(codes)s. Write the code of the one that is meant."),
            name=written.strip(), codes=", ".join(f"{row.name} ({row.code})" for row in found[:5]),
        )  # fmt: skip
    return found[0]


def _meant(written: Collection[str]) -> Q:
    names = [one.strip() for one in written]
    codes = Q(low_code__in=[one.lower() for one in names])
    return codes | Q(every_name__overlap=[fold(one) for one in names])

"""Lists of areas and units."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, filters, tables

from .. import queries
from ..domain.validity import validity_text
from ..enums import AreaKind, Level
from ..models import Area, Organisation


def area_address(code: str, day: date) -> str:
    return f"{_path('org:area', code)}?day={day:%d/%m/%Y}"


def unit_address(code: str, day: date) -> str:
    return f"{_path('org:unit', code)}?day={day:%d/%m/%Y}"


@lru_cache(maxsize=16384)
def _path(name: str, code: str) -> str:
    """The path of a page never changes; working it out costs more than drawing the row."""
    return reverse(name, args=[code])


def dated(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """The rows remember the day, which their links carry on."""
    found: QuerySet[Any] = rows.annotate(day=Value(day, DateField()))
    return found


def _validity(record: Any) -> str:
    return validity_text(record.valid)


class AreaTable(tables.Table):
    """Areas one level down."""

    name = columns.Column(
        _("Area"), accessor="name_then", order_by="sort_key", link=lambda r: area_address(r.code, r.day)
    )
    official_code = columns.Column(_("Official code"))
    kind = columns.Column(_("Kind"), accessor=lambda r: AreaKind(r.kind).label, order_by="kind")
    below = columns.NumberColumn(_("Areas directly in it"), unit=_("areas"))
    valid = columns.Column(_("Validity"), accessor=_validity, orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("No area lay in this one on that day. Choose another day.")


class FoundAreaTable(tables.Table):
    """Areas a search found."""

    name = columns.Column(
        _("Area"), accessor="name_then", order_by="sort_key", link=lambda r: area_address(r.code, r.day)
    )
    way = columns.Column(_("Lies in"))
    official_code = columns.Column(_("Official code"))
    kind = columns.Column(_("Kind"), accessor=lambda r: AreaKind(r.kind).label, order_by="kind")
    valid = columns.Column(_("Validity"), accessor=_validity, orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("No area of that day has such a name. Try fewer words, or another day.")


class UnitTable(tables.Table):
    """Units with where they stand."""

    name = columns.Column(
        _("Unit"), accessor="name_then", order_by="sort_key", link=lambda r: unit_address(r.code, r.day)
    )
    code = columns.Column(_("Code"))
    organisation = columns.Column(
        _("Organisation"), accessor="organisation.short_name", order_by="organisation.position"
    )
    level = columns.Column(_("Level"), accessor=lambda r: Level(r.level).label, order_by="level")
    valid = columns.Column(_("Validity"), accessor=_validity, orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("No unit of that day fits. Clear the filters, or choose another day.")


class UnitFilter(filters.FilterSet):
    """Words, organisation, level, province, day."""

    q = filters.SearchFilter(field_name="folded")
    organisation = filters.ModelChoiceFilter(
        queryset=Organisation.objects.all(), to_field_name="code", label=_("Organisation")
    )
    level = filters.ChoiceFilter(choices=Level.choices, label=_("Level"))
    province = filters.ModelChoiceFilter(
        queryset=Area.objects.none(), to_field_name="code", label=_("Province"), method="stay"
    )
    day = filters.DateFilter(label=_("Map of the day"), method="stay")

    def __init__(self, request: Any, day: date) -> None:
        provinces = Area.objects.on(day).filter(kind=AreaKind.PROVINCE)
        inside = provinces.filter(code=request.GET.get("province", "")).first()
        rows = queries.find_units(actor=request.actor, day=day, area=inside)
        super().__init__(request.GET, queryset=dated(rows, day), request=request)
        self.filters["province"].queryset = provinces
        self.form.fields["province"].queryset = provinces

    def stay(self, rows: Any, _name: str, _value: Any) -> Any:
        """The day and the province choose the rows before the filter does."""
        return rows

"""Filters above a table: django-filter declares them, the kit draws them; the state is in the address.

class ReportFilter(filters.FilterSet):
    q = filters.SearchFilter(field_name="unit__search")
    state = filters.ChoiceFilter(choices=ReportState.choices, label=_("State"))

f = ReportFilter(request.GET, queryset=rows)
table = ReportTable(f.qs, request, filters=f)
"""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from giaoban.kit.text import matches_all_words
from giaoban.kit.ui.forms import DayField

Text = str | Promise


class FilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """Plain filters; a value that makes no sense is ignored and shown as an error beside its field."""

    def __init__(self, data: Any = None, queryset: QuerySet[Any] | None = None, **options: Any) -> None:
        super().__init__(data, queryset, **options)

    @property
    def qs(self) -> QuerySet[Any]:
        return super().qs  # type: ignore[no-any-return]


class SearchFilter(django_filters.CharFilter):  # type: ignore[misc]
    """Words found anywhere, without diacritics or case, in a column that holds `text.fold(...)`."""

    def __init__(self, field_name: str = "search", *, label: Text | None = None, **options: Any) -> None:
        widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": 200})
        super().__init__(field_name=field_name, label=label or _("Search"), widget=widget, **options)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        for word in matches_all_words(value or ""):
            qs = qs.filter(**{f"{self.field_name}__contains": word})
        return qs


class ChoiceFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """One of `choices`; "All" is the empty choice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"empty_label": _("All"), **options})


class ModelChoiceFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    """One row of `queryset` (≤ 200 of them: it is a list to choose from)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"empty_label": _("All"), **options})


class YesFilter(django_filters.BooleanFilter):  # type: ignore[misc]
    """A tick box: ticked narrows the rows, not ticked shows all."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"widget": forms.CheckboxInput(), **options})

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        return super().filter(qs, value) if value else qs


NumberFilter = django_filters.NumberFilter


class DateFilter(django_filters.DateFilter):  # type: ignore[misc]
    """A day, typed as 22/11/2026."""

    field_class = DayField

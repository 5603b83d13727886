"""The day of the map, and what is looked for."""

from __future__ import annotations

from datetime import date

from django.forms import TextInput
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import forms


class DayForm(forms.Form):
    """The map as it was on a day; without a day, or with one that makes no sense, that of `today`."""

    day = forms.DayField(label=_("Map of the day"), required=False)

    def __init__(self, address: QueryDict, today: date) -> None:
        self.today = today
        super().__init__({**address.dict(), "day": address.get("day") or f"{self.today:%d/%m/%Y}"})
        self.full_clean()

    def chosen(self) -> date:
        return self.cleaned_data.get("day") or self.today


class SearchForm(DayForm):
    """Areas by name, without diacritics."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=120, widget=TextInput(attrs={"type": "search"})
    )
    field_order = ("q", "day")

    def words(self) -> str:
        return str(self.cleaned_data.get("q", ""))

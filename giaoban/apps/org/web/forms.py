"""The day of the map, and what is looked for."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from giaoban.kit import clock
from giaoban.kit.ui import forms


class DayForm(forms.Form):
    """The map as it was on a day; without a day, or with one that makes no sense, today's."""

    day = forms.DayField(label=_("Map of the day"), required=False)

    def chosen(self) -> date:
        day: date | None = self.cleaned_data.get("day") if self.is_valid() else None
        return day or clock.local_day(clock.now())


class SearchForm(DayForm):
    """Areas by name, without diacritics."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)

    def words(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

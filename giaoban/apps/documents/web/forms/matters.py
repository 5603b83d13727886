"""What people type about matter files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.apps.accounts.models import Appointment
from giaoban.kit.ui import forms

from ...domain.matters import TITLE_AT_MOST, Closing, MatterFacts, retention_words
from ...models import MatterFile

_PERMANENT = "0"


class MatterForm(forms.Form):
    """One line of the list of files. `fixed_year`: the file is in its list already."""

    year = forms.ChoiceField(label=_("Year of the list"))
    code = forms.CharField(
        label=_("Number and symbol of the file"), max_length=30, help_text=_("As in the list of files: 01.VP")
    )
    title = forms.CharField(
        label=_("Title of the file"), max_length=TITLE_AT_MOST, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the matter is: “Conference on mass mobilisation, first half of 2021”."),
    )  # fmt: skip
    retention = forms.ChoiceField(label=_("Retention"))
    keeper = forms.ChoiceField(label=_("In charge of the file"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(
        self,
        years: Sequence[int],
        retentions: Sequence[int | None],
        keepers: Sequence[Appointment],
        *args: Any,
        row: MatterFile | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.row, offered = row, list(retentions)
        if row is not None:
            del self.fields["year"]
            offered += [row.retention_years] if row.retention_years not in offered else []
        else:
            self.fields["year"].choices = [(str(y), str(y)) for y in years]  # type: ignore[attr-defined]
        self.fields["retention"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *((str(n or _PERMANENT), retention_words(n)) for n in offered)
        ]  # fmt: skip
        posts = {str(one.pk): one.user.label for one in keepers}
        if row is not None and row.keeper is not None:
            posts.setdefault(str(row.keeper_id), row.keeper.user.label)
        self.fields["keeper"].choices = [("", "–"), *posts.items()]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(row: MatterFile) -> dict[str, Any]:
        """What the form shows of a file."""
        same = {name: getattr(row, name) for name in ("code", "title", "note")}
        return {
            **same,
            "retention": str(row.retention_years or _PERMANENT),
            "keeper": str(row.keeper_id or ""),
        }

    def facts(self) -> MatterFacts:
        """The value for the use case."""
        data = self.cleaned_data
        return MatterFacts(
            year=self.row.year if self.row else int(data["year"]),
            code=data["code"],
            title=data["title"],
            retention_years=int(data["retention"]) or None,
            keeper_id=int(data["keeper"]) if data["keeper"] else None,
            note=data["note"],
        )


class ClosingForm(forms.Form):
    """What is written on a file that is closed."""

    begins_on = forms.DayField(label=_("Day of the first paper"))
    ends_on = forms.DayField(
        label=_("Day of the last paper"), help_text=_("The retention is counted from the year of this day.")
    )
    sheets = forms.NumberField(
        label=_("Number of sheets"), maximum=1_000_000, help_text=_("0 where nothing is kept on paper.")
    )

    def closing(self) -> Closing:
        """The value for the use case."""
        data = self.cleaned_data
        return Closing(data["begins_on"], data["ends_on"], data["sheets"])


class PlaceForm(forms.Form):
    """Where a paper goes in its file."""

    to = forms.NumberField(label=_("Place"), minimum=1, maximum=100_000)


class PutInForm(forms.Form):
    """The open file that takes a document; which ones there are, the page has said."""

    file = forms.NumberField(minimum=1)

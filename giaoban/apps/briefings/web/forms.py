"""Forms of briefings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.kit.access import Actor
from giaoban.kit.ui import forms

from ..queries.outlines import outline_codes
from ..queries.reading import collections_to_brief, roots_for


class ComposeForm(forms.Form):
    """What to brief on, whose figures, in which layout."""

    collection: Any = forms.ModelChoiceField(queryset=None, label=_("Reports of"), empty_label=None)
    root: Any = forms.ModelChoiceField(
        queryset=None, label=_("Figures of everything under"), empty_label=None
    )
    layout = forms.ChoiceField(label=_("Layout of the document"))

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["collection"].queryset = collections_to_brief(actor)  # type: ignore[attr-defined]
        self.fields["root"].queryset = roots_for(actor)  # type: ignore[attr-defined]
        self.fields["layout"].choices = [(code, load_layout(code).title) for code in outline_codes()]  # type: ignore[attr-defined]


class IssueForm(forms.Form):
    """Number, symbol and date of the signed paper."""

    number = forms.NumberField(label=_("Number"), minimum=1, maximum=99_999)
    symbol = forms.CharField(
        label=_("Number and symbol as printed"), max_length=60, help_text=_("For example 05-BC/BDVTW.")
    )
    dated = forms.DayField(label=_("Date of the document"))

    def value(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @classmethod
    def on(cls, day: date) -> IssueForm:
        return cls(initial={"dated": day})

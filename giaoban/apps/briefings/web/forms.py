"""Forms of briefings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.kit.access import Actor
from giaoban.kit.ui import forms

from ..queries.outlines import outline_codes
from ..queries.reading import collections_to_brief, roots_for
from ..queries.standing import Standing, standing

_ASKS_AGAIN = {
    "hx-get": "", "hx-trigger": "change", "hx-target": "#standing", "hx-swap": "outerHTML",
    "hx-include": "[name=collection],[name=root]",
}  # fmt: skip
"""Another choice shows how far its reports are."""


class ComposeForm(forms.Form):
    """What to brief on, whose figures, in which layout."""

    collection: Any = forms.ModelChoiceField(queryset=None, label=_("Reports of"), empty_label=None)
    root: Any = forms.ModelChoiceField(
        queryset=None, label=_("Figures of everything under"), empty_label=None
    )
    layout = forms.ChoiceField(label=_("Layout of the document"))
    early = forms.BooleanField(
        label=_("Compose it before the deadline all the same"),
        required=False,
        help_text=_("Whoever has not handed in by now is named as missing."),
    )

    def __init__(self, actor: Actor, now: datetime, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = now
        self.fields["collection"].queryset = collections_to_brief(actor)  # type: ignore[attr-defined]
        self.fields["root"].queryset = roots_for(actor)  # type: ignore[attr-defined]
        self.fields["layout"].choices = [(code, load_layout(code).title) for code in outline_codes()]  # type: ignore[attr-defined]
        for name in ("collection", "root"):
            self.fields[name].widget.attrs |= _ASKS_AGAIN

    def clean(self) -> dict[str, Any]:
        """Nothing to brief on, or too early without having said so, is refused."""
        stands = self.standing
        if stands is not None and not stands.expected:
            self.add_error("root", _("Nobody below this unit was asked for this report."))
        elif stands is not None and stands.not_due and not self.cleaned_data.get("early"):
            self.add_error("early", _("The deadline has not passed: tick here, or wait for the others."))
        return self.cleaned_data

    @cached_property
    def standing(self) -> Standing | None:
        """How far the reports of what is chosen are; None when there is nothing to choose."""
        collection, root = self.chosen_collection, self.chosen_root
        return standing(collection, root, self.now) if collection and root else None

    @cached_property
    def chosen_collection(self) -> Any:
        return self._chosen("collection")

    @cached_property
    def chosen_root(self) -> Any:
        return self._chosen("root")

    def _chosen(self, name: str) -> Any:
        """What is selected in the field as it is shown: what came in, else the first choice."""
        rows = self.fields[name].queryset  # type: ignore[attr-defined]
        given = str(self[name].value() or "")
        return (rows.filter(pk=given).first() if given.isdecimal() else None) or rows.first()

    def order(self) -> dict[str, Any]:
        """For `order_briefing`."""
        return {name: self.cleaned_data[name] for name in ("collection", "root", "layout")}


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

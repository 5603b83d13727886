"""What people type into a plan of work."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import forms

from ...domain.plans import NewPlanEntry


class PlanEntryForm(forms.Form):
    """An entry of a plan; an issued plan wants the reason of the change."""

    content = forms.CharField(label=_("Content"), widget=forms.Textarea(attrs={"rows": 3}))
    lead = forms.CharField(
        label=_("Lead"),
        required=False,
        max_length=200,
        help_text=_("A post or a unit, not a person's name."),
    )
    due = forms.DayField(label=_("By"), required=False, help_text=_("Empty: through the whole period."))
    product = forms.CharField(label=_("Product"), required=False, max_length=300)
    prepared_by = forms.CharField(label=_("Prepared by"), required=False, max_length=200)
    reason = forms.CharField(label=_("Why the issued plan changes"), max_length=300)

    def __init__(self, issued: bool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("lead", "prepared_by"):
            self.fields[name].widget.attrs["list"] = "posts"
        if not issued:
            del self.fields["reason"]

    def value(self) -> NewPlanEntry:
        """What was typed."""
        return NewPlanEntry(**{name: v for name, v in self.cleaned_data.items() if name != "reason"})


class ResultForm(forms.Form):
    """With what result an entry was done."""

    result = forms.CharField(
        label=_("Result"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

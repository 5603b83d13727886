"""What is typed of conclusions, and of tasks put to the conference."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.models import Unit
from giaoban.kit.ui import forms

from ...domain.plan import NewAgreedTask
from ...enums import Outcome, StanceKind

_AREA = {"rows": 3}


class TextForm(forms.Form):
    """One conclusion."""

    text = forms.CharField(label=_("The chair concludes"), widget=forms.Textarea(attrs={"rows": 6}))


class FollowForm(forms.Form):
    """What became of a conclusion."""

    outcome = forms.ChoiceField(label=_("How far it is"), choices=Outcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("With what result"), required=False, widget=forms.Textarea(attrs=_AREA))


class AgreedTaskForm(forms.Form):
    """A key task put to the conference."""

    title = forms.CharField(label=_("What is to be done"), widget=forms.Textarea(attrs=_AREA))
    aim = forms.CharField(label=_("What aim"), required=False, widget=forms.Textarea(attrs=_AREA))
    lead = forms.ModelChoiceField(label=_("Lead unit"), queryset=Unit.objects.none())
    coordinating = django_forms.ModelMultipleChoiceField(
        label=_("Coordinating"), queryset=Unit.objects.none(), required=False,
        help_text=_("Hold Ctrl to choose several."),
    )  # fmt: skip
    deadline = forms.DayField(label=_("Deadline"))
    measure = forms.CharField(label=_("How it is measured"), required=False)

    def __init__(self, units: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("lead", "coordinating"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]

    def value(self) -> NewAgreedTask:
        data = self.cleaned_data
        others = tuple(u.pk for u in data["coordinating"] if u.pk != data["lead"].pk)
        return NewAgreedTask(
            title=data["title"], lead_id=data["lead"].pk, deadline=data["deadline"], aim=data["aim"],
            measure=data["measure"], coordinating_ids=others,
        )  # fmt: skip


class StanceForm(forms.Form):
    """A reservation or an objection, with the post that holds it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=StanceKind.choices, widget=forms.RadioSelect)
    post = forms.CharField(label=_("Held by"), help_text=_("A post, not a name."), max_length=200)
    text = forms.CharField(label=_("What it says"), widget=forms.Textarea(attrs=_AREA))

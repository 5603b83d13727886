"""What people type about tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.models import Unit
from giaoban.kit.ui import forms

from ..domain.giving import NewTask
from ..domain.states import OWES_WORDS
from ..enums import TaskStepKind
from ..models import Programme


class StepForm(forms.Form):
    """The words of a step (a result, a reason), and the new deadline where the step sets one."""

    words = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    deadline = forms.DayField(label=_("New deadline"))

    def __init__(self, step: TaskStepKind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if step is not TaskStepKind.EXTENDED:
            del self.fields["deadline"]
        if step is TaskStepKind.CLAIMED:
            self.fields["words"].label = _("With what result")
            self.fields["words"].help_text = _("Figures first; then where the evidence lies.")
        self.fields["words"].required = step in OWES_WORDS


class TaskForm(forms.Form):
    """The questions asked of every task before it is given."""

    title = forms.CharField(label=_("What is to be done"), widget=forms.Textarea(attrs={"rows": 2}))
    aim = forms.CharField(label=_("What aim"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    lead = forms.ModelChoiceField(label=_("Lead unit"), queryset=Unit.objects.none())
    deadline = forms.DayField(label=_("Deadline"))
    measure = forms.CharField(label=_("How it is measured"), required=False)
    programme = forms.ModelChoiceField(
        label=_("Action programme"), queryset=Programme.objects.none(), required=False
    )
    is_key = forms.BooleanField(label=_("Key task"), required=False)

    def __init__(self, leads: Any, programmes: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lead"].queryset = leads  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]

    def value(self, giver: Unit) -> NewTask:
        """What was typed, as a task that `giver` gives."""
        data = self.cleaned_data
        return NewTask(
            title=data["title"],
            lead_id=data["lead"].pk,
            assigned_by_id=giver.pk,
            deadline=data["deadline"],
            aim=data["aim"],
            measure=data["measure"],
            is_key=data["is_key"],
            programme_id=data["programme"].pk if data["programme"] else None,
        )


class ProgrammeForm(forms.Form):
    """A programme before its tasks are given."""

    title = forms.CharField(label=_("Title"), max_length=300)
    aim = forms.CharField(label=_("What aim"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    year = forms.NumberField(label=_("Year"), minimum=1945, maximum=2200)

    def __init__(self, today: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].initial = str(today.year)

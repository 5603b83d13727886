"""What people type about tasks and the week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import TimeField
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.models import Unit
from giaoban.kit.ui import forms

from ..domain.giving import NewTask
from ..domain.states import OWES_WORDS
from ..domain.week import NewEntry
from ..enums import Part, TaskStepKind, Wish
from ..models import Programme, Task
from ..queries import wish_key

_DAYS = {
    TaskStepKind.EXTENDED: ("deadline",),
    TaskStepKind.POSTPONED: ("rests_until", "deadline"),
    TaskStepKind.ASKED: ("wish", "rests_until", "deadline"),
}
_AGREED_DAYS = {Wish.EXTEND: ("deadline",), Wish.POSTPONE: ("rests_until", "deadline")}


class StepForm(forms.Form):
    """The words of a step (a result, a reason), and the days where the step sets or asks for some."""

    wish = forms.ChoiceField(label=_("What you ask for"), choices=Wish.choices, widget=forms.RadioSelect)
    rests_until = forms.DayField(label=_("Work goes on from"))
    deadline = forms.DayField(label=_("New deadline"))
    words = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, step: TaskStepKind, task: Task, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        agreed = step is TaskStepKind.AGREED
        kept = _AGREED_DAYS.get(Wish(task.wish), ()) if agreed and task.wish else _DAYS.get(step, ())
        for name in {"wish", "rests_until", "deadline", "seen"} - {*kept, *(("seen",) if agreed else ())}:
            del self.fields[name]
        if step is TaskStepKind.CLAIMED:
            self.fields["words"].label = _("With what result")
            self.fields["words"].help_text = _("Figures first; then where the evidence lies.")
        if step is TaskStepKind.ASKED:
            self.fields["rests_until"].required = self.fields["deadline"].required = False
            self.fields["rests_until"].help_text = _("Only where work is to be put off.")
            self.fields["deadline"].help_text = _("Not needed where the task is to be dropped.")
        if agreed:
            self.initial["deadline"], self.initial["rests_until"] = task.wish_deadline, task.wish_rests_until
            self.initial["seen"] = wish_key(task)
        self.fields["words"].required = step in OWES_WORDS

    def days(self) -> dict[str, Any]:
        """What the step takes besides the words."""
        found = {name: v for name, v in self.cleaned_data.items() if name != "words"}
        return found | ({"wish": Wish(found["wish"])} if "wish" in found else {})


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


def day_choices(monday: date) -> list[tuple[int, str]]:
    """The seven days of a week, by their number: "Monday 05/07"."""
    return [(n, f"{dates.WEEKDAYS[n]} {monday + timedelta(days=n):%d/%m}") for n in range(7)]


class EntryForm(forms.Form):
    """An entry of the week. `clashes` (set by the view) are told, and may be kept with a reason."""

    weekday = forms.ChoiceField(label=_("Day"))
    part = forms.ChoiceField(label=_("Part of the day"), choices=Part.choices)
    starts_at = TimeField(label=_("Hour"), required=False, help_text=_("For example 07:30."))
    content = forms.CharField(label=_("Content"), widget=forms.Textarea(attrs={"rows": 3}))
    chair = forms.CharField(
        label=_("Chair"), required=False, max_length=200, help_text=_("A post, not a person's name.")
    )
    participants = forms.CharField(
        label=_("Participants"),
        required=False,
        help_text=_("Posts and units, parted by commas."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    prepared_by = forms.CharField(label=_("Prepared by"), required=False, max_length=200)
    task = forms.ModelChoiceField(label=_("Serves the task"), queryset=Task.objects.none(), required=False)
    link = forms.CharField(
        label=_("Page of the conference"), required=False, max_length=300, help_text=_("Its address here.")
    )
    standing = forms.BooleanField(label=_("Every week: copied into the next week"), required=False)
    clash_reason = forms.CharField(label=_("Why both stay"), required=False, max_length=300)
    reason = forms.CharField(label=_("Why the issued week changes"), max_length=300)

    def __init__(self, monday: date, tasks: Any, issued: bool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.clashes: list[Any] = []
        self.fields["weekday"].choices = day_choices(monday)  # type: ignore[attr-defined]
        self.fields["task"].queryset = tasks  # type: ignore[attr-defined]
        self.fields["starts_at"].widget.attrs |= {"size": 6, "autocomplete": "off"}
        for name in ("chair", "prepared_by"):
            self.fields[name].widget.attrs |= {"list": "posts", "autocomplete": "off"}
        if not issued:
            del self.fields["reason"]

    def clean_link(self) -> str:
        """The path of a page here; an address of this installation is cut to its path."""
        link = str(self.cleaned_data["link"]).strip().removeprefix(settings.PUBLIC_URL)
        if link and (not link.startswith("/") or link.startswith("//") or urlsplit(link).netloc):
            raise ValidationError(_("Paste the address of a page of this system."))
        return link

    def value(self) -> NewEntry:
        """What was typed."""
        data = {name: v for name, v in self.cleaned_data.items() if name not in ("reason", "task", "weekday")}
        task = self.cleaned_data["task"]
        return NewEntry(weekday=int(self.cleaned_data["weekday"]), task_id=task.pk if task else None, **data)

    def tell(self, clashes: list[Any]) -> bool:
        """Show the clashes; is everything said that has to be said?"""
        self.clashes = clashes
        if clashes and not self.cleaned_data["clash_reason"].strip():
            self.add_error("clash_reason", str(_("Move one of the two, or say why both stay.")))
        return not self.errors


class ReasonForm(forms.Form):
    """Why an entry of an issued week is cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class ObstacleForm(forms.Form):
    """What hinders the work, in a sentence."""

    words = forms.CharField(label=_("What hinders the work"), widget=forms.Textarea(attrs={"rows": 2}))

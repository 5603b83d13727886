"""What people type about tasks and the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BoundField, TimeField
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.indicators.models import Indicator
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Organisation, Unit, UnitGroup
from giaoban.kit.ui import forms

from ..domain.giving import NewOrder, NewTask, PreparedTask
from ..domain.states import OWES_WORDS
from ..domain.week import NewEntry
from ..enums import Part, TaskStepKind, Wish
from ..models import Programme, Scenario, Task
from ..queries import wish_key
from ..queries.meant import addressing_from

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
    indicator = forms.ModelChoiceField(
        label=_("Measured by the reported figure"), queryset=Indicator.objects.none(), required=False,
        help_text=_("Then nobody types how far it is: the reported figure says it."),
    )  # fmt: skip
    target = forms.NumberField(label=_("Target"), decimals=2, required=False)
    programme = forms.ModelChoiceField(
        label=_("Action programme"), queryset=Programme.objects.none(), required=False
    )
    is_key = forms.BooleanField(label=_("Key task"), required=False)

    def __init__(self, leads: Any, programmes: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "lead" in self.fields:
            self.fields["lead"].queryset = leads  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["indicator"].queryset = Indicator.objects.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (data.get("indicator") is None) != (data.get("target") is None) and not self.errors:
            missing = "target" if data.get("target") is None else "indicator"
            self.add_error(missing, _("A figure needs a target, and a target a figure."))
        return data

    def named(self, *names: str) -> list[BoundField]:
        """Bound fields in this order."""
        return [self[name] for name in names if name in self.fields]

    @property
    def what(self) -> list[BoundField]:
        return self.named(
            "title", "aim", "lead", "deadline", "measure", "indicator", "target", "programme", "is_key"
        )

    def said(self) -> dict[str, Any]:
        """What both kinds of giving take as it was typed."""
        data = self.cleaned_data
        programme, indicator = data["programme"], data["indicator"]
        return {
            "title": data["title"], "deadline": data["deadline"], "aim": data["aim"], "measure": data["measure"],
            "is_key": data["is_key"], "programme_id": programme.pk if programme else None,
            "indicator_id": indicator.pk if indicator else None, "target": data["target"],
        }  # fmt: skip

    def value(self, giver: Unit) -> NewTask:
        """What was typed, as a task that `giver` gives."""
        return NewTask(lead_id=self.cleaned_data["lead"].pk, assigned_by_id=giver.pk, **self.said())


Below = tuple[Sequence[int], Sequence[Organisation], Sequence[UnitGroup]]
"""Levels, organisations and groups of the units below: what one may choose among."""


class ManyForm(TaskForm):
    """The same task for many. Nothing chosen under “who” means everybody below."""

    lead = None  # type: ignore[assignment]
    levels = forms.MultipleChoiceField(
        label=_("Levels"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: all.")
    )
    organisations = forms.MultipleChoiceField(
        label=_("Organisations"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: all.")
    )  # fmt: skip
    area = forms.CharField(
        label=_("in this area"), required=False, help_text=_("Code of the area, for example p63-68.")
    )
    units = forms.CharField(
        label=_("Units by hand"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Code or full name of a unit, one a line."),
    )  # fmt: skip

    def __init__(self, below: Below, programmes: Any, *args: Any, **options: Any) -> None:
        super().__init__(None, programmes, *args, **options)
        levels, organisations, _groups = below
        self.fields["levels"].choices = [(n, Level(n).label) for n in levels]  # type: ignore[attr-defined]
        listed = [(row.code, row.name) for row in organisations]
        self.fields["organisations"].choices = listed  # type: ignore[attr-defined]

    @property
    def who(self) -> list[BoundField]:
        return self.named("levels", "organisations", "area", "units")

    def addressing(self) -> Addressing:
        """Who is meant, as it was said."""
        data = self.cleaned_data
        hand = [line.strip() for line in data["units"].splitlines() if line.strip()]
        stored = {
            "by_hand": hand, "levels": [int(n) for n in data["levels"]], "organisations": data["organisations"],
            "area": data["area"].strip(),
        }  # fmt: skip
        return addressing_from(stored, everybody=not hand)

    def order(self) -> NewOrder:
        """What was typed, as an order."""
        return NewOrder(addressing=self.addressing(), **self.said())


PREPARED = range(1, 9)


class ScenarioForm(forms.Form):
    """When a scenario is declared, and up to eight tasks that go out then."""

    title = forms.CharField(label=_("Title"), max_length=300)
    trigger = forms.CharField(
        label=_("When it is declared"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What has to happen, as plainly as can be."),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, levels: Sequence[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        who: list[tuple[str, Any]] = [("", _("Our own unit")), ("all", _("Everybody below"))]
        who += [
            (str(n), _("Everybody below at this level: %(level)s") % {"level": Level(n).label})
            for n in levels
        ]
        for n in PREPARED:
            self.fields[f"task_{n}"] = forms.CharField(
                label=_("Task %(n)s") % {"n": n}, required=False, max_length=500
            )
            self.fields[f"days_{n}"] = forms.NumberField(
                label=_("Due after"), unit=_("working days"), required=False, minimum=0, maximum=250
            )
            self.fields[f"who_{n}"] = forms.ChoiceField(label=_("Who does it"), choices=who, required=False)
            self.fields[f"measure_{n}"] = forms.CharField(
                label=_("How it is measured"), required=False, max_length=500
            )

    @property
    def basics(self) -> list[BoundField]:
        return [self[name] for name in ("title", "trigger", "note")]

    @property
    def task_rows(self) -> list[list[BoundField]]:
        return [[self[f"{name}_{n}"] for name in ("task", "days", "who", "measure")] for n in PREPARED]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for n in PREPARED:
            if data.get(f"task_{n}") and data.get(f"days_{n}") is None and f"days_{n}" not in self.errors:
                self.add_error(f"days_{n}", _("Say after how many working days; 0 is the same day."))
        return data

    def value(self) -> dict[str, Any]:
        """What was typed, for the use case."""
        data = self.cleaned_data
        tasks = [
            PreparedTask(data[f"task_{n}"], data[f"days_{n}"], data[f"measure_{n}"], _who(data[f"who_{n}"]))
            for n in PREPARED
            if data[f"task_{n}"].strip()
        ]
        return {"title": data["title"], "trigger": data["trigger"], "note": data["note"], "tasks": tasks}


def _who(choice: str) -> Addressing | None:
    if not choice:
        return None
    return addressing_from({"levels": [] if choice == "all" else [int(choice)]}, everybody=True)


def scenario_initial(scenario: Scenario) -> dict[str, Any]:
    """The form's values of a scenario that stands."""
    found: dict[str, Any] = {"title": scenario.title, "trigger": scenario.trigger, "note": scenario.note}
    for n, task in enumerate(scenario.prepared.all(), 1):
        levels = task.addressing.get("levels", [])
        who = "" if not task.addressing else str(levels[0]) if len(levels) == 1 else "all"
        found |= {
            f"task_{n}": task.title,
            f"days_{n}": task.days,
            f"measure_{n}": task.measure,
            f"who_{n}": who,
        }
    return found


class DeclareForm(forms.Form):
    """What has happened, and whether it is meant in earnest."""

    kind = forms.ChoiceField(
        label=_("In earnest or to practise"), widget=forms.RadioSelect,
        choices=[("real", _("In earnest")), ("rehearsal", _("A rehearsal: nobody is late, all is closed together"))],
    )  # fmt: skip
    reason = forms.CharField(label=_("What has happened"), widget=forms.Textarea(attrs={"rows": 4}))

    def value(self) -> dict[str, Any]:
        """What was typed, for the use case."""
        return {
            "reason": self.cleaned_data["reason"],
            "rehearsal": self.cleaned_data["kind"] == "rehearsal",
        }


class OutcomeForm(forms.Form):
    """How it ended."""

    outcome = forms.CharField(label=_("How it ended"), widget=forms.Textarea(attrs={"rows": 4}))


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

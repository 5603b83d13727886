"""What people type about tasks and programmes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField, ModelChoiceField
from django.utils.translation import gettext_lazy as _

from giaoban.apps.documents.domain.addressing import Addressing, lines_of
from giaoban.apps.files.enums import ATTACHMENTS, endings
from giaoban.apps.indicators.domain.asking import asked_where
from giaoban.apps.indicators.models import Indicator
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Organisation, Unit, UnitGroup
from giaoban.kit.ui import forms

from ...actions.gather_evidence import Piece
from ...domain.giving import LONGEST_ITEM, MOST_ITEMS, NewOrder, NewTask, items_in
from ...domain.states import OWES_WORDS
from ...enums import TaskStepKind, Wish
from ...models import Programme, Task
from ...queries import wish_key
from ...queries.meant import addressing_from

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
            self.fields["words"].help_text = _("Figures first; what shows it goes along as evidence.")
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


class EvidenceForm(forms.Form):
    """What shows that a task was done: files, or a document of a register."""

    photos = forms.FilesField(
        label=_("Photos or files"), required=False, kinds=endings(ATTACHMENTS),
        help_text=_("Several at once. Where and with what device a photo was taken is removed from it."),
    )  # fmt: skip
    caption = forms.CharField(
        label=_("What it shows"), required=False, max_length=300,
        help_text=_("For example: handing over 12 gifts, 30 September. Needed with a file."),
    )  # fmt: skip
    symbol = forms.CharField(
        label=_("or a document, by its number and symbol"), required=False, max_length=80,
        help_text=_("As it stands in the register, for example 05/BC-MTTQ."),
    )  # fmt: skip

    def pieces(self) -> list[Piece]:
        """The pieces one by one; one that says nothing where nothing was chosen."""
        data = self.cleaned_data
        files = [Piece(data["caption"], upload=file, file_name=file.name) for file in data["photos"]]
        named = data["symbol"].strip()
        return files + ([Piece(data["caption"], symbol=named)] if named or not files else [])


class IndicatorField(ModelChoiceField[Indicator]):
    """An indicator with its unit of measure, and the form and section that ask for it: several have one name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Indicator.objects.none(), required=False, **options)
        self.where: dict[str, str] = {}

    def label_from_instance(self, row: Indicator) -> str:
        named = f"{row.short_name} ({row.unit_of_measure})" if row.unit_of_measure else row.short_name
        where = self.where.get(row.code)
        return f"{named}, {where}" if where else named


class TaskForm(forms.Form):
    """The questions asked of every task before it is given."""

    title = forms.CharField(
        label=_("What is to be done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    aim = forms.CharField(label=_("What aim"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    lead = forms.ModelChoiceField(label=_("Lead unit"), queryset=Unit.objects.none())
    deadline = forms.DayField(label=_("Deadline"))
    measure = forms.CharField(label=_("How it is measured"), required=False)
    indicator = IndicatorField(
        label=_("Measured by the reported figure"),
        help_text=_("Then nobody types how far it is: the reported figure says it."),
    )  # fmt: skip
    target = forms.NumberField(label=_("Target"), decimals=2, required=False)
    checklist = forms.CharField(
        label=_("or measured by a checklist"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One item a line. The unit ticks what is done, and that is how far it is."),
    )  # fmt: skip
    programme = forms.ModelChoiceField(
        label=_("Action programme"), queryset=Programme.objects.none(), required=False
    )
    is_key = forms.BooleanField(label=_("Key task"), required=False)

    def __init__(self, leads: Any, programmes: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "lead" in self.fields:
            self.fields["lead"].queryset = leads  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["indicator"].where = asked_where()  # type: ignore[attr-defined]
        self.fields["indicator"].queryset = Indicator.objects.order_by("name", "code")  # type: ignore[attr-defined]

    def clean_checklist(self) -> tuple[str, ...]:
        items = items_in(self.cleaned_data["checklist"])
        if len(items) > MOST_ITEMS or any(len(item) > LONGEST_ITEM for item in items):
            limits = {"items": MOST_ITEMS, "letters": LONGEST_ITEM}
            raise ValidationError(
                _("At most %(items)s items, each of at most %(letters)s letters."), params=limits
            )
        return items

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (data.get("indicator") is None) != (data.get("target") is None) and not self.errors:
            missing = "target" if data.get("target") is None else "indicator"
            self.add_error(missing, _("A figure needs a target, and a target a figure."))
        if data.get("indicator") is not None and data.get("checklist"):
            self.add_error("checklist", _("A task is measured by a figure or by a checklist, not by both."))
        return data

    def named(self, *names: str) -> list[BoundField]:
        """Bound fields in this order."""
        return [self[name] for name in names if name in self.fields]

    @property
    def what(self) -> list[BoundField]:
        return self.named(
            "title", "aim", "lead", "deadline", "measure", "indicator", "target", "checklist", "programme",
            "is_key",
        )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """What both kinds of giving take as it was typed."""
        data = self.cleaned_data
        programme, indicator = data["programme"], data["indicator"]
        return {
            "title": data["title"], "deadline": data["deadline"], "aim": data["aim"], "measure": data["measure"],
            "is_key": data["is_key"], "programme_id": programme.pk if programme else None,
            "indicator_id": indicator.pk if indicator else None, "target": data["target"],
            "checklist": data["checklist"],
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
    area = forms.CharField(label=_("in this area"), required=False, help_text=_("Its name or its code."))
    units = forms.CharField(
        label=_("Units by hand"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A unit's name – full, short or an earlier one – or its code; one a line."),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, below: Below, programmes: Any, *args: Any, **options: Any) -> None:
        super().__init__(None, programmes, *args, **options)
        levels, organisations, _groups = below
        self.fields["levels"].choices = [(n, Level(n).label) for n in levels]  # type: ignore[attr-defined]
        listed = [(row.code, row.name) for row in organisations]
        self.fields["organisations"].choices = listed  # type: ignore[attr-defined]

    @property
    def who(self) -> list[BoundField]:
        return self.named("levels", "organisations", "area", "units", "key")

    def addressing(self) -> Addressing:
        """Who is meant, as it was said."""
        data = self.cleaned_data
        hand = lines_of(data["units"])
        stored = {
            "by_hand": hand, "levels": [int(n) for n in data["levels"]], "organisations": data["organisations"],
            "area": data["area"].strip(),
        }  # fmt: skip
        return addressing_from(stored, everybody=not hand)

    def order(self) -> NewOrder:
        """What was typed, as an order."""
        return NewOrder(addressing=self.addressing(), key=self.cleaned_data["key"], **self.said())


class ProgrammeForm(forms.Form):
    """A programme before its tasks are given."""

    title = forms.CharField(label=_("Title"), max_length=300)
    aim = forms.CharField(label=_("What aim"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    year = forms.NumberField(label=_("Year"), minimum=1945, maximum=2200)

    def __init__(self, today: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].initial = str(today.year)

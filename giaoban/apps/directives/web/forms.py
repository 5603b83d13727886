"""What people type about dissemination."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from giaoban.apps.documents.domain.addressing import Addressing, lines_of
from giaoban.apps.documents.models import Document
from giaoban.apps.files.enums import ATTACHMENTS, endings
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Organisation, UnitGroup
from giaoban.apps.tasks.models import Programme
from giaoban.apps.tasks.queries.meant import addressing_from
from giaoban.kit.ui import forms

from ..actions.file_programme import Filing
from ..actions.tick_dissemination import Held
from ..domain.order import Order, TaskForAll, Term
from ..enums import Form

Choices = tuple[Sequence[int], Sequence[Organisation], Sequence[UnitGroup]]
TASKS = (1, 2, 3)


class OrderForm(forms.Form):
    """What is asked, of which units below, by when at each level. Nothing chosen under “who” means everybody."""

    deadline = forms.DayField(
        label=_("Deadline"), help_text=_("For every level that has no other one below.")
    )
    note = forms.CharField(label=_("What is asked"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    own_document = forms.ModelChoiceField(
        queryset=Document.objects.none(),
        label=_("Your own document that carries it out"),
        required=False,
        empty_label=_("none, the document alone"),
    )
    levels = forms.MultipleChoiceField(
        label=_("Levels"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: all.")
    )
    organisations = forms.MultipleChoiceField(
        label=_("Organisations"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all."),
    )
    groups = forms.MultipleChoiceField(
        label=_("Groups"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: all.")
    )
    area = forms.CharField(label=_("in this area"), required=False, help_text=_("Its name or its code."))
    units = forms.CharField(
        label=_("Units by hand"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A unit's name – full, short or an earlier one – or its code; one a line."),
    )
    hours = forms.NumberField(
        label=_("Urgent telegram: to be acknowledged within"),
        unit=_("hours"),
        required=False,
        minimum=1,
        maximum=240,
        help_text=_("Empty: not a telegram."),
    )
    repeat = forms.NumberField(
        label=_("Sent again to whoever has not, every"),
        unit=_("hours"),
        required=False,
        minimum=1,
        maximum=240,
    )

    def __init__(
        self, choices: Choices, own_documents: QuerySet[Document], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["own_document"].queryset = own_documents  # type: ignore[attr-defined]
        levels, organisations, groups = choices
        self.levels_below = [(level, Level(level).label) for level in levels]
        listed: dict[str, Any] = {
            "levels": self.levels_below,
            "organisations": [(row.code, row.name) for row in organisations],
            "groups": [(row.code, row.name) for row in groups],
        }
        for name, rows in listed.items():
            self.fields[name].choices = rows  # type: ignore[attr-defined]
        if not groups:
            del self.fields["groups"]
        for level, label in self.levels_below:
            words = {"level": label}
            self.fields[f"by_{level}"] = forms.DayField(
                label=_("%(level)s: disseminate by") % words, required=False
            )
            self.fields[f"programme_{level}"] = forms.DayField(
                label=_("%(level)s: file an action programme by") % words, required=False
            )
        for n in TASKS:
            self.fields[f"task_{n}"] = forms.CharField(
                label=_("Task %(n)s") % {"n": n}, required=False, max_length=500
            )
            self.fields[f"measure_{n}"] = forms.CharField(
                label=_("How it is measured"), required=False, max_length=500
            )
            self.fields[f"task_by_{n}"] = forms.DayField(label=_("Deadline"), required=False)

    def named(self, *names: str) -> list[BoundField]:
        """Bound fields in this order; those that the form does not have are left out."""
        return [self[name] for name in names if name in self.fields]

    @property
    def basics(self) -> list[BoundField]:
        return self.named("note", "own_document", "deadline")

    @property
    def who(self) -> list[BoundField]:
        return self.named("levels", "organisations", "groups", "area", "units")

    @property
    def telegram(self) -> list[BoundField]:
        return self.named("hours", "repeat")

    @property
    def term_rows(self) -> list[tuple[str, BoundField, BoundField]]:
        return [(str(label), self[f"by_{n}"], self[f"programme_{n}"]) for n, label in self.levels_below]

    @property
    def task_rows(self) -> list[list[BoundField]]:
        return [self.named(f"task_{n}", f"measure_{n}", f"task_by_{n}") for n in TASKS]

    def order(self) -> Order:
        """The value for the use case."""
        data = self.cleaned_data
        terms = [
            Term(level, data[f"by_{level}"] or data["deadline"], data[f"programme_{level}"])
            for level, _label in self.levels_below
            if data[f"by_{level}"] or data[f"programme_{level}"]
        ]
        tasks = [
            TaskForAll(data[f"task_{n}"], data[f"task_by_{n}"] or data["deadline"], data[f"measure_{n}"])
            for n in TASKS
            if data[f"task_{n}"].strip()
        ]
        own = data["own_document"]
        return Order(
            self._addressing(), data["deadline"], tuple(terms), tuple(tasks), data["note"],
            own.pk if own else None, data["hours"], data["repeat"],
        )  # fmt: skip

    def _addressing(self) -> Addressing:
        data = self.cleaned_data
        hand = lines_of(data["units"])
        stored = {
            "by_hand": hand, "levels": [int(level) for level in data["levels"]], "area": data["area"].strip(),
            "organisations": data["organisations"], "groups": data.get("groups", ()),
        }  # fmt: skip
        return addressing_from(stored, everybody=not hand)


class PassForm(forms.Form):
    """Whom of those below, and a word on the way. What is asked and by when was set above."""

    levels = forms.MultipleChoiceField(
        label=_("Levels"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: all.")
    )
    note = forms.CharField(
        label=_("Your word on it"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, levels: Sequence[int], *args: Any) -> None:
        super().__init__(*args)
        self.fields["levels"].choices = [(level, Level(level).label) for level in levels]  # type: ignore[attr-defined]

    def value(self) -> dict[str, Any]:
        """Levels and note for the use case."""
        return {
            "levels": [int(level) for level in self.cleaned_data["levels"]],
            "note": self.cleaned_data["note"],
        }


class FileForm(forms.Form):
    """The unit's action programme: one written here, or a file."""

    programme = forms.ModelChoiceField(
        queryset=Programme.objects.none(),
        label=_("Action programme"),
        required=False,
        empty_label=_("none, see the file"),
    )
    file = forms.FileField(label=_("or as a file"), required=False, kinds=endings(ATTACHMENTS))

    def __init__(self, programmes: QuerySet[Programme], *args: Any) -> None:
        super().__init__(*args)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]

    def value(self) -> Filing:
        """The value for the use case."""
        file = self.cleaned_data["file"]
        return Filing(self.cleaned_data["programme"], file or None, file.name if file else "")


class TickForm(forms.Form):
    """What was held; short enough for a phone."""

    form = forms.ChoiceField(label=_("How it was made known"), choices=Form.choices)
    held_on = forms.DayField(label=_("Day (the last one, if several)"))
    classes = forms.NumberField(label=_("Classes or meetings"), minimum=1, initial=1)
    due = forms.NumberField(label=_("People due to attend"), minimum=1, unit=_("people"))
    officers = forms.NumberField(label=_("Officers present"), unit=_("people"))
    members = forms.NumberField(label=_("Members present"), unit=_("people"))
    others = forms.NumberField(
        label=_("Others reached"), unit=_("people"), required=False, help_text=_("Not among those due.")
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    material = forms.FileField(label=_("Material"), required=False, kinds=endings(ATTACHMENTS))

    def value(self) -> Held:
        """What was held, for the use case."""
        data = self.cleaned_data
        file = data["material"]
        return Held(
            form=Form(data["form"]),
            held_on=data["held_on"],
            classes=data["classes"],
            due=data["due"],
            officers=data["officers"],
            members=data["members"],
            others=data["others"] or 0,
            note=data["note"],
            upload=file or None,
            file_name=file.name if file else "",
        )


class NoticeForm(forms.Form):
    note = forms.CharField(
        label=_("What your unit does about it"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

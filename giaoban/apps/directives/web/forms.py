"""What people type about dissemination."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Organisation
from giaoban.kit.ui import forms

from ..actions.tick_dissemination import Held
from ..enums import Form


class AskForm(forms.Form):
    """Which units below, by when. Nothing ticked in a group means all of it."""

    deadline = forms.DayField(label=_("Deadline"))
    levels = forms.MultipleChoiceField(
        label=_("Levels"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: all.")
    )
    organisations = forms.MultipleChoiceField(
        label=_("Organisations"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all."),
    )
    note = forms.CharField(label=_("What is asked"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, levels: Sequence[int], organisations: Sequence[Organisation], *args: Any) -> None:
        super().__init__(*args)
        named = [(level, Level(level).label) for level in levels]
        self.fields["levels"].choices = named  # type: ignore[attr-defined]
        bodies = [(row.pk, row.name) for row in organisations]
        self.fields["organisations"].choices = bodies  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, list[int]]:
        """Levels and organisations as ids."""
        return {name: [int(pk) for pk in self.cleaned_data[name]] for name in ("levels", "organisations")}

    def value(self) -> dict[str, Any]:
        """Deadline and note for the use case."""
        return {"deadline": self.cleaned_data["deadline"], "note": self.cleaned_data["note"]}


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
    material = forms.FileField(label=_("Material"), required=False, kinds=(".pdf", ".docx", ".jpg", ".png"))

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

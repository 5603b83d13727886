"""What people type about the week and Monday's page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import forms

from ...actions.write_entry import FOLLOWS
from ...domain.persons import person_in
from ...domain.week import NewEntry
from ...enums import Part
from ...models import Task


def day_choices(monday: date) -> list[tuple[int, str]]:
    """The seven days of a week, by their number: "Monday 05/07"."""
    return [(n, f"{dates.WEEKDAYS[n]} {monday + timedelta(days=n):%d/%m}") for n in range(7)]


class EntryForm(forms.Form):
    """An entry of the week. `clashes` (set by the view) are told, and may be kept with a reason.

    Of a `bound` entry what follows the conference is shown and cannot be typed. `opened`: the unit has a public page.
    """

    weekday = forms.ChoiceField(label=_("Day"))
    part = forms.ChoiceField(label=_("Part of the day"), choices=Part.choices)
    starts_at = forms.HourField(label=_("Hour"), required=False, help_text=_("For example 07:30."))
    content = forms.CharField(label=_("Content"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
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
    public = forms.BooleanField(
        label=_("On the public page"),
        required=False,
        help_text=_("Everybody may read day, hour, content, chair and place. Name posts, no persons."),
    )
    clash_reason = forms.CharField(label=_("Why both stay"), required=False, max_length=300)
    reason = forms.CharField(label=_("Why the issued week changes"), max_length=300)

    def __init__(
        self,
        monday: date,
        tasks: Any,
        issued: bool,
        *args: Any,
        bound: bool = False,
        opened: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.clashes: list[Any] = []
        self.fields["weekday"].choices = day_choices(monday)  # type: ignore[attr-defined]
        self.fields["task"].queryset = tasks  # type: ignore[attr-defined]
        self.fields["starts_at"].widget.attrs["size"] = 6
        for name in ("chair", "prepared_by"):
            self.fields[name].widget.attrs["list"] = "posts"
        for name in FOLLOWS if bound else ():
            self.fields[name].disabled = True
        if not opened:
            self.fields["public"].disabled, self.fields["public"].widget = True, forms.HiddenInput()
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

    def names_nobody(self) -> bool:
        """Is what everybody may read without a person's name?"""
        if self.cleaned_data["public"]:
            for name in ("content", "chair", "place"):
                if person_in(self.cleaned_data[name]):
                    self.add_error(name, str(_("Everybody may read it: name the post, not the person.")))
        return not self.errors

    def tell(self, clashes: list[Any]) -> bool:
        """Show the clashes; is everything said that has to be said?"""
        self.clashes = clashes
        if clashes and not self.cleaned_data["clash_reason"].strip():
            self.add_error("clash_reason", str(_("Move one of the two, or say why both stay.")))
        return self.names_nobody()


class ReasonForm(forms.Form):
    """Why an entry of an issued week is cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class ObstacleForm(forms.Form):
    """What hinders the work, in a sentence."""

    words = forms.CharField(label=_("What hinders the work"), widget=forms.Textarea(attrs={"rows": 2}))

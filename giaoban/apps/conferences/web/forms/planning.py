"""What is typed before a conference: the plan, its changes, the agenda, sites, papers asked for."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.enums import Line
from giaoban.apps.org.models import Unit
from giaoban.kit.ui import forms

from ...domain.changing import PlannedFacts
from ...domain.plan import NewItem
from ...enums import ConferenceForm, ConferenceKind
from ...models import Conference

_AREA = {"rows": 3}


class PlanForm(forms.Form):
    """A conference before its agenda."""

    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=ConferenceKind.choices)
    form = forms.ChoiceField(label=_("How it is held"), choices=ConferenceForm.choices)
    day = forms.DayField(label=_("Day"))
    hour = django_forms.TimeField(
        label=_("Begins at"), input_formats=("%H:%M", "%Hh%M", "%Hh", "%H"), initial="08:00",
        widget=forms.CharField.widget(attrs={"inputmode": "numeric", "placeholder": "08:00", "size": 6}),
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), max_length=200)
    chair_post = forms.CharField(label=_("Chaired by"), help_text=_("A post, not a name."), max_length=200)
    secretary_post = forms.CharField(label=_("Secretary"), required=False, max_length=200)
    agenda_note = forms.CharField(
        label=_("Note on the agenda"), required=False, widget=forms.Textarea(attrs=_AREA),
        help_text=_("What those who take part should know or bring."),
    )  # fmt: skip
    after_the_fact = forms.BooleanField(
        label=_("It has been held already and is entered afterwards"), required=False,
        help_text=_("Only for a conference that took place without being planned here; its page says so."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What `plan_conference` takes."""
        data = dict(self.cleaned_data)
        day, hour = data.pop("day"), data.pop("hour") or time(8)
        data["starts_at"] = timezone.make_aware(datetime.combine(day, hour))
        data["kind"], data["form"] = ConferenceKind(data["kind"]), ConferenceForm(data["form"])
        return data


class ChangeForm(PlanForm):
    """What a planned conference should read, and why."""

    reason = forms.CharField(
        label=_("Why it is changed"), widget=forms.Textarea(attrs=_AREA),
        help_text=_("Whoever was asked to take part reads it beside what was changed."),
    )  # fmt: skip

    def __init__(self, found: Conference, *args: Any, **options: Any) -> None:
        begins = timezone.localtime(found.starts_at)
        names = ("title", "kind", "form", "place", "chair_post", "secretary_post", "agenda_note")
        initial = {name: getattr(found, name) for name in names}
        initial |= {"day": begins.date(), "hour": f"{begins:%H:%M}", "after_the_fact": found.entered_after}
        super().__init__(*args, initial=initial, **options)

    def change(self) -> dict[str, Any]:
        """What `change_conference` takes."""
        data = self.values()
        reason, after = data.pop("reason"), data.pop("after_the_fact")
        return {"facts": PlannedFacts(**data), "reason": reason, "after_the_fact": after}


class CallOffForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=_AREA))


class AgendaForm(forms.Form):
    """The agenda as lines of text: minutes, then what."""

    lines = forms.CharField(
        label=_("Agenda"),
        help_text=_("One point a line: minutes, a space, what. Example: 20 Summary report"),
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def items(self) -> list[NewItem]:
        return [self._item(line) for line in self.cleaned_data["lines"].splitlines() if line.strip()]

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        for number, line in enumerate(text.splitlines(), 1):
            try:
                if line.strip():
                    self._item(line)
            except ValueError as error:
                raise ValidationError(
                    _("Line %(number)s: give minutes from 0 to 600 and a title."), params={"number": number}
                ) from error
        return text

    @staticmethod
    def _item(line: str) -> NewItem:
        minutes, _blank, title = line.strip().partition(" ")
        if not minutes.isdecimal():
            return NewItem(title=line.strip()[:300])
        return NewItem(title=title.strip()[:300], minutes=int(minutes))


class SitesForm(forms.Form):
    """Sites from the units directly below, in one step."""

    line = forms.ChoiceField(
        label=_("Units below on which line"), choices=Line.choices, widget=forms.RadioSelect
    )
    expected = forms.NumberField(label=_("Expected at each site"), unit=_("people"), maximum=10_000)


class AskPaperForm(forms.Form):
    """A paper asked of a unit."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    title = forms.CharField(label=_("About"), max_length=300)
    minutes = forms.NumberField(label=_("Length"), unit=_("minutes"), minimum=1, maximum=120, initial="7")

    def __init__(self, units: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

"""What is typed before a conference: the plan, its changes, the agenda, sites, papers asked for."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from giaoban.apps.documents.models import Content
from giaoban.apps.org.models import Unit
from giaoban.kit.ui import forms

from ...domain.changing import PlannedFacts
from ...enums import ConferenceForm, ConferenceKind
from ...models import Conference

_AREA = {"rows": 3}


class PlanForm(forms.Form):
    """A conference before its agenda."""

    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=ConferenceKind.choices)
    form = forms.ChoiceField(label=_("How it is held"), choices=ConferenceForm.choices)
    day = forms.DayField(label=_("Day"))
    hour = forms.HourField(label=_("Begins at"), initial="08:00")
    place = forms.CharField(label=_("Place"), max_length=200)
    chair_post = forms.CharField(label=_("Chaired by"), help_text=_("A post, not a name."), max_length=200)
    secretary_post = forms.CharField(label=_("Secretary"), required=False, max_length=200)
    agenda_note = forms.CharField(
        label=_("Note on the agenda"), required=False, widget=forms.Textarea(attrs=_AREA),
        help_text=_("What those who take part should know or bring."),
    )  # fmt: skip
    questions = forms.CharField(
        label=_("Questions for discussion"), required=False, widget=forms.Textarea(attrs=_AREA),
        help_text=_("What the chair wants discussed, one question a line; the script reads them out."),
    )  # fmt: skip
    line_url = django_forms.URLField(
        label=_("Where picture and sound are"), required=False, max_length=300, assume_scheme="https",
        help_text=_("The address of the video conference, if there is one."),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=_("Anybody may look on"), required=False,
        help_text=_("Programme and speakers stand on a public page while it goes on."),
    )  # fmt: skip
    after_the_fact = forms.BooleanField(
        label=_("It has been held already and is entered afterwards"), required=False,
        help_text=_("Only for a conference that took place without being planned here; its page says so."),
    )  # fmt: skip

    draft = forms.ModelChoiceField(
        label=_("Draft briefing"), queryset=Content.objects.none(), required=False,
        help_text=_("The report that is sent round before it."),
    )  # fmt: skip
    rehearsal = forms.BooleanField(
        label=_("It is a rehearsal"), required=False,
        help_text=_("Every page says so; nobody is asked, it stands in no week, and no figure counts it."),
    )  # fmt: skip

    def __init__(self, drafts: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["draft"].queryset = drafts  # type: ignore[attr-defined]

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
        names = (
            "title", "kind", "form", "place", "chair_post", "secretary_post", "agenda_note", "questions", "line_url",
            "is_public",
        )  # fmt: skip
        initial = {name: getattr(found, name) for name in names}
        initial |= {"day": begins.date(), "hour": f"{begins:%H:%M}", "after_the_fact": found.entered_after}
        super().__init__(Content.objects.none(), *args, initial=initial, **options)
        for name in ("draft", "rehearsal"):  # settled when it was planned
            del self.fields[name]

    def change(self) -> dict[str, Any]:
        """What `change_conference` takes."""
        data = self.values()
        reason, after = data.pop("reason"), data.pop("after_the_fact")
        return {"facts": PlannedFacts(**data), "reason": reason, "after_the_fact": after}


class CopyForm(forms.Form):
    """Another conference like an earlier one."""

    title = forms.CharField(label=_("Title"), max_length=300)
    day = forms.DayField(label=_("Day"))
    hour = forms.HourField(label=_("Begins at"))
    sites = forms.BooleanField(label=_("The same sites"), required=False, initial=True)
    delegates = forms.BooleanField(label=_("The same delegates"), required=False, initial=True)
    papers = forms.BooleanField(label=_("The same papers in their order"), required=False, initial=True)
    rehearsal = forms.BooleanField(
        label=_("It is a rehearsal"), required=False,
        help_text=_("Every page says so; nobody is asked, it stands in no week, and no figure counts it."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What `copy_conference` takes."""
        data = dict(self.cleaned_data)
        data["starts_at"] = timezone.make_aware(datetime.combine(data.pop("day"), data.pop("hour")))
        return data


class CallOffForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=_AREA))


class AskPaperForm(forms.Form):
    """A paper asked of a unit."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    title = forms.CharField(label=_("About"), max_length=300)
    minutes = forms.NumberField(label=_("Length"), unit=_("minutes"), minimum=1, maximum=120, initial="7")

    def __init__(self, units: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

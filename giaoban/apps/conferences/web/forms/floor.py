"""What is typed while a conference runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.domain.naming import named
from giaoban.kit.errors import Conflict
from giaoban.kit.ui import forms

from ...domain.decide import Count, Rule
from ...enums import DecisionMode
from ...models import AgreedTask, Site

_AREA = {"rows": 3}
MOST_CHOICES = 200
"""Sites to choose from; of more, the name is typed."""


class AddTurnForm(forms.Form):
    """A hand seen in the hall."""

    who = forms.CharField(
        label=_("Who"), help_text=_("A post, a unit or a site; not a name."), max_length=200
    )
    about = forms.CharField(label=_("About"), required=False, max_length=300)
    minutes = forms.NumberField(label=_("Length"), unit=_("minutes"), minimum=1, maximum=120, initial="5")


class MatterForm(forms.Form):
    """A matter put to decision."""

    text = forms.CharField(label=_("What the conference is asked"), widget=forms.Textarea(attrs=_AREA))
    mode = forms.ChoiceField(
        label=_("How it decides"), choices=DecisionMode.choices, initial=DecisionMode.CONSENSUS,
        widget=forms.RadioSelect,
    )  # fmt: skip
    rule = forms.ChoiceField(
        label=_("Rule of the count"), required=False, help_text=_("Not needed for consensus.")
    )
    agreed_task = forms.ModelChoiceField(
        label=_("About which task"), queryset=AgreedTask.objects.none(), required=False,
        empty_label=_("None of them"),
    )  # fmt: skip

    def __init__(self, tasks: Any, rules: Sequence[Rule], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agreed_task"].queryset = tasks  # type: ignore[attr-defined]
        self.fields["rule"].choices = [("", "–"), *((r.code, r.name) for r in rules)]  # type: ignore[attr-defined]

    def value(self, rules: Mapping[str, Rule]) -> dict[str, Any]:
        """What `put_matter` takes."""
        data = self.cleaned_data
        return {**data, "mode": DecisionMode(data["mode"]), "rule": rules.get(data["rule"])}


class TallyForm(forms.Form):
    """Hands of one site, as told by telephone."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none())
    agree = forms.NumberField(label=_("Agrees"), unit=_("people"), maximum=100_000)
    against = forms.NumberField(label=_("Does not agree"), unit=_("people"), maximum=100_000, initial="0")
    abstain = forms.NumberField(label=_("Another opinion"), unit=_("people"), maximum=100_000, initial="0")

    def __init__(self, sites: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sites = sites
        if sites.count() > MOST_CHOICES:
            self.fields["site"] = forms.CharField(
                label=_("Site"), help_text=_("Its name, as it stands among the sites."), max_length=200
            )
        else:
            self.fields["site"].queryset = sites  # type: ignore[attr-defined]

    def clean_site(self) -> Site:
        """The site chosen, or the one that has the name that was typed; case and diacritics do not matter."""
        typed = self.cleaned_data["site"]
        if isinstance(typed, Site):
            return typed
        names = self.sites.values_list("pk", "name")
        found = named([(pk, (name,)) for pk, name in names]).find(typed)
        if len(found) != 1:
            raise ValidationError(_("There is no site of this name. Write it as it stands among the sites."))
        row: Site = self.sites.get(pk=found[0])
        return row

    def value(self) -> dict[str, Any]:
        """What `tally_site` takes."""
        data = dict(self.cleaned_data)
        return {"site": data.pop("site"), "count": Count(**{name: int(v) for name, v in data.items()})}


class ItemNoteForm(forms.Form):
    """The secretary's note; `seen` is what stood there when it was opened."""

    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def show_both(self, stands: str, problem: Conflict) -> None:
        """What stands now above what was typed; posted again, it counts as seen."""
        typed = self.cleaned_data["note"]
        self.data = {"note": f"{stands}\n\n{typed}", "seen": stands}
        self.add_error("note", str(problem))


class TurnNoteForm(forms.Form):
    """What somebody said."""

    note = forms.CharField(label=_("What was said"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    minutes = forms.NumberField(label=_("Length"), unit=_("minutes"), minimum=1, maximum=120)


class CorrectionForm(forms.Form):
    """Another count, and why."""

    officers = forms.NumberField(label=_("Officers and members present"), unit=_("people"), maximum=100_000)
    others = forms.NumberField(label=_("Others present"), unit=_("people"), maximum=100_000)
    reason = forms.CharField(label=_("Why it is corrected"), max_length=300)

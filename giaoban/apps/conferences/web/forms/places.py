"""What is typed of sites and delegates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.enums import AreaKind, Level, Line
from giaoban.apps.org.models import Area, Unit
from giaoban.apps.org.queries.naming import area_called, unit_called
from giaoban.kit.errors import Invalid
from giaoban.kit.ui import forms

from ...domain.sites import SiteFacts
from ...enums import DelegateState
from ...models import Conference, Delegate, Site
from ...queries.delegates import Problem

_LEVELS = [(level.value, level.label) for level in Level if level > Level.CENTRE]
Row = TypeVar("Row")
_TABLE = {"rows": 14, "wrap": "off"}


def _meant(called: Callable[[str, date], Row], written: str, day: date) -> Row:
    try:
        return called(written, day)
    except Invalid as error:
        raise ValidationError(str(error)) from error


class SitesForm(forms.Form):
    """Sites from units of chosen levels below one unit, in one step."""

    root = forms.CharField(
        label=_("Below which unit"),
        max_length=200,
        help_text=_("A unit's name or code; your own stands there."),
    )
    line = forms.ChoiceField(
        label=_("Units below on which line"), choices=Line.choices, widget=forms.RadioSelect
    )
    levels = forms.MultipleChoiceField(
        label=_("Of which levels"), choices=_LEVELS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the units directly below."),
    )  # fmt: skip
    with_root = forms.BooleanField(label=_("That unit has a site too"), required=False)
    expected = forms.NumberField(label=_("Expected at each site"), unit=_("people"), maximum=10_000)

    def __init__(self, day: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day

    def clean_root(self) -> Unit:
        return _meant(unit_called, self.cleaned_data["root"], self.day)

    def levels_chosen(self) -> list[int]:
        return [int(level) for level in self.cleaned_data["levels"]]

    def line_chosen(self) -> Line:
        return Line(self.cleaned_data["line"])


class AreaSitesForm(forms.Form):
    """Sites from areas: whoever is there, a unit or not."""

    root = forms.CharField(label=_("In which area"), max_length=200, help_text=_("Its name or its code."))
    kind = forms.ChoiceField(label=_("Areas of which kind"), choices=AreaKind.choices)
    expected = forms.NumberField(label=_("Expected at each site"), unit=_("people"), maximum=10_000)

    def __init__(self, day: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day

    def clean_root(self) -> Area:
        return _meant(area_called, self.cleaned_data["root"], self.day)

    def kind_chosen(self) -> AreaKind:
        return AreaKind(self.cleaned_data["kind"])


class LinesForm(forms.Form):
    """A pasted table; what is wrong with it is told by its lines."""

    lines = forms.CharField(label=_("One a line"), strip=False, widget=forms.Textarea(attrs=_TABLE))

    def __init__(
        self, found: Conference, help_text: Any, read: Callable[..., Any], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.found, self.read = found, read
        self.typed: Any = None
        self.fields["lines"].help_text = help_text

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        self.typed = self.read(self.found, text)
        problems: list[Problem] = self.typed.problems
        told = [
            gettext("Line %(number)s: %(problem)s") % {"number": n, "problem": p} for n, p in problems[:20]
        ]
        if len(problems) > len(told):
            told.append(gettext("… and %(count)s more.") % {"count": len(problems) - len(told)})
        if told:
            raise ValidationError(told)
        return text


class SiteForm(forms.Form):
    """What is settled about one site."""

    expected = forms.NumberField(label=_("Expected"), unit=_("people"), maximum=100_000)
    local_chair = forms.CharField(
        label=_("Chairs there"), help_text=_("A post, not a name."), required=False, max_length=200
    )
    operator = forms.CharField(
        label=_("Runs the line there"), help_text=_("A post, not a name."), required=False, max_length=200
    )
    line_url = django_forms.URLField(
        label=_("Its own address of picture and sound"), required=False, max_length=300, assume_scheme="https"
    )
    phone = forms.CharField(
        label=_("Spare telephone of the office"), required=False, max_length=40,
        widget=django_forms.TextInput({"inputmode": "tel"}),
    )  # fmt: skip

    def __init__(self, site: Site, *args: Any, **options: Any) -> None:
        names = ("expected", "local_chair", "operator", "line_url", "phone")
        super().__init__(*args, initial={name: getattr(site, name) for name in names}, **options)

    def value(self) -> SiteFacts:
        """What `set_sites` takes."""
        return SiteFacts(**self.cleaned_data)


class DelegateForm(forms.Form):
    """Whether a delegate comes."""

    state = forms.ChoiceField(
        label=_("Does the delegate come?"), widget=forms.RadioSelect,
        choices=[choice for choice in DelegateState.choices if choice[0] != DelegateState.INVITED],
    )  # fmt: skip
    replaced_by = forms.CharField(
        label=_("Which post comes instead"),
        help_text=_("A post, not a name."),
        required=False,
        max_length=200,
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, row: Delegate, *args: Any, **options: Any) -> None:
        state = "" if row.state == DelegateState.INVITED else row.state
        initial = {"state": state, "replaced_by": row.replaced_by, "reason": row.reason}
        super().__init__(*args, initial=initial, **options)

    def answer(self) -> dict[str, Any]:
        """What `answer_delegate` takes."""
        return {**self.cleaned_data, "state": DelegateState(self.cleaned_data["state"])}


class PlaceForm(forms.Form):
    """Where in the protocol order."""

    place = forms.NumberField(label=_("Place in the order"), minimum=1, maximum=65_000)

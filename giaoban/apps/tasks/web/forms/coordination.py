"""What people type about coordination."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import forms

from ...domain.coordination import NewCoordination, NewParty, Verdict, promises_in
from ...enums import CoordinationKind

PARTIES = range(1, 7)


class CoordinationForm(forms.Form):
    """What several bodies agreed on: up to six parties, each with its commitments, one a line."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CoordinationKind.choices)
    title = forms.CharField(label=_("Title"), max_length=300)
    symbol = forms.CharField(label=_("Number, symbol"), required=False, max_length=80)
    signed_on = forms.DayField(label=_("Signed on"))
    meetings = forms.NumberField(label=_("Meetings a year"), required=False, minimum=0, maximum=12)
    review_on = forms.DayField(label=_("First review by"))
    review_months = forms.NumberField(
        label=_("Then every"), unit=_("months"), required=False, minimum=1, maximum=60
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for n in PARTIES:
            self.fields[f"party_{n}"] = forms.CharField(
                label=_("Party %(n)s") % {"n": n}, required=False, max_length=300,
                help_text=_("Code or name of a unit, also a short one; or the name of a body outside the network."),
            )  # fmt: skip
            self.fields[f"promises_{n}"] = forms.CharField(
                label=_("What it promises"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("One a line; a day at its end if there is one: “… – 30/06/2021”."),
            )  # fmt: skip

    @property
    def basics(self) -> list[BoundField]:
        return [
            self[name]
            for name in ("kind", "title", "symbol", "signed_on", "meetings", "review_on", "review_months")
        ]

    @property
    def party_rows(self) -> list[list[BoundField]]:
        return [[self[f"party_{n}"], self[f"promises_{n}"]] for n in PARTIES]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for n in PARTIES:
            if data.get(f"promises_{n}") and not data.get(f"party_{n}"):
                self.add_error(f"party_{n}", _("Say who promises this."))
        return data

    def value(self) -> NewCoordination:
        """What was typed."""
        data = self.cleaned_data
        parties = [
            NewParty(data[f"party_{n}"], tuple(promises_in(data[f"promises_{n}"])))
            for n in PARTIES
            if data[f"party_{n}"].strip()
        ]
        return NewCoordination(
            data["kind"], data["title"], data["signed_on"], data["review_on"], tuple(parties), data["symbol"],
            data["meetings"] or 0, data["review_months"] or 12,
        )  # fmt: skip


class MeetingForm(forms.Form):
    """The parties met."""

    held_on = forms.DayField(label=_("Held on"))
    words = forms.CharField(
        label=_("What was agreed"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    @property
    def basics(self) -> list[BoundField]:
        return list(self)


_VERDICTS = (
    ("kept", _("Kept")), ("late", _("Kept, but late")), ("poor", _("In time, not as agreed")), ("none", _("Not kept")),
)  # fmt: skip


class ReviewForm(forms.Form):
    """Every commitment with a verdict, and what the review found."""

    held_on = forms.DayField(label=_("Reviewed on"))
    words = forms.CharField(label=_("What the review found"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, parties: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.promises = [(party, p.commitment) for party, promises in parties for p in promises]
        for _party, row in self.promises:
            self.fields[f"verdict_{row.pk}"] = forms.ChoiceField(
                label=row.text, choices=_VERDICTS, widget=forms.RadioSelect
            )
            self.fields[f"words_{row.pk}"] = forms.CharField(
                label=_("Why not"), required=False, help_text=_("Only where it was not kept in full.")
            )

    @property
    def basics(self) -> list[BoundField]:
        return [self["held_on"], self["words"]]

    @property
    def rows(self) -> list[tuple[Any, BoundField, BoundField]]:
        return [(party, self[f"verdict_{row.pk}"], self[f"words_{row.pk}"]) for party, row in self.promises]

    def value(self) -> dict[str, Any]:
        """What was typed, for the use case."""
        data = self.cleaned_data
        verdicts = [
            Verdict(
                row.pk, data[f"verdict_{row.pk}"] in ("kept", "poor"), data[f"verdict_{row.pk}"] in ("kept", "late"),
                data[f"words_{row.pk}"],
            )
            for _party, row in self.promises
        ]  # fmt: skip
        return {"held_on": data["held_on"], "words": data["words"], "verdicts": verdicts}

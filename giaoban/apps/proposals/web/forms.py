"""What people type about proposals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit.ui import forms

from ..domain.raising import BY_HAND, NewProposal, Words
from ..enums import Kind, Outcome
from ..models import Proposal


class RaiseForm(forms.Form):
    """A proposal raised by hand."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    about = forms.CharField(label=_("About which document or policy"), required=False, max_length=300)
    difficulty = forms.CharField(
        label=_("What is difficult"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    remedy = forms.CharField(
        label=_("What is asked for"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("difficulty", "").strip() or data.get("remedy", "").strip()):
            raise ValidationError(_("Write what is difficult, or what is asked."))
        return data

    def value(self, unit_id: int, holder_id: int) -> NewProposal:
        """What was typed, raised by the unit itself."""
        return NewProposal(
            unit_id=unit_id,
            holder_id=holder_id,
            source_type=BY_HAND,
            source_id=unit_id,
            **self.cleaned_data,
        )


class CorrectForm(RaiseForm):
    """What it says, put right. A document that it is about stays."""

    def __init__(self, found: Proposal, *args: Any) -> None:
        super().__init__(*args, initial=asdict(found.words))
        self.said_about = found.about
        if found.about_document_id is not None:
            del self.fields["about"]

    def words(self) -> Words:
        return Words(**{"about": self.said_about, **self.cleaned_data})


class WithdrawForm(forms.Form):
    """Why it is not asked any more."""

    text = forms.CharField(label=_("Why it is withdrawn"), widget=forms.Textarea(attrs={"rows": 3}))


class AddresseeForm(forms.Form):
    """A unit of the network above, or an outside body."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), required=False)
    organisation = forms.ModelChoiceField(
        label=_("Or an outside body"), queryset=Organisation.objects.none(), required=False
    )

    def __init__(self, units: Any, bodies: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]

    owed = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = [data.get("unit"), data.get("organisation")]
        if self.owed and not any(chosen):
            raise ValidationError(_("Choose who should answer."))
        if all(chosen):
            raise ValidationError(_("Choose one addressee, not two."))
        return data

    def to(self) -> Unit | Organisation | None:
        found: Unit | Organisation | None = self.cleaned_data["unit"] or self.cleaned_data["organisation"]
        return found


class ForwardForm(AddresseeForm):
    """To whom, by when, with which words."""

    due = forms.DayField(label=_("Answer by"), required=False)
    text = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(AddresseeForm):
    """Accepted, explained, or passed on to another body."""

    outcome = forms.ChoiceField(label=_("Answer"), choices=Outcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("In these words"), widget=forms.Textarea(attrs={"rows": 6}))
    due = forms.DayField(label=_("They should answer by"), required=False)
    owed = False
    field_order = ("outcome", "text", "unit", "organisation", "due")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("outcome") == Outcome.PASSED_ON and not (data.get("unit") or data.get("organisation")):
            raise ValidationError(_("Choose the body it is passed on to."))
        return data

    def words(self) -> dict[str, Any]:
        """The outcome, its words and the next addressee's day, as `answer_proposal` takes them."""
        data = self.cleaned_data
        return {"outcome": Outcome(data["outcome"]), "text": data["text"], "due": data["due"]}


class ContestForm(forms.Form):
    """Why it is not settled."""

    text = forms.CharField(label=_("What is still open"), widget=forms.Textarea(attrs={"rows": 4}))


class NoteForm(forms.Form):
    """Why an answer that was understood does not settle it."""

    text = forms.CharField(label=_("Why it is not settled"), widget=forms.Textarea(attrs={"rows": 4}))


class SplitForm(forms.Form):
    """Why it does not ask the same."""

    text = forms.CharField(label=_("Why it is taken out"), widget=forms.Textarea(attrs={"rows": 3}))


class MergeForm(forms.Form):
    """Which ones ask the same."""

    others = forms.MultipleChoiceField(
        label=_("These ask the same"), choices=(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, choices: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["others"].choices = choices  # type: ignore[attr-defined]

    def among(self, proposals: Iterable[Proposal]) -> list[Proposal]:
        """Those of `proposals` that were chosen."""
        return [row for row in proposals if str(row.pk) in self.cleaned_data["others"]]

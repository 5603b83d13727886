"""What people type about outgoing documents, their numbers and whom they are sent to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Organisation
from giaoban.kit.ui import forms

from ...actions.begin_outgoing import Details
from ...domain.addressing import Addressing, lines_of
from ...domain.template import Template
from ...enums import Audience, SignsAs, Urgency
from ...models import DocumentType, Outgoing

_LINES = {"rows": 4}


class DetailsForm(forms.Form):
    """What stands around the text. Lists have one entry a line."""

    type = forms.ModelChoiceField(queryset=DocumentType.objects.all(), label=_("Type"), empty_label=None)
    summary = forms.CharField(label=_("Summary"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    addressees = forms.CharField(
        label=_("Addressed to"),
        required=False,
        widget=forms.Textarea(attrs=_LINES),
        help_text=_("One a line."),
    )
    recipients = forms.CharField(
        label=_("Recipients"),
        required=False,
        widget=forms.Textarea(attrs=_LINES),
        help_text=_("One a line, as printed at the foot; empty: those of the unit's letterhead."),
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    signs = forms.ChoiceField(label=_("Who signs"), choices=SignsAs.choices, initial=SignsAs.DEPUTY)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Audience.choices)
    public_text = forms.BooleanField(
        label=_("Anybody may read it"),
        required=False,
        help_text=_(
            "The public check page then hands out the file; else it shows number, date and state only."
        ),
    )
    copies = forms.NumberField(label=_("Paper copies"), required=False, initial=1, minimum=1, maximum=9999)

    def details(self) -> Details:
        """The value for the use case."""
        data = self.cleaned_data
        return Details(
            summary=data["summary"],
            addressees=data["addressees"].splitlines(),
            recipients=data["recipients"].splitlines(),
            urgency=Urgency(data["urgency"]),
            audience=Audience(data["audience"]),
            signs=SignsAs(data["signs"]),
            public_text=data["public_text"],
            copies=data["copies"] or 1,
        )

    @staticmethod
    def initial_of(row: Outgoing) -> dict[str, Any]:
        """What the form shows of a document."""
        same = ("summary", "urgency", "signs", "audience", "public_text", "copies")
        lists = {"addressees": "\n".join(row.addressees), "recipients": "\n".join(row.recipients)}
        return {"type": row.type_id, **{name: getattr(row, name) for name in same}, **lists}


class BeginForm(DetailsForm):
    """The fields of a template, then what stands around the text."""

    def __init__(self, template: Template, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = {f"f_{field.name}": field for field in template.fields}
        first: dict[str, Any] = {}
        for name, field in self.asked.items():
            made: Any = forms.DayField if field.kind == "day" else forms.CharField
            options = {"label": field.label, "required": field.required, "help_text": field.hint}
            if field.kind == "text":
                options["widget"] = forms.Textarea(attrs={"rows": 3})
            first[name] = made(**options)
        self.fields = {**first, **self.fields}
        self.fields["summary"].help_text = _("Empty: made from what is typed above.")
        self.fields["type"].initial = DocumentType.objects.filter(code=template.type).first()
        if not template.addressed:
            del self.fields["addressees"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        data.setdefault("addressees", "")
        return data

    def values(self) -> dict[str, str]:
        """What was typed for the template's fields; a day as documents write it."""
        found = {}
        for name, field in self.asked.items():
            value = self.cleaned_data.get(name)
            found[field.name] = f"{value:%d/%m/%Y}" if field.kind == "day" and value else str(value or "")
        return found


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class NothingForm(forms.Form):
    """A step that needs no word."""


class SkipForm(ReasonForm):
    """A number that no document will carry."""

    kind = forms.ModelChoiceField(queryset=DocumentType.objects.all(), label=_("Type"), empty_label=None)
    field_order = ["kind", "reason"]


class SeriesForm(forms.Form):
    """Where paper ended."""

    kind = forms.ModelChoiceField(queryset=DocumentType.objects.all(), label=_("Type"), empty_label=None)
    last = forms.NumberField(label=_("Last number given on paper"), minimum=1, maximum=99_999)


class SendForm(forms.Form):
    """Whom to send to: by hand, and by level, organisation and area together."""

    units = forms.CharField(
        label=_("Units by hand"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs=_LINES),
        help_text=_("A unit's name – full, short or an earlier one – or its code; one a line."),
    )
    levels = forms.MultipleChoiceField(
        label=_("All units of these levels"),
        choices=Level.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    organisations = forms.MultipleChoiceField(
        label=_("of these organisations"), required=False, widget=forms.CheckboxSelectMultiple
    )
    area = forms.CharField(label=_("in this area"), required=False, help_text=_("Its name or its code."))
    due_on = forms.DayField(label=_("To be acknowledged by"), required=False)

    def __init__(self, organisations: Sequence[Organisation], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisations"].choices = [(o.code, o.short_name) for o in organisations]  # type: ignore[attr-defined]

    def addressing(self) -> Addressing:
        """Whom that means."""
        data = self.cleaned_data
        return Addressing(
            by_hand=lines_of(data["units"]),
            levels=tuple(int(level) for level in data["levels"]),
            organisations=tuple(data["organisations"]),
            area=data["area"].strip(),
        )


class CheckForm(forms.Form):
    """A file to compare with what was sealed; a code to look up."""

    file = forms.FileField(label=_("Your file"), required=False)


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code on the paper"), max_length=20)

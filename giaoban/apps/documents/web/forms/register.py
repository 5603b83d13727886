"""What people type about incoming documents and contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.apps.accounts.models import Appointment
from giaoban.apps.files.enums import PAPERS, endings
from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit.access import Actor
from giaoban.kit.ui import forms

from ...actions.register_document import Issuer, NewDocument
from ...domain.paper import Paragraph as TextBlock
from ...domain.register import lacks_number, wrong_arrival
from ...domain.rewording import tidy
from ...domain.stored import NewParagraph
from ...enums import Answer, Audience, ContentKind, Direction, LinkKind, Secrecy, Urgency
from ...models import Document, DocumentType
from ...queries.register import CHOICES, issuers, usable

_LONG = {"rows": 3}


def _units(units: Iterable[Unit]) -> list[tuple[int, str]]:
    return [(unit.pk, unit.name) for unit in units]


def _named(rows: Any) -> list[tuple[Any, str]]:
    """Choices of documents: symbol and the beginning of the summary."""
    return [("", "–"), *((row.pk, f"{row.symbol} – {row.summary[:90]}") for row in rows[:CHOICES])]


class EntryForm(forms.Form):
    """What the clerk reads off the paper and the register keeps."""

    type = forms.ModelChoiceField(
        queryset=DocumentType.objects.all(),
        label=_("Type"),
        empty_label="–",
        help_text=_("One abbreviation may stand for two types: choose by what the paper says."),
    )
    issuer_organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Issuer"), required=False, empty_label="–"
    )
    issuer_name = forms.CharField(
        label=_("Issuer as printed"),
        required=False,
        max_length=200,
        help_text=_("When it is not in the list, or printed differently."),
    )
    symbol = forms.CharField(
        label=_("Number and symbol"), max_length=80, required=False, help_text=_("As printed: 290-QĐ/TW")
    )
    no_number = forms.BooleanField(
        label=_("The paper carries no number; enter it as typed"),
        error_messages={
            "required": _(
                "There is no number in this symbol. Put it right above, or say that the paper carries none."
            )
        },
    )
    issued_on = forms.DayField(label=_("Date of the document"))
    received_on = forms.DayField(label=_("Date received"))
    summary = forms.CharField(label=_("Summary"), widget=forms.Textarea(attrs=_LONG))
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices)
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Audience.choices)
    scan = forms.FileField(label=_("File"), required=False, kinds=endings(PAPERS))

    def __init__(self, unit: Unit, today: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["issuer_organisation"].queryset = issuers()  # type: ignore[attr-defined]
        self.fields["symbol"].widget.attrs |= {
            "hx-get": reverse("documents:proposed_type"),
            "hx-trigger": "change",
            "hx-target": "#dc-proposed",
            "hx-include": "closest form",
            "hx-params": "symbol,issuer_organisation,issuer_name",
        }
        self.unit, self.today = unit, today
        if not lacks_number(str(self.data.get("symbol", ""))):
            del self.fields["no_number"]  # asked only of whoever typed a symbol without one

    def direction_of(self, data: dict[str, Any]) -> str:
        """The direction of the document that the form is about."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        outside = self.direction_of(data) == Direction.INCOMING
        if outside and not (data.get("issuer_organisation") or tidy(data.get("issuer_name", ""))):
            self.add_error("issuer_name", _("Choose the issuer, or type its name."))
        issued, received = data.get("issued_on"), data.get("received_on")
        if issued and received and (wrong := wrong_arrival(issued, received, self.today)):
            self.add_error("received_on", wrong)
        return data

    def value(self) -> NewDocument:
        """The document for the use case, as not secret and without links."""
        data = self.cleaned_data
        direction = Direction(self.direction_of(data))
        own = direction != Direction.INCOMING
        organisation = None if own else data["issuer_organisation"]
        named = organisation or self.unit
        printed = tidy(data["issuer_name"]) or named.name
        scan = data["scan"]
        return NewDocument(
            direction=direction,
            type=data["type"],
            issuer=Issuer(printed, self.unit if own else None, organisation),
            symbol=data["symbol"],
            issued_on=data["issued_on"],
            summary=data["summary"],
            received_on=data["received_on"],
            secrecy=Secrecy.NONE,
            urgency=Urgency(data["urgency"]),
            audience=Audience(data["audience"]),
            upload=scan or None,
            file_name=scan.name if scan else "",
        )


def secrecy_in(posted: Mapping[str, Any]) -> Secrecy:
    """The mark that was chosen, asked before anything else is looked at: of a secret paper no word is shown again."""
    chosen = posted.get("secrecy")
    return Secrecy(chosen) if chosen in Secrecy.values else Secrecy.NONE


class RegisterForm(EntryForm):
    """A document as the clerk reads it off the paper. The browser keeps none of it: the paper may be a secret one."""

    secrecy = forms.ChoiceField(
        label=_("Mark of secrecy"),
        choices=Secrecy.choices,
        initial=Secrecy.NONE,
        help_text=_("A paper marked secret may not be entered here, not even its number."),
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    replaces = forms.ChoiceField(label=_("Takes the place of"), required=False)
    carries_out = forms.ChoiceField(label=_("Carries out"), required=False)
    field_order = ("secrecy", "direction")

    def __init__(self, actor: Actor, unit: Unit, today: date, *args: Any, **options: Any) -> None:
        super().__init__(unit, today, *args, **options)
        self.fields["received_on"].initial = today
        self.readable = {str(row.pk): row for row in usable(actor)[:CHOICES]}
        own = [row for row in self.readable.values() if row.unit_id == unit.pk]
        self.fields["replaces"].choices = _named(own)  # type: ignore[attr-defined]
        self.fields["carries_out"].choices = _named(list(self.readable.values()))  # type: ignore[attr-defined]

    def direction_of(self, data: dict[str, Any]) -> str:
        return str(data.get("direction", ""))

    def value(self) -> NewDocument:
        """The document for the use case."""
        return replace(
            super().value(),
            secrecy=Secrecy(self.cleaned_data["secrecy"]),
            replaces=self._chosen("replaces"),
            carries_out=self._chosen("carries_out"),
        )

    def _chosen(self, name: str) -> list[Document]:
        return [self.readable[self.cleaned_data[name]]] if self.cleaned_data[name] else []


class CorrectForm(EntryForm):
    """An entry as it should read, and why."""

    reason = forms.CharField(
        label=_("Why it is put right"),
        widget=forms.Textarea(attrs=_LONG),
        help_text=_("It stands in the register beside what stood there before."),
    )

    def __init__(self, row: Document, today: date, *args: Any, **options: Any) -> None:
        options["initial"] = {
            "type": row.type_id, "issuer_organisation": row.issuer_organisation_id, "issuer_name": row.issuer_name,
            "symbol": row.symbol, "issued_on": row.issued_on, "received_on": row.received_on,
            "summary": row.summary, "urgency": row.urgency, "audience": row.audience,
        }  # fmt: skip
        super().__init__(row.unit, today, *args, **options)
        self.row = row
        if row.file:
            self.fields["scan"].label = _("Another file in the place of %(name)s") % {"name": row.file.name}

    def direction_of(self, data: dict[str, Any]) -> str:
        return self.row.direction


class SecretForm(forms.Form):
    """Whoever erases a document says that they have looked."""

    seen = forms.BooleanField(
        label=_("I have the paper before me: it is marked secret, or was marked so later"),
        error_messages={"required": _("Look at the paper first.")},
    )


class PaperNoteForm(forms.Form):
    """The only thing that may be noted of a secret paper."""

    received_on = forms.DayField(label=_("Date received"))
    entry = forms.CharField(
        label=_("Entry in the paper register"), max_length=12, help_text=_("The number only: 12/2021")
    )


class InstructionForm(forms.Form):
    """The leader's instruction in a sentence, and who is in charge."""

    body = forms.CharField(label=_("Instruction"), widget=forms.Textarea(attrs=_LONG))
    lead_unit = forms.ChoiceField(label=_("Lead unit"))
    lead = forms.ChoiceField(label=_("Officer in charge"), required=False)
    coordinating = forms.MultipleChoiceField(
        label=_("Coordinating units"), required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = forms.DayField(label=_("Deadline"), required=False)

    def __init__(self, units: list[Unit], officers: Iterable[Appointment], *args: Any) -> None:
        super().__init__(*args)
        self.units = {str(unit.pk): unit for unit in units}
        self.officers = {str(row.pk): row for row in officers}
        self.fields["lead_unit"].choices = _units(units)  # type: ignore[attr-defined]
        self.fields["coordinating"].choices = _units(units)  # type: ignore[attr-defined]
        posts = [("", "–"), *((pk, row.user.label) for pk, row in self.officers.items())]
        self.fields["lead"].choices = posts  # type: ignore[attr-defined]

    def value(self) -> dict[str, Any]:
        """The arguments of the use case."""
        data = self.cleaned_data
        return {
            "body": data["body"],
            "lead_unit": self.units[data["lead_unit"]],
            "lead": self.officers.get(data["lead"]),
            "coordinating": [self.units[pk] for pk in data["coordinating"]],
            "due_on": data["due_on"],
        }


class LinkForm(forms.Form):
    """What this document does to an older one."""

    kind = forms.ChoiceField(label=_("This document"), choices=LinkKind.choices)
    target = forms.ChoiceField(label=_("Older document"))

    def __init__(self, actor: Actor, source: Document, *args: Any) -> None:
        super().__init__(*args)
        rows = usable(actor).exclude(pk=source.pk).filter(issued_on__lte=source.issued_on)[:CHOICES]
        self.readable = {str(row.pk): row for row in rows}
        self.fields["target"].choices = _named(list(self.readable.values()))  # type: ignore[attr-defined]

    def value(self) -> dict[str, Any]:
        """The arguments of the use case."""
        data = self.cleaned_data
        return {"kind": LinkKind(data["kind"]), "target": self.readable[data["target"]]}


class ContentForm(forms.Form):
    """A new draft; an empty line between two paragraphs."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContentKind.choices, initial=ContentKind.PLAN)
    title = forms.CharField(label=_("Title"), max_length=300)
    body = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("An empty line begins a new paragraph. You can add, move and reword them later."),
    )

    def value(self) -> dict[str, Any]:
        """The arguments of the use case."""
        blocks = self.cleaned_data["body"].replace("\r\n", "\n").split("\n\n")
        return {
            "kind": ContentKind(self.cleaned_data["kind"]),
            "title": self.cleaned_data["title"],
            "paragraphs": [NewParagraph(TextBlock.of(tidy(text))) for text in blocks if tidy(text)],
        }


class ParagraphForm(forms.Form):
    """The words of a paragraph; `seen` is the text that was there when it was opened."""

    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}), strip=False)
    seen = forms.NumberField(widget=forms.HiddenInput)


class InsertForm(forms.Form):
    """A paragraph to add, behind another or at the end."""

    text = forms.CharField(label=_("New paragraph"), widget=forms.Textarea(attrs=_LONG))
    after = forms.CharField(required=False, widget=forms.HiddenInput)


class CommentForm(forms.Form):
    body = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs=_LONG))


class AnswerForm(forms.Form):
    """What becomes of a comment."""

    answer = forms.ChoiceField(label=_("Answer"), choices=Answer.choices, widget=forms.RadioSelect)
    body = forms.CharField(
        label=_("Explanation"),
        required=False,
        widget=forms.Textarea(attrs=_LONG),
        help_text=_("Needed unless the comment is accepted in full."),
    )


class CirculateForm(forms.Form):
    """Whom to send the draft to."""

    units = forms.MultipleChoiceField(label=_("Send to"), widget=forms.CheckboxSelectMultiple)
    due_on = forms.DayField(label=_("Comments by"), required=False)

    def __init__(self, units: list[Unit], *args: Any) -> None:
        super().__init__(*args)
        self.reach = {str(unit.pk): unit for unit in units}
        self.fields["units"].choices = _units(units)  # type: ignore[attr-defined]

    def value(self) -> dict[str, Any]:
        """The arguments of the use case."""
        chosen = [self.reach[pk] for pk in self.cleaned_data["units"]]
        return {"units": chosen, "due_on": self.cleaned_data["due_on"]}


class VersionForm(forms.Form):
    label = forms.CharField(label=_("Name of this version"), max_length=120)

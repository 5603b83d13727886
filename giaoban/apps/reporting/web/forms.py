"""What people type into reporting's pages beside the report itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from giaoban.apps.files.enums import ARCHIVES, ATTACHMENTS, WORKBOOKS, endings
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.enums import Kind
from giaoban.kit.periods import CalendarPeriod
from giaoban.kit.ui import forms

from ..actions.attach_file import SCANS
from ..actions.open_collection import END_OF_WORK
from ..domain.form_definition import CellDef
from ..enums import DoubtState, Step
from ..models import FormVersion


class OpenForm(forms.Form):
    """Which form for which period, until when, how far down."""

    what = forms.ChoiceField(label=_("Form and period"))
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=300,
        help_text=_("Empty: the form's own, with the period."),
    )
    deadline = forms.DayField(
        label=_("Deadline"), help_text=_("Until 17:00; a level with a day of its own keeps it.")
    )
    down_to = forms.ChoiceField(label=_("Asked down to"), choices=Level.choices, initial=Level.VILLAGE)

    def __init__(
        self, periods: Sequence[tuple[FormVersion, CalendarPeriod, str]], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.periods = {
            f"{version.pk}:{period.code}": (version, period, name) for version, period, name in periods
        }
        named = [
            (key, f"{version.form.short_title} – {name}") for key, (version, _p, name) in self.periods.items()
        ]
        self.fields["what"].choices = named  # type: ignore[attr-defined]

    def value(self) -> dict[str, Any]:
        """The arguments of the use case."""
        version, period, name = self.periods[self.cleaned_data["what"]]
        until = timezone.make_aware(datetime.combine(self.cleaned_data["deadline"], END_OF_WORK))
        return {
            "form_version": version, "calendar": period, "period_name": name, "deadline": until,
            "title": self.cleaned_data["title"].strip() or f"{version.form.title} – {name}"[:300],
            "down_to": Level(int(self.cleaned_data["down_to"])),
        }  # fmt: skip


class StepForm(forms.Form):
    """The words a step owes: a reason for sending back, returning or reopening; remarks to single cells."""

    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, step: Step, places: Sequence[tuple[str, str]] = (), *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].help_text = _REASON_HELP.get(step, "")
        self.places = [code for code, _name in places]
        for code, name in places:
            self.fields[f"cell:{code}"] = forms.CharField(label=name, required=False, max_length=1000)

    def remarks(self) -> dict[str, str]:
        """Cell or "text:code" → what is wrong with it, of the places that were filled in."""
        found = {code: self.cleaned_data.get(f"cell:{code}", "").strip() for code in self.places}
        return {code: text for code, text in found.items() if text}


_REASON_HELP = {
    Step.SENT_BACK: _("The officer reads this above the report."),
    Step.RETURNED: _(
        "The unit reads this above the report. What concerns one cell is written beside it below."
    ),
    Step.REOPENED: _("The figures received so far keep counting until the correction is received."),
}


class NumberForm(forms.Form):
    """Number, symbol and date of the signed paper."""

    number = forms.NumberField(label=_("Number"), minimum=1, maximum=99_999)
    symbol = forms.CharField(
        label=_("Symbol"), max_length=60, help_text=_("What follows the number, for example /BC-MTTQ-BTT.")
    )
    dated = forms.DayField(label=_("Date"))


class UnshareForm(forms.Form):
    """Which pointer to a lead unit."""

    NOTHING = Decimal(0)
    cell = forms.ChoiceField(label=_("Figure"))
    lead = forms.ModelChoiceField(
        label=_("Lead unit"), queryset=Unit.objects.none(), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("Choose the unit. Search for it above if it is not listed.")},
    )  # fmt: skip

    def __init__(self, cells: Sequence[CellDef], leads: Sequence[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cell"].choices = [(c.code, f"{c.name} ({c.unit_of_measure})") for c in cells]  # type: ignore[attr-defined]
        self.fields["lead"].queryset = Unit.objects.filter(pk__in=leads).order_by("level", "sort_key")  # type: ignore[attr-defined]
        if len(leads) == 1:
            self.fields["lead"].initial = leads[0]


class ShareForm(UnshareForm):
    """A part of a figure that a lead unit counts."""

    amount = forms.NumberField(
        label=_("How much of it the lead unit counts"), decimals=None, minimum=Decimal("0.0001")
    )
    note = forms.CharField(
        label=_("What was done together"), required=False, max_length=300,
        help_text=_("One sentence; the lead unit reads it."),
    )  # fmt: skip


class CommentForm(forms.Form):
    """A remark on one cell or text."""

    cell = forms.CharField(max_length=120, widget=forms.HiddenInput)
    body = forms.CharField(label=_("Remark"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class ScanForm(forms.Form):
    """The scan of the signed paper."""

    scan = forms.FileField(label=_("Signed scan"), kinds=endings(SCANS), max_bytes=settings.FILE_MAX_BYTES)


class AttachmentForm(forms.Form):
    """A file beside the report."""

    file = forms.FileField(label=_("File"), kinds=endings(ATTACHMENTS), max_bytes=settings.FILE_MAX_BYTES)
    caption = forms.CharField(label=_("What the file shows"), max_length=300)


class ImportForm(forms.Form):
    """A workbook, or a ZIP of them. `hand_in` is there for units that receive."""

    file = forms.FileField(
        label=_("Workbook or ZIP"), kinds=endings(WORKBOOKS | ARCHIVES), max_bytes=settings.ARCHIVE_MAX_BYTES
    )
    hand_in = forms.BooleanField(
        label=_("Hand in the good ones at once (they were signed on paper)"), required=False
    )

    def __init__(self, *args: Any, receives: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not receives:
            del self.fields["hand_in"]


class DoubtForm(forms.Form):
    """How a doubt was settled, and a remark for the unit."""

    state = forms.ChoiceField(
        label=_("Result of the check"),
        widget=forms.RadioSelect,
        choices=[
            (s.value, s.label) for s in (DoubtState.CONFIRMED, DoubtState.EXPLAINED, DoubtState.CORRECTED)
        ],
    )
    note = forms.CharField(
        label=_("How it was checked"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whom you asked, what the figure is made of. It stays with the figure."),
    )  # fmt: skip


class RemarkForm(forms.Form):
    """A question or remark to the unit about the doubted figure."""

    body = forms.CharField(
        label=_("Remark for the unit"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PassageForm(forms.Form):
    """What a report's text asks, taken out of it as a proposal of the unit's. The passage stays a quotation."""

    passage = forms.CharField(
        label=_("In their words"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Keep only the passage that asks; it stays a quotation."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    difficulty = forms.CharField(
        label=_("What is difficult"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    remedy = forms.CharField(
        label=_("What is asked for"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    about = forms.CharField(label=_("About which document or policy"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("difficulty", "").strip() or data.get("remedy", "").strip()):
            raise ValidationError(_("Write what is difficult, or what is asked."))
        return data

"""Forms: fields that read what officers type, and how a field is drawn (label, help, error, unit).

    class ShopForm(forms.Form):
        shops = forms.NumberField(label=_("Shops"), unit=_("shops"))
        held_on = forms.DayField(label=_("Held on"), required=False)

In a template: `{% form form submit=_("Save") %}`, or `{% form_errors form %}` and `{% field form.shops %}`
each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.functional import Promise, lazy
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from giaoban.kit import clock, numbers
from giaoban.kit.errors import Invalid

Text = str | Promise
BooleanField, CharField, ChoiceField = forms.BooleanField, forms.CharField, forms.ChoiceField
ModelChoiceField, MultipleChoiceField = forms.ModelChoiceField, forms.MultipleChoiceField
CheckboxSelectMultiple, HiddenInput, RadioSelect, Textarea = (
    forms.CheckboxSelectMultiple,
    forms.HiddenInput,
    forms.RadioSelect,
    forms.Textarea,
)
_YEARS = range(1900, 2101)
_HOUR = re.compile(r"(\d{1,2})(?:\s*(?:h|g|giờ|:|\.)\s*(\d{2})?(?:\s*(?:phút|p|'))?)?")
_DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d")
_MEGABYTE = 1024 * 1024


def _today() -> str:
    return f"{clock.local_day(clock.now()):%d/%m/%Y}"


# Asked anew each time a field is drawn: in the demonstration, the day of its scenario.
TODAY = lazy(_today, str)()


class Form(forms.Form):
    """A plain form of the house: no colon after labels, ids that do not clash with a page's own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)


@contextmanager
def problems_in(form: forms.Form) -> Iterator[None]:
    """The sentences of a use case that refuses, each at its field where the form has it."""
    try:
        yield
    except Invalid as problem:
        for place, sentence in problem.problems or ((None, str(problem)),):
            known = place if place in form.fields else None
            form.add_error(known, str(sentence) or str(problem))


class NumberField(forms.Field):
    """A number as officers type it: "1.234.567,5". `decimals` 0 takes whole numbers, None any; `unit` is
    written behind the cell. Cleans to Decimal (int when `decimals` is 0) or None.
    """

    widget = forms.TextInput

    def __init__(
        self,
        *,
        unit: Text = "",
        decimals: int | None = 0,
        minimum: Decimal | int | None = 0,
        maximum: Decimal | int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.unit, self.decimals, self.minimum, self.maximum = unit, decimals, minimum, maximum
        self.widget.attrs["inputmode"] = "decimal" if decimals != 0 else "numeric"

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            if self.decimals == 0:
                return numbers.say_number(value, 0)
            return numbers.format_entry(value, get_language() or "vi")
        return value

    def to_python(self, value: Any) -> Decimal | int | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        try:
            number = numbers.parse_number(str(value), decimals=self.decimals)
        except numbers.NumberError as error:
            raise ValidationError(f"{error} {error.remedy}", code=error.code) from error
        return int(number) if self.decimals == 0 else number

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for bound, wrong, sentence in (
            (self.minimum, self.minimum is not None and value < self.minimum, _("At least %(bound)s.")),
            (self.maximum, self.maximum is not None and value > self.maximum, _("At most %(bound)s.")),
        ):
            if wrong and bound is not None:
                shown = numbers.say_number(bound)
                raise ValidationError(sentence, code="range", params={"bound": shown})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class MoneyField(NumberField):
    """Đồng, whole."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"unit": "đ", "decimals": 0, **options})


class DayField(forms.DateField):
    """A date as 22/11/2026; 22-11-2026, 22.11.2026 and 22/11/26 are understood too. A year before 1900 or after 2100
    is a slip of the finger.
    """

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(
            format="%d/%m/%Y",
            attrs={"inputmode": "numeric", "placeholder": TODAY, "size": 12},
        )
        super().__init__(**{"widget": widget, "input_formats": _DAY_FORMATS, **options})

    def to_python(self, value: Any) -> date | None:
        try:
            found: date | None = super().to_python(value)
        except ValidationError:
            said = _("Type the date as day/month/year, for example %(day)s.")
            raise ValidationError(said, code="invalid", params={"day": TODAY}) from None
        if found is not None and found.year not in _YEARS:
            said = _("Is the year right? Days from %(first)s to %(last)s are taken.")
            raise ValidationError(said, code="range", params={"first": _YEARS[0], "last": _YEARS[-1]})
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date | datetime) else value


class HourField(forms.TimeField):
    """An hour as offices write it: 08:00, 8:00, 8h30, 8g30, 8.30, 8h, 8 giờ 30."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(
            format="%H:%M",
            attrs={"inputmode": "numeric", "placeholder": "08:00", "size": 6},
        )
        super().__init__(**{"widget": widget, "input_formats": ("%H:%M", "%H:%M:%S"), **options})

    def to_python(self, value: Any) -> time | None:
        typed = _HOUR.fullmatch(value.strip().casefold()) if isinstance(value, str) else None
        try:
            found: time | None = super().to_python(f"{typed[1]}:{typed[2] or '00'}" if typed else value)
        except ValidationError:
            raise ValidationError(_("Type the hour as 07:30 or 7h30."), code="invalid") from None
        return found


class FileField(forms.FileField):
    """A file; its limits stand under the field. What a file really is, `files` decides, not its name."""

    def __init__(self, *, kinds: Sequence[str] = (), max_bytes: int = 20 * _MEGABYTE, **options: Any) -> None:
        super().__init__(**options)
        self.kinds, self.max_bytes = tuple(kinds), max_bytes
        self.widget.attrs["accept"] = ",".join(kinds)

    @property
    def limits(self) -> str:
        size = numbers.say_number(self.max_bytes // _MEGABYTE, 0)
        if not self.kinds:
            return _("At most %(size)s MB.") % {"size": size}
        return _("%(kinds)s; at most %(size)s MB.") % {"kinds": ", ".join(self.kinds), "size": size}

    def clean(self, data: Any, initial: Any = None) -> Any:
        cleaned = super().clean(data, initial)
        if data and getattr(data, "size", 0) > self.max_bytes:
            raise ValidationError(_("The file is too large. %(limits)s"), params={"limits": self.limits})
        return cleaned


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(FileField):
    """Several files chosen at once; each keeps the limits. Cleans to a list, empty where none was chosen."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = [file for file in (data if isinstance(data, list) else [data]) if file]
        if not chosen:
            super().clean(None, initial)
        return [super(FilesField, self).clean(file, initial) for file in chosen]


def _css(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _described_by(bound: BoundField) -> str:
    field, ids = bound.field, []
    if bound.help_text or isinstance(field, FileField):
        ids.append(f"{bound.auto_id}_help")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def drawn_widget(bound: BoundField) -> SafeString:
    """The widget of a bound field with the house's classes and its descriptions; choices are drawn by us."""
    css = f"{bound.field.widget.attrs.get('class', '')} {_css(bound.field.widget)}".strip()
    attrs: dict[str, Any] = {"class": f"{css} is-invalid" if bound.errors else css}
    described = _described_by(bound)
    if described:
        attrs["aria-describedby"] = described
    return bound.as_widget(attrs=attrs)


def filter_widget(bound: BoundField) -> SafeString:
    """`drawn_widget` for the plain fields above a table, several times faster: no template, no server-side cursor."""
    field, kind = bound.field, type(bound.field.widget)
    if kind not in (forms.Select, forms.TextInput, forms.CheckboxInput) or not isinstance(
        getattr(field, "choices", ()), Iterable
    ):
        return drawn_widget(bound)
    css = f"{field.widget.attrs.get('class', '')} {_css(field.widget)}".strip()
    given = {
        **field.widget.attrs,
        "class": f"{css} is-invalid" if bound.errors else css,
        "aria-describedby": _described_by(bound) or None,
        "id": bound.auto_id or None,
    }
    attrs = flatatt({name: value for name, value in given.items() if value is not None})
    value = bound.value()
    if kind is forms.Select:
        return format_html('<select name="{}"{}>{}</select>', bound.html_name, attrs, _options(field, value))
    if kind is forms.CheckboxInput:
        tick = mark_safe(" checked") if field.widget.check_test(value) else ""
        return format_html('<input type="checkbox" name="{}"{}{}>', bound.html_name, attrs, tick)
    shown = field.widget.format_value(value)
    typed = "" if shown is None else format_html(' value="{}"', shown)
    word = field.widget.input_type
    return format_html('<input type="{}" name="{}"{}{}>', word, bound.html_name, typed, attrs)


def _options(field: Any, value: Any) -> SafeString:
    chosen = "" if value is None else str(value)
    choices: Iterable[tuple[Any, Any]] = field.choices
    if isinstance(field, forms.ModelChoiceField):
        rows = [(field.prepare_value(row), field.label_from_instance(row)) for row in field.queryset or ()]
        choices = [("", field.empty_label), *rows] if field.empty_label is not None else rows
    drawn = [
        f'<option value="{escape(key)}"{" selected" if str(key) == chosen else ""}>{escape(label)}</option>'
        for key, label in choices
    ]
    return mark_safe("".join(drawn))  # noqa: S308 (each option is escaped)


def field_parts(bound: BoundField) -> dict[str, Any]:
    """What `kit/_field.html` draws."""
    widget = bound.field.widget
    group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return {
        "bound": bound,
        "kind": "hidden" if bound.is_hidden
        else "group" if group
        else "tick" if isinstance(widget, forms.CheckboxInput)
        else "file" if isinstance(bound.field, FileField)
        else "number" if isinstance(bound.field, NumberField)
        else "plain",
        "widget": drawn_widget(bound) if not group else None,
        "choices": list(bound.subwidgets) if group else (),
        "unit": getattr(bound.field, "unit", ""),
        "described": _described_by(bound),
    }  # fmt: skip


def problems(form: forms.BaseForm) -> list[tuple[str, str, str]]:
    """(label, sentence, id of the field, of a group's first choice) of everything to correct; the form's own first,
    without an id.
    """
    if not form.is_bound:
        return []
    listed = [("", str(sentence), "") for sentence in form.non_field_errors()]
    for bound in form:
        place = bound.id_for_label or f"{bound.auto_id}_0"
        listed += [(str(bound.label), str(sentence), place) for sentence in bound.errors]
    return listed


def add_problems(form: Form, problem: Invalid) -> None:
    """The sentences of a use case beside the fields they name; those of no field, or the whole, on top."""
    if not problem.problems:
        form.add_error(None, str(problem))
    for place, sentence in problem.problems:
        form.add_error(place if place in form.fields else None, str(sentence))

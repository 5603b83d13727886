"""Column kinds of a table: how a value is aligned, written, linked, and handed to an export.

A column is declared with django-tables2 (accessor, order) and drawn by `html`, which returns safe text;
`plain` is the value for XLSX and CSV. `unit` is the unit of measure and stands under the heading.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from giaoban.kit import numbers
from giaoban.kit.ui import badges
from giaoban.kit.ui.icons import icon

Text = str | Promise
Link = Callable[[Any], str | None]
EMPTY = SafeString('<span class="gb-quiet" aria-hidden="true">–</span>')


def reader(accessor: str | Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that reads "unit.name" (or "unit__name") of an object or a dict; None where the way ends."""
    if callable(accessor):
        return accessor
    steps = re.split(r"\.|__", accessor)

    def read(record: Any) -> Any:
        value = record
        for step in steps:
            value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
            if value is None:
                return None
            if callable(value) and not isinstance(value, type):
                value = value()
        return value

    return read


class Column(django_tables2.Column):  # type: ignore[misc]
    """Text. `accessor` is a path ("unit.name", default the column's name) or a function of the record (then
    sorted only with `order_by`). `link(record)` gives an address or None; `hint` explains the heading;
    `export=False` leaves it out of files.
    """

    css = ""
    kind = "text"
    """How a file shows it: a value of `kit.export.Kind`."""

    def __init__(
        self,
        label: Text | None = None,
        *,
        unit: Text | None = None,
        link: Link | None = None,
        hint: Text = "",
        export: bool = True,
        accessor: str | Callable[[Any], Any] | None = None,
        **options: Any,
    ) -> None:
        path = accessor.replace(".", "__") if isinstance(accessor, str) else None
        if path is None and accessor is not None and not options.get("order_by"):
            options["orderable"] = False
        order = options.pop("order_by", None)
        if order is not None:
            keys = [order] if isinstance(order, str) else order
            options["order_by"] = tuple(key.replace(".", "__") for key in keys)
        super().__init__(verbose_name=label, accessor=path, **options)
        self.read: Callable[[Any], Any] | None = accessor if callable(accessor) else None
        self.unit, self.link_to, self.hint, self.exported = unit, link, hint, export

    def __deepcopy__(self, memo: Any) -> Column:
        """Each table of a request copies its columns: a column's own parts are never changed, so they are shared."""
        return copy.copy(self)

    def html(self, value: Any, record: Any) -> str:
        """The safe content of one cell; `value` is never None or empty."""
        return conditional_escape(value)

    def plain(self, value: Any, record: Any) -> Any:
        """The value for a file."""
        return str(value) if isinstance(value, Promise) else value


class NumberColumn(Column):
    """A number aligned right, in the reader's language; `decimals` None shows the places it has."""

    css = "gb-num"

    def __init__(self, label: Text | None = None, *, decimals: int | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.decimals = decimals
        self.kind = "integer" if decimals == 0 else "decimal"

    def html(self, value: Any, record: Any) -> str:
        number = value if isinstance(value, int | Decimal) else Decimal(str(value))
        return numbers.say_number(number, self.decimals)


class MoneyColumn(NumberColumn):
    """Đồng. The sign đ stands in the heading, not in each cell."""

    def __init__(self, label: Text | None = None, **options: Any) -> None:
        super().__init__(label, decimals=0, **{"unit": "đ", **options})
        self.kind = "money"


class PercentColumn(NumberColumn):
    """A value already in per cent: 12.5 is shown as 12,5."""

    def __init__(self, label: Text | None = None, *, decimals: int | None = 1, **options: Any) -> None:
        super().__init__(label, decimals=decimals, **{"unit": "%", **options})
        self.kind = "percent"


class DayColumn(Column):
    """A date, 22/11/2026."""

    css = "gb-nowrap gb-figures"
    kind = "date"

    def html(self, value: date, record: Any) -> str:
        day = timezone.localtime(value) if isinstance(value, datetime) else value
        return f"{day:%d/%m/%Y}"


class MomentColumn(Column):
    """A moment in local time, 22/11/2026 10:42."""

    css = "gb-nowrap gb-figures"
    kind = "moment"

    def html(self, value: datetime, record: Any) -> str:
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"


class ChoiceColumn(Column):
    """A value of `choices` (a TextChoices) in words; Django's own `get_…_display` translates all of them for one."""

    def __init__(self, choices: Any, label: Text | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.choices = choices

    def html(self, value: str, record: Any) -> str:
        return escape(self.choices(value).label)

    def plain(self, value: str, record: Any) -> Any:
        return str(self.choices(value).label)


class StateColumn(Column):
    """A value of `choices` (a TextChoices) as a badge, with its tone from `tones`."""

    css = "gb-nowrap"

    def __init__(
        self, choices: Any, tones: Mapping[Any, str], label: Text | None = None, **options: Any
    ) -> None:
        super().__init__(label or _("State"), **options)
        self.choices, self.tones = choices, tones

    def html(self, value: str, record: Any) -> str:
        return badges.state(value, self.choices, self.tones)

    def plain(self, value: str, record: Any) -> Any:
        return str(self.choices(value).label)


class YesColumn(Column):
    """True as a tick with the word; False as a dash."""

    def html(self, value: bool, record: Any) -> str:
        return format_html("{} {}", icon("check"), _("Yes")) if value else EMPTY

    def plain(self, value: bool, record: Any) -> Any:
        return str(_("Yes") if value else _("No"))


class LinksColumn(Column):
    """What can be done with a row: `links(record)` yields (label, address) pairs. Not exported."""

    css = "gb-cell-actions"

    def __init__(
        self, links: Callable[[Any], Iterable[tuple[Text, str]]], label: Text | None = None, **options: Any
    ) -> None:
        super().__init__(
            label or _("Actions"), **{"accessor": lambda r: r, "orderable": False, "export": False, **options}
        )
        self.links = links

    def html(self, value: Any, record: Any) -> str:
        parts = (
            format_html('<a class="btn btn-quiet btn-small" href="{}">{}</a>', url, label)
            for label, url in self.links(record)
        )
        return mark_safe(" ".join(parts))  # noqa: S308 (each part was formatted)


class PickColumn(Column):
    """A tick box per row, posted as `name`; the table must stand inside a form. Not exported, not sorted."""

    css = "gb-cell-pick"

    def __init__(self, name: str, title: Callable[[Any], Text], accessor: str = "pk", **options: Any) -> None:
        super().__init__(_("Pick"), **{"accessor": accessor, "orderable": False, "export": False, **options})
        self.field, self.title = name, title

    def html(self, value: Any, record: Any) -> str:
        return format_html(
            '<input type="checkbox" class="form-check-input" name="{}" value="{}" aria-label="{}">',
            self.field,
            str(value),
            self.title(record),
        )


class SumColumn(NumberColumn):
    """A number that can be opened: `link` leads one level down, to what it is the sum of."""

    def html(self, value: Any, record: Any) -> str:
        return f'<span class="gb-drill">{super().html(value, record)}</span>'


def localized(value: Any) -> Any:
    """A value for a sentence: numbers, days and moments in the reader's language, anything else as it is."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | Decimal):
        return numbers.say_number(value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return formats.localize(value)

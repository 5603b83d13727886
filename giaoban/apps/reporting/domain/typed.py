"""From what somebody typed into a cell to the number the slot holds, and back to what a screen shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from giaoban.apps.indicators.enums import ValueType
from giaoban.kit.errors import Invalid
from giaoban.kit.numbers import format_number, parse_number, say_number

from .form_definition import CellDef, IndicatorDef


def parse_typed(cell: CellDef, indicator: IndicatorDef, typed: str) -> Decimal | None:
    """The slot's number for `typed`; None when it was emptied. Raises Invalid with what is wrong and the remedy."""
    text = typed.strip()
    if not text:
        return None
    if cell.value_type is ValueType.CHOICE:
        return _choice(indicator, text)
    if cell.value_type is ValueType.DATE:
        return _day(text)
    whole = cell.value_type in (ValueType.INTEGER, ValueType.MONEY) or cell.part != "value"
    value = parse_number(text, decimals=0 if whole and not cell.decimals else cell.decimals)
    _within(cell, value)
    return value


def show(cell: CellDef, indicator: IndicatorDef, value: Decimal | None, lang: str = "vi") -> str:
    """The slot's number as a person reads it; "" for none."""
    if value is None:
        return ""
    if cell.value_type is ValueType.CHOICE:
        return indicator.choices[int(value) - 1]
    if cell.value_type is ValueType.DATE:
        return date.fromordinal(int(value)).strftime("%d/%m/%Y")
    return format_number(value, None if cell.decimals else 0, lang)


def _choice(indicator: IndicatorDef, text: str) -> Decimal:
    if text in indicator.choices:
        return Decimal(indicator.choices.index(text) + 1)
    if text.isdigit() and 1 <= int(text) <= len(indicator.choices):
        return Decimal(text)
    raise Invalid(
        _("“%(typed)s” is not one of the answers: %(choices)s."),
        typed=text,
        choices=", ".join(indicator.choices),
    )


def _day(text: str) -> Decimal:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return Decimal(_strptime(text, form).toordinal())
        except ValueError:
            continue
    raise Invalid(_("“%(typed)s” is not a date; write day/month/year, such as 06/07/2021."), typed=text)


def _strptime(text: str, form: str) -> date:
    parts = text.split("/") if "/" in form else text.split("-")
    if len(parts) != 3 or not all(p.isdigit() for p in parts):
        raise ValueError(text)
    numbers = [int(p) for p in parts]
    day, month, year = numbers if "/" in form else reversed(numbers)
    return date(year, month, day)


def _within(cell: CellDef, value: Decimal) -> None:
    if cell.minimum is not None and value < cell.minimum:
        raise Invalid(
            _("%(value)s is below the least possible, %(least)s. Check the number."),
            value=say_number(value),
            least=say_number(cell.minimum),
        )
    if cell.maximum is not None and value > cell.maximum:
        raise Invalid(
            _("%(value)s is above the most possible, %(most)s. Check the number."),
            value=say_number(value),
            most=say_number(cell.maximum),
        )

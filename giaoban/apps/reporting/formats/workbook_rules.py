"""What the workbook itself checks while it is filled: validation of a cell, words of the check column."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from giaoban.apps.indicators.enums import ValueType
from giaoban.apps.reporting.domain.workbook import CellSpec
from giaoban.kit.numbers import say_number

_BOUND = Decimal(10) ** 15
_TITLE, _MESSAGE = 32, 255
"""Longest title and message of a validation in Excel."""


def ask(cell: CellSpec, ref: str, choices: str) -> dict[str, Any]:
    """XlsxWriter's validation for the entry cell at `ref`; `choices` is the range of the list, if any."""
    rule: dict[str, Any] = {"error_type": "stop", "ignore_blank": True}
    if cell.value_type == ValueType.CHOICE:
        rule |= {"validate": "list", "source": f"={choices}"}
        remedy = _("Choose one of the list.")
    elif cell.value_type == ValueType.DATE:
        rule |= {"validate": "custom", "value": f"=AND(ISNUMBER({ref}),{ref}>=18264,{ref}<73051)"}
        remedy = _("Type a date as day/month/year, for example 31/12/2021.")
    else:
        low = -_BOUND if cell.minimum is None else cell.minimum
        high = _BOUND if cell.maximum is None else cell.maximum
        kind = "decimal" if cell.places else "integer"
        rule |= {"validate": kind, "criteria": "between", "minimum": _bound(low), "maximum": _bound(high)}
        remedy = _number_remedy(cell)
    rule |= {
        "input_title": _cut(f"{cell.number} {cell.label}".strip(), _TITLE),
        "input_message": _cut(" ".join(part for part in (remedy, cell.help) if part), _MESSAGE),
        "error_title": _cut(_("This value does not fit"), _TITLE),
        "error_message": _cut(remedy, _MESSAGE),
    }
    return rule


def _number_remedy(cell: CellSpec) -> str:
    said = (
        _("Type a number with at most %(places)s decimal places.") % {"places": cell.places}
        if cell.places
        else _("Type a whole number.")
    )
    if cell.minimum is not None:
        said += " " + _("At least %(minimum)s.") % {"minimum": say_number(cell.minimum)}
    if cell.maximum is not None:
        said += " " + _("At most %(maximum)s.") % {"maximum": say_number(cell.maximum)}
    return said


class Checks:
    """The words of the check column, the formula that picks them, and the word for the prefilled value."""

    def __init__(self) -> None:
        self.empty = pgettext("workbook", "Missing")
        self.text = pgettext("workbook", "Not a number")
        self.whole = pgettext("workbook", "Not a whole number")
        self.low = pgettext("workbook", "Too small")
        self.high = pgettext("workbook", "Too large")
        self.far = _("Ten times off the previous period")

    def of(self, cell: CellSpec, *, own: str, shown: str, previous: str) -> tuple[str, str]:
        """The formula for one row and what it says now. `shown` is the total where there is one, else own."""
        missing = self.empty if cell.compulsory and (cell.own_entry and cell.below is None) else ""
        if not cell.numeric:
            return f'=IF({own}="",{quoted(missing)},"")', "" if cell.current not in (None, "") else missing
        steps = [(f"NOT(ISNUMBER({own}))", self.text)]
        if not cell.places:
            steps.append((f"{own}<>INT({own})", self.whole))
        if cell.minimum is not None:
            steps.append((f"{own}<{cell.minimum}", self.low))
        if cell.maximum is not None:
            steps.append((f"{own}>{cell.maximum}", self.high))
        tenfold = f"OR({shown}>=10*{previous},10*{shown}<={previous})"
        positive = f"AND({previous}>0,{shown}>0,{tenfold})"
        numbers = f"AND(ISNUMBER({previous}),ISNUMBER({shown}))"
        far = f'IF({numbers},IF({positive},{quoted(self.far)},""),"")'
        formula = far
        for test, word in reversed(steps):
            formula = f"IF({test},{quoted(word)},{formula})"
        return f'=IF({own}="",{quoted(missing) if missing else far},{formula})', self._now(cell, missing)

    def _now(self, cell: CellSpec, missing: str) -> str:
        own = cell.current
        added = (cell.below or Decimal(0)) + (cell.adjustment or Decimal(0)) if cell.summed else Decimal(0)
        if own is None:
            return missing or self._far(cell, added)
        if not isinstance(own, Decimal | int):
            return self.text
        if not cell.places and own != int(own):
            return self.whole
        if cell.minimum is not None and own < cell.minimum:
            return self.low
        if cell.maximum is not None and own > cell.maximum:
            return self.high
        return self._far(cell, own + added)

    def _far(self, cell: CellSpec, amount: Decimal) -> str:
        before = cell.previous
        if not isinstance(before, Decimal | int) or before <= 0 or amount <= 0:
            return ""
        return self.far if amount >= 10 * before or 10 * amount <= before else ""


def _bound(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def quoted(text: str) -> str:
    """`text` as a constant of a formula."""
    return '"' + text.replace('"', '""') + '"'


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"

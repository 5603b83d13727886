"""What a person put into a cell, as the value the row asks for, or the problem that says why not."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NoReturn

from giaoban.apps.indicators.enums import ValueType
from giaoban.apps.reporting.domain.workbook import CellSpec, Problem, Value
from giaoban.apps.reporting.formats.workbook_find import Place, merged_range
from giaoban.apps.reporting.formats.workbook_problems import number_problem, problem
from giaoban.apps.reporting.formats.xlsx_parts import Look, RawCell
from giaoban.kit.numbers import MAX_WHOLE_DIGITS, NumberError, parse_number, say_number
from giaoban.kit.text import fold

_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_YEARS = range(1950, 2100)
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_YES = frozenset(("x", "co", "uoc", "v", "1", "true", "yes"))
_NO = frozenset(("", "0", "khong", "false", "no"))


class RefusedCellError(Exception):
    """Carries the problem of one cell."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


class CellReader:
    """Reads single cells; warnings are collected, errors raised as RefusedCellError."""

    def __init__(self, *, date1904: bool) -> None:
        self._epoch = _EPOCH_1904 if date1904 else _EPOCH
        self.warnings: list[Problem] = []

    def figure(self, spec: CellSpec, place: Place) -> Value:
        """The value of the own column; None when empty."""
        label = f"{spec.number} {spec.label}".strip()
        raw = self._sound(place, label)
        if raw is None:
            return None
        if spec.value_type == ValueType.DATE:
            return self._date(raw, place, label)
        if spec.value_type == ValueType.CHOICE:
            return _choice(spec, raw, place, label)
        return self._number(spec, raw, place, label, bounded=True)

    def adjustment(self, spec: CellSpec, place: Place) -> Decimal | None:
        """The value of the adjustment column; may be negative; None when empty."""
        label = f"{spec.number} {spec.label}".strip()
        raw = self._sound(place, label)
        return None if raw is None else self._number(spec, raw, place, label, bounded=False)

    def text(self, place: Place, label: str, limit: int | None = None) -> str:
        """Text without control characters, NFC, with plain line ends; never a formula's code."""
        raw = self._sound(place, label)
        if raw is None:
            return ""
        cleaned = clean_text(raw.value or "")
        if limit is not None and len(cleaned) > limit:
            self._refuse("text_too_long", place, label, length=len(cleaned), limit=limit)
        return cleaned

    def estimate(self, place: Place, label: str) -> bool:
        """Whether the row is ticked as an estimate."""
        raw = place.raw
        said = fold(raw.value or "") if raw else ""
        if said not in _YES | _NO:
            self._warn("estimate_unclear", place, label)
        return said in _YES

    def _sound(self, place: Place, label: str) -> RawCell | None:
        """The cell if it can be read at all; None when empty."""
        merged = merged_range(place)
        if merged:
            self._refuse("merged", place, label, range=merged)
        raw = place.raw
        if raw is None:
            return None
        if raw.value is None:
            self._refuse("formula_no_value", place, label)
        if raw.kind == "e":
            self._refuse("error_value", place, label)
        return raw if (raw.value or "").strip() else None

    def _number(self, spec: CellSpec, raw: RawCell, place: Place, label: str, *, bounded: bool) -> Decimal:
        percent = spec.unit_of_measure.strip() == "%"
        if raw.kind == "b":
            self._refuse("boolean", place, label)
        if raw.kind == "d" or (raw.kind == "n" and raw.look is Look.DATE):
            self._refuse("date_in_number", place, label, value=self._shown_date(raw))
        typed = raw.value or ""
        endless = raw.kind == "n" and double(typed).adjusted() >= MAX_WHOLE_DIGITS
        if endless:  # refused below, with the words for a number of too many digits
            typed = f"{double(typed):f}"
        if raw.kind == "n" and not endless:
            number = double(typed)
            if raw.look is Look.PERCENT:
                number *= 100
                if not percent:
                    self._refuse("number_percent", place, label, value=f"{say_number(number)}%")
            number = self._to_places(spec, number, place, label)
        else:
            try:
                number = parse_number(typed, decimals=spec.places, percent=percent)
            except NumberError as refused:
                raise RefusedCellError(
                    number_problem(refused, sheet=place.sheet.name, ref=place.ref, value=typed)
                ) from refused
        if bounded:
            self._check_bounds(spec, number, place, label)
        return number

    def _to_places(self, spec: CellSpec, number: Decimal, place: Place, label: str) -> Decimal:
        rounded = number.quantize(Decimal(1).scaleb(-spec.places), rounding=ROUND_HALF_UP)
        if rounded != number:
            said = say_number(number)
            if not spec.places:
                self._refuse("number_whole", place, label, value=said)
            self._warn("rounded", place, label, value=said, places=spec.places)
        return rounded.normalize() + 0 if spec.places else rounded

    def _check_bounds(self, spec: CellSpec, number: Decimal, place: Place, label: str) -> None:
        said = say_number(number)
        if spec.minimum is not None and number < spec.minimum:
            code = "negative" if spec.minimum == 0 else "too_small"
            self._refuse(code, place, label, value=said, bound=say_number(spec.minimum))
        if spec.maximum is not None and number > spec.maximum:
            self._refuse("too_large", place, label, value=said, bound=say_number(spec.maximum))

    def _date(self, raw: RawCell, place: Place, label: str) -> date:
        try:
            day = self._day(raw)
        except (ValueError, OverflowError, InvalidOperation):
            day = None
        if day is None or day.year not in _YEARS:
            self._refuse("date_malformed", place, label)
        return day

    def _day(self, raw: RawCell) -> date | None:
        value = (raw.value or "").strip()
        if raw.kind == "d":
            return datetime.fromisoformat(value).date()
        if raw.kind == "n":
            return self._epoch + timedelta(days=int(Decimal(value)))
        found = _DATE.fullmatch(unicodedata.normalize("NFKC", value).lstrip("'’ "))
        if not found or raw.kind != "s":
            return None
        day, month, year, iso_year, iso_month, iso_day = found.groups()
        return date(int(year or iso_year), int(month or iso_month), int(day or iso_day))

    def _shown_date(self, raw: RawCell) -> str:
        try:
            day = self._day(raw)
        except (ValueError, OverflowError, InvalidOperation):
            day = None
        return f"{day:%d/%m/%Y}" if day else raw.value or ""

    def _warn(self, code: str, place: Place, label: str, **params: object) -> None:
        self.warnings.append(_at(code, place, label, params))

    def _refuse(self, code: str, place: Place, label: str, **params: object) -> NoReturn:
        raise RefusedCellError(_at(code, place, label, params))


def _at(code: str, place: Place, label: str, params: dict[str, object]) -> Problem:
    raw = place.raw
    value = str(params.pop("value", "") or (raw.value if raw and raw.value else ""))
    return problem(code, sheet=place.sheet.name, ref=place.ref, label=label, value=value, **params)


def _choice(spec: CellSpec, raw: RawCell, place: Place, label: str) -> str:
    typed = fold(raw.value or "")
    for code, name in spec.choices:
        if typed in (fold(code), fold(name)):
            return code
    choices = ", ".join(name for _code, name in spec.choices)
    raise RefusedCellError(_at("choice_unknown", place, label, {"choices": choices}))


def double(text: str) -> Decimal:
    """A number as Excel stores it: a double printed with up to 17 digits, of which 15 were meant."""
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    digits = number.as_tuple().digits
    return Decimal(f"{float(number):.15g}") if len(digits) > 15 else number


def clean_text(text: str) -> str:
    """NFC, line ends as \\n, other control characters dropped, no blanks around."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines).strip()

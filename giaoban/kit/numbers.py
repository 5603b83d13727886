"""Numbers as Vietnamese officers type them, and as they are shown.

Both `1.234.567,5` and `1,234,567.5` are understood, because two kinds of separator settle which is which. A
lone `1.234` is 1234 where only whole numbers are possible and is refused where a decimal is possible: a wrong
guess would move a figure by a factor of a thousand.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NoReturn

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from giaoban.kit.errors import Invalid

MAX_WHOLE_DIGITS = 18
"""More digits than any sum of đồng in the country; a longer run of digits is a slip."""

_APOSTROPHES = "'’‘`´"
_MINUS = str.maketrans(dict.fromkeys("−–—‒﹣－", "-"))
_INVISIBLE = {"Cf": "", "Cc": " "}
"""Zero-width signs and control characters come along when a number is pasted from a web page or a PDF."""
_BODY = re.compile(r"[0-9](?:[0-9., ]*[0-9])?")
_UNIT_AFTER = re.compile(r"[-+(]?\s*[0-9][0-9., ]*\s*(?P<unit>[^0-9\s.,()+-].*?)\)?")
_UNIT_BEFORE = re.compile(r"(?P<unit>[^0-9\s.,()+-][^0-9]*?)\s*[0-9][0-9., ]*")
_SHOWN = 40
_SWAPPED = str.maketrans(",.", ".,")
_PLACES = tuple(Decimal(1).scaleb(-places) for places in range(30))


class NumberError(Invalid):
    """What was typed is not one number. `code` says why, `remedy` what to type instead."""

    code = "number_malformed"

    def __init__(self, code: str, message: str | Promise, remedy: str | Promise, **params: Any) -> None:
        super().__init__(message, **params)
        self.code = code
        self._remedy = remedy

    @property
    def remedy(self) -> str:
        return str(self._remedy) % self.params if self.params else str(self._remedy)


class AmbiguousNumberError(NumberError):
    """`1.234` or `1,234` where both 1234 and 1.234 are possible; `readings`: the two, the large first."""

    def __init__(self, typed: str, readings: tuple[Decimal, Decimal]) -> None:
        thousands, fraction = (format_entry(r) for r in readings)
        super().__init__(
            "number_ambiguous",
            _("“%(typed)s” can be read as %(thousands)s or as %(fraction)s."),
            _("Type %(thousands)s or %(fraction_padded)s."),
            typed=typed,
            thousands=thousands,
            fraction=fraction.rstrip("0"),
            fraction_padded=fraction,
        )
        self.readings = readings


def parse_number(text: str, *, decimals: int | None, percent: bool = False) -> Decimal:
    """The number that `text` says.

    `decimals` is how many decimal places are allowed: 0 for counts and money, None for any number. `percent`
    allows a closing percent sign, which is dropped ("12,5%" is 12.5). Blanks, full-width digits, a leading
    apostrophe and negatives in parentheses are understood. Raises NumberError with code number_empty,
    number_malformed, number_unit, number_percent, number_grouping, number_whole, number_decimals,
    number_long; AmbiguousNumberError (number_ambiguous) for a lone separator before three digits.
    """
    typed = _shown(text)
    body, negative = _unwrap(text, typed, percent=percent)
    if not _BODY.fullmatch(body):
        _refuse_foreign(body, typed)
    whole, fraction = _split(body, typed, decimals)
    if len(whole.lstrip("0")) > MAX_WHOLE_DIGITS:
        raise NumberError(
            "number_long",
            _("“%(typed)s” has more than %(digits)s digits."),
            _("Check the number: digits may have been typed twice."),
            typed=typed,
            digits=MAX_WHOLE_DIGITS,
        )
    fraction = fraction.rstrip("0")
    if decimals is not None and len(fraction) > decimals:
        _refuse_decimals(typed, decimals)
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    return -value if negative and value else value


def _unwrap(text: str, typed: str, *, percent: bool) -> tuple[str, bool]:
    """The digits and separators of `text`, and whether it is negative."""
    if any(unicodedata.category(c) in ("No", "Nl") for c in text):
        _refuse_malformed(typed)
    visible = "".join(_INVISIBLE.get(unicodedata.category(c), c) for c in text)
    body = unicodedata.normalize("NFKC", visible).translate(_MINUS)
    body = re.sub(r"\s+", " ", body).strip().lstrip(_APOSTROPHES).strip()
    if not body:
        raise NumberError("number_empty", _("No number was typed."), _("Type a number."))
    if body.endswith("%"):
        if not percent:
            raise NumberError(
                "number_percent",
                _("“%(typed)s” is a percentage; a number is asked for."),
                _("Type the number itself, without %%."),
                typed=typed,
            )
        body = body[:-1].strip()
    negative = False
    if body.startswith("(") and body.endswith(")"):
        body, negative = body[1:-1].strip(), True
    elif body[:1] in ("-", "+"):
        body, negative = body[1:].strip(), body[0] == "-"
    return body, negative


def _split(body: str, typed: str, decimals: int | None) -> tuple[str, str]:
    """Whole and fractional digits, by the separators in use."""
    used = {c for c in body if c in ".,"}
    if len(used) == 2:
        point = max(".,", key=body.rindex)
        whole, _point, fraction = body.rpartition(point)
        if point in whole or " " in body:
            _refuse_grouping(typed)
        return _ungroup(whole, "," if point == "." else ".", typed), fraction
    if not used:
        return _ungroup(body, " ", typed), ""
    sign = used.pop()
    if body.count(sign) > 1:
        if " " in body:
            _refuse_grouping(typed)
        return _ungroup(body, sign, typed), ""
    whole, _sign, fraction = body.partition(sign)
    if " " in fraction:
        _refuse_grouping(typed)
    if " " not in whole and len(fraction) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        if decimals != 0:
            raise AmbiguousNumberError(typed, (Decimal(whole + fraction), Decimal(f"{whole}.{fraction}")))
        return whole + fraction, ""
    return _ungroup(whole, " ", typed), fraction


def _ungroup(digits: str, sign: str, typed: str) -> str:
    """`digits` without its thousands separator `sign`; groups must be of three."""
    first, *rest = digits.split(sign)
    if rest and (not 1 <= len(first) <= 3 or any(len(group) != 3 for group in rest)):
        _refuse_grouping(typed)
    joined = first + "".join(rest)
    if not (joined.isascii() and joined.isdigit()):
        _refuse_grouping(typed)
    return joined


def _refuse_foreign(body: str, typed: str) -> NoReturn:
    unit = _UNIT_AFTER.fullmatch(body) or _UNIT_BEFORE.fullmatch(body)
    if unit and _shown(unit["unit"]) and not re.fullmatch(r"[eE][-+ ]*[0-9]+", unit["unit"]):
        raise NumberError(
            "number_unit",
            _("“%(typed)s” carries the unit “%(unit)s”."),
            _("Type the number only, in the unit of measure the row asks for."),
            typed=typed,
            unit=_shown(unit["unit"]),
        )
    _refuse_malformed(typed)


def _refuse_malformed(typed: str) -> NoReturn:
    raise NumberError(
        "number_malformed",
        _("“%(typed)s” is not a number."),
        _("Type digits only, for example 1234567 or 1.234.567."),
        typed=typed,
    )


def _refuse_grouping(typed: str) -> NoReturn:
    raise NumberError(
        "number_grouping",
        _("The dots, commas or blanks in “%(typed)s” do not separate groups of three digits."),
        _("Type the number again without separators of thousands."),
        typed=typed,
    )


def _refuse_decimals(typed: str, decimals: int) -> NoReturn:
    if decimals == 0:
        raise NumberError(
            "number_whole",
            _("“%(typed)s” is not a whole number."),
            _("Type a whole number."),
            typed=typed,
        )
    raise NumberError(
        "number_decimals",
        _("“%(typed)s” has more than %(decimals)s decimal places."),
        _("Round it to %(decimals)s decimal places."),
        typed=typed,
        decimals=decimals,
    )


def _shown(text: str) -> str:
    """`text` fit to stand in a sentence: one line, no control characters, not too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def format_number(value: Decimal | int, decimals: int | None = None, lang: str = "vi") -> str:
    """`1.234.567,5` in Vietnamese, `1,234,567.5` in any other language.

    `decimals` fixes the places (half away from zero); None shows as many as the value has.
    """
    if type(value) is int and not decimals:
        return f"{value:,}".translate(_SWAPPED) if lang.startswith("vi") else f"{value:,}"
    number = Decimal(value)
    if decimals is not None:
        number = number.quantize(_PLACES[decimals], rounding=ROUND_HALF_UP)
    text = f"{number:,f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.lstrip("-0.,") == "":
        text = text.lstrip("-")
    return text.translate(_SWAPPED) if lang.startswith("vi") else text


def say_number(value: Decimal | int, decimals: int | None = None) -> str:
    """`format_number` as the reader of this page, or of this message, writes numbers. Papers have a language of their
    own and say it: there `format_number`.
    """
    return format_number(value, decimals, get_language() or "vi")


def format_entry(value: Decimal | int, lang: str = "vi") -> str:
    """`value` for an entry field: `parse_number` reads it back exactly, whatever decimals are allowed.

    No thousands separators; three decimals get a closing zero, because `1,234` would be ambiguous.
    """
    text = format_number(value, None, "en").replace(",", "")
    whole, point, fraction = text.partition(".")
    if len(fraction) == 3 and len(whole.lstrip("-")) <= 3:
        fraction += "0"
    return whole + (point and ("," if lang.startswith("vi") else ".")) + fraction


def format_money(value: Decimal | int, lang: str = "vi") -> str:
    """Đồng, whole: `1.234.567 đ` with a blank that does not break."""
    return f"{format_number(value, 0, lang)}\u00a0đ"


def format_percent(value: Decimal | int, decimals: int = 1, lang: str = "vi") -> str:
    """`value` in per cent: 12.5 is `12,5%`."""
    return f"{format_number(value, decimals, lang)}%"

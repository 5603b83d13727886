"""Figures put into sentences, rounded the way reports round: "over 100,000", "nearly 100,000".

A pattern is text with figures in braces and, in square brackets, clauses that fall away when one of their
figures is missing:

    Cả nước có {shops} cửa hàng[; hỗ trợ tiêu thụ {tonnes~} tấn nông sản][, trị giá {worth~:đồng}].

`{x}` writes the figure exactly; `{x~}` rounds it and chooses the word; `{x~over}`, `{x~nearly}`, `{x~about}`
(or the pack's own word: `{x~trên}`) fix it. `:unit` scales the figure by its size and adds the unit:
"trên 12,3 tỷ đồng". The words belong to a language and come from the pack as `RoundingWords`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from django.utils.translation import gettext as _

from giaoban.kit.numbers import format_number

Rounding = Literal["exact", "over", "nearly", "about", "auto"]

_CODE = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?"
_FIGURE = re.compile(rf"\{{({_CODE})(?:(~)([^~:{{}}\[\]]*))?(?::([^~:{{}}\[\]]+))?\}}")
_TOLERANCE = Decimal("0.01")
_EXACT_BELOW = 10_000


class PatternError(Exception):
    """The pattern cannot be read, or asks for a word its language does not have."""


@dataclass(frozen=True, slots=True)
class RoundingWords:
    """A language's words. `scales`: (word, size), largest first, as ("tỷ", 10^9)."""

    over: str
    nearly: str
    about: str
    scales: tuple[tuple[str, Decimal], ...] = ()

    def rounding(self, word: str) -> Rounding:
        """What a pattern's word asks for. Raises PatternError."""
        known: dict[str, Rounding] = {
            "": "auto",
            "over": "over",
            "nearly": "nearly",
            "about": "about",
            self.over: "over",
            self.nearly: "nearly",
            self.about: "about",
        }
        if word not in known:
            raise PatternError(_("“%(word)s” is no word of rounding.") % {"word": word})
        return known[word]

    def word(self, rounding: Rounding) -> str:
        return {"over": self.over, "nearly": self.nearly, "about": self.about}.get(rounding, "")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's place in a pattern; `word` None writes it exactly; `unit` "" does not scale it."""

    code: str
    word: str | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """Text and figures that stand or fall together."""

    parts: tuple[str | Figure, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    clauses: tuple[Clause, ...]

    def figures(self) -> Iterator[Figure]:
        for clause in self.clauses:
            yield from (part for part in clause.parts if isinstance(part, Figure))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a sentence. A figure's run carries its code and its unrounded value, to be made a link."""

    text: str
    code: str | None = None
    value: Decimal | None = None


def parse_pattern(text: str) -> Pattern:
    """The parts of a pattern. Raises PatternError on a brace or bracket out of place."""
    clauses: list[Clause] = []
    position = 0
    while position < len(text):
        if text[position] == "[":
            end = text.find("]", position)
            if end < 0:
                raise PatternError(_("The bracket at column %(at)d is not closed.") % {"at": position + 1})
            clauses.append(Clause(_parts(text[position + 1 : end], position + 1), optional=True))
            position = end + 1
        else:
            end = text.find("[", position)
            end = len(text) if end < 0 else end
            clauses.append(Clause(_parts(text[position:end], position), optional=False))
            position = end
    return Pattern(tuple(clauses))


def _parts(text: str, offset: int) -> tuple[str | Figure, ...]:
    parts: list[str | Figure] = []
    position = 0
    for match in _FIGURE.finditer(text):
        parts.append(text[position : match.start()])
        word = match[3].strip() if match[2] else None
        parts.append(Figure(match[1], word, (match[4] or "").strip()))
        position = match.end()
    parts.append(text[position:])
    at = offset
    for part in parts:
        if isinstance(part, str):
            stray = re.search(r"[{}\[\]]", part)
            if stray:
                raise PatternError(
                    _("“%(sign)s” stands alone near “%(near)s”.")
                    % {"sign": stray.group(), "near": text[max(0, stray.start() - 10) :][:30] or str(at)}
                )
    return tuple(part for part in parts if part)


def say(
    pattern: Pattern,
    values: Mapping[str, Decimal | None],
    words: RoundingWords,
    *,
    decimals: Mapping[str, int] | None = None,
    lang: str = "vi",
) -> tuple[Run, ...]:
    """The sentence in runs; `()` where a figure outside the brackets is missing: it cannot be said.

    `decimals` fixes the places of an exactly written figure (a ratio's percentage); else as many as it has.
    """
    runs: list[Run] = []
    for clause in pattern.clauses:
        said = _say_clause(clause, values, words, decimals or {}, lang)
        if said is None and not clause.optional:
            return ()
        runs.extend(said or ())
    return tuple(runs)


def opened(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs as a sentence: one that a rounding word opens ("over 86,000 teams …") starts with a capital too."""
    if not runs:
        return ()
    first = runs[0]
    return (replace(first, text=first.text[:1].upper() + first.text[1:]), *runs[1:])


def _say_clause(
    clause: Clause,
    values: Mapping[str, Decimal | None],
    words: RoundingWords,
    decimals: Mapping[str, int],
    lang: str,
) -> list[Run] | None:
    runs: list[Run] = []
    for part in clause.parts:
        if isinstance(part, str):
            runs.append(Run(part))
            continue
        value = values.get(part.code)
        if value is None:
            return None
        runs.append(Run(_write(part, value, words, decimals.get(part.code), lang), part.code, value))
    return runs


def _write(figure: Figure, value: Decimal, words: RoundingWords, decimals: int | None, lang: str) -> str:
    scale_word, scale = "", Decimal(1)
    if figure.unit:
        scale_word, scale = next(
            ((word, size) for word, size in words.scales if abs(value) >= size), ("", Decimal(1))
        )
    used: Rounding = "exact"
    shown = value / scale
    if figure.word is not None:
        used, shown = rounded(shown, words.rounding(figure.word), scaled=bool(scale_word))
        decimals = None
    parts = (words.word(used), format_number(shown, decimals, lang), scale_word, figure.unit)
    return " ".join(part for part in parts if part)


def rounded(value: Decimal, rounding: Rounding, *, scaled: bool = False) -> tuple[Rounding, Decimal]:
    """The rounding that was used, and the figure to write.

    The coarsest power of ten within one per cent is taken. "over" never lies above the value, "nearly" never
    below; a small figure (under 10,000; scaled: at most one decimal) or one that comes out even stays exact.
    """
    small = value == value.quantize(Decimal("0.1")) if scaled else abs(value) < _EXACT_BELOW
    if value <= 0 or rounding == "exact" or small:
        return "exact", value
    exponent = value.adjusted()
    while True:
        step = Decimal(1).scaleb(exponent)
        used, found = _to_step(value, step, rounding)
        if abs(found - value) <= value * _TOLERANCE:
            return ("exact" if found == value else used), found
        exponent -= 1


def _to_step(value: Decimal, step: Decimal, rounding: Rounding) -> tuple[Rounding, Decimal]:
    below = (value / step).to_integral_value(ROUND_FLOOR) * step
    above = (value / step).to_integral_value(ROUND_CEILING) * step
    match rounding:
        case "over":
            return "over", below
        case "nearly":
            return "nearly", above
        case "about":
            return "about", (value / step).to_integral_value(ROUND_HALF_UP) * step
    return ("over", below) if value - below <= above - value else ("nearly", above)

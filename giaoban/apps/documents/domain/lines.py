"""Where a centred line that is too long breaks: inside no name where that can be avoided, into lines of like length.

Which words belong together is data of the country pack (`Together`); this file knows no language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from giaoban.apps.documents.domain.widths import text_width

HELD = "\u00a0"
"""A space at which no line ends."""
_NAME_WORDS = 5  # a longer rest of a line is no name of a place
_TOLERANCE = 1.03  # word processors measure a little differently


@dataclass(frozen=True, slots=True)
class Together:
    """`words`: never broken inside. `before_names`: kinds of places; what follows the last of them is a name."""

    words: tuple[str, ...] = ()
    before_names: tuple[str, ...] = ()


def held_together(text: str, together: Together, *, room: float, size: float, bold: bool = False) -> str:
    """The text with spaces that hold inside its names; a name wider than `room` points stays breakable."""

    def hold(found: re.Match[str]) -> str:
        name = found.group().replace(" ", HELD)
        return name if _width(name, size, bold) <= room else found.group()

    wholes = together.words + together.before_names
    held = _whole_words(wholes).sub(hold, text) if wholes else text
    if together.before_names:
        held = "\n".join(_hold_place(line, together.before_names, hold) for line in held.split("\n"))
    return held


def even_width(text: str, *, room: float, size: float, bold: bool = False) -> tuple[int, float]:
    """(lines, width in points): the narrowest width at which the text takes no more lines than within `room`."""
    lines = _count(text, room, size, bold)
    low, high = 0.0, room
    while high - low > 0.5:
        middle = (low + high) / 2
        low, high = (low, middle) if _fits(text, middle, lines, size, bold) else (middle, high)
    return lines, min(room, high * _TOLERANCE)


def _hold_place(line: str, kinds: tuple[str, ...], hold: object) -> str:
    kinds_in = _whole_words(kinds).finditer(line.replace(HELD, " "))
    found = [
        kind for kind in kinds_in if line[kind.end() : kind.end() + 1] != HELD
    ]  # else part of a longer whole
    if not found:
        return line
    start = found[-1].end()
    rest = line[start:].strip(" ")
    if not rest or len(rest.split()) > _NAME_WORDS:
        return line
    return f"{line[:start]} {re.sub(r'.+', hold, rest)}"  # type: ignore[call-overload]


@lru_cache(maxsize=32)
def _whole_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of them, in any case, the longest first."""
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)


def _width(text: str, size: float, bold: bool) -> float:
    return text_width(text.replace(HELD, " "), size, bold=bold)


def _filled(line: str, room: float, size: float, bold: bool) -> Iterator[str]:
    """The lines of a text, each as full as it goes."""
    held = ""
    for word in line.split(" "):
        longer = f"{held} {word}" if held else word
        if held and _width(longer, size, bold) > room:
            yield held
            longer = word
        held = longer
    yield held


def _count(text: str, room: float, size: float, bold: bool) -> int:
    return sum(1 for line in text.split("\n") for _ in _filled(line, room, size, bold))


def _fits(text: str, room: float, lines: int, size: float, bold: bool) -> bool:
    widest = max(_width(word, size, bold) for word in text.split())
    return widest <= room and _count(text, room, size, bold) <= lines

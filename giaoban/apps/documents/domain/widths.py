"""How wide a line of text is when set in the Times family (Times New Roman, Tinos): to draw rules by it.

Advance widths in thousandths of the size; letters with Vietnamese marks are as wide as their base letter.
"""

from __future__ import annotations

import unicodedata

_UPRIGHT = {
    250: " .,",
    278: "ijlt/:;\\",
    333: "frI-()[]*",
    389: "sJ",
    444: "acez",
    500: "bdghknopquvxy0123456789đ_",
    556: "FPS",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwĐ",
    778: "m",
    889: "M",
    944: "W",
}
_BOLD = {
    250: " .,",
    278: "il/",
    333: "ftj-:;()[]",
    389: "sI",
    444: "cerz",
    500: "agovxyJ*0123456789_",
    556: "bdhknpquSđ",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYwĐ",
    778: "GHKOQ",
    833: "m",
    944: "M",
    1000: "W",
}


def _by_letter(groups: dict[int, str]) -> dict[str, int]:
    return {letter: width for width, letters in groups.items() for letter in letters}


_WIDTHS = {False: _by_letter(_UPRIGHT), True: _by_letter(_BOLD)}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in points of one line at `size` points. Letters outside the table count half the size."""
    widths = _WIDTHS[bold]
    total = 0
    for letter in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(letter):
            total += widths.get(letter, 500)
    return total * size / 1000

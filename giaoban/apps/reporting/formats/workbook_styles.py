"""Looks of the workbook: one small set of formats, made once per file."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from giaoban.apps.indicators.enums import ValueType
from giaoban.apps.reporting.domain.workbook import CellSpec

FONT = "Times New Roman"
INK, MUTED, ALARM = "#1F2937", "#4B5563", "#B42318"
ENTRY, LOCKED, HEAD, SECTION, RULE = "#FFF8D6", "#F3F4F6", "#DCE6F2", "#EEF3F9", "#9CA3AF"
VIETNAMESE = "[$-42A]"
"""The locale mark of Vietnamese; LibreOffice shows 1.234,5 by it, Excel follows the machine."""


class Styles:
    """Formats by the properties asked for; equal properties share one format."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[frozenset[tuple[str, Any]], Format] = {}

    def get(self, **properties: Any) -> Format:
        base = {"font_name": FONT, "font_size": 12, "font_color": INK, "valign": "vcenter", **properties}
        key = frozenset(base.items())
        if key not in self._made:
            self._made[key] = self._book.add_format(base)
        return self._made[key]

    def title(self) -> Format:
        return self.get(bold=True, font_size=15)

    def note(self, **more: Any) -> Format:
        return self.get(font_color=MUTED, **more)

    def head(self) -> Format:
        return self._box(bold=True, align="center", text_wrap=True, bg_color=HEAD)

    def head_mark(self) -> Format:
        return self._box(italic=True, font_size=9, align="center", bg_color=HEAD)

    def section(self) -> Format:
        edge = {"top": 1, "bottom": 1, "top_color": RULE, "bottom_color": RULE}
        return self.get(bold=True, bg_color=SECTION, **edge)

    def label(self, level: int) -> Format:
        return self._box(text_wrap=True, indent=1 + min(level, 6), italic=level > 0)

    def text(self, **more: Any) -> Format:
        return self._box(text_wrap=True, **more)

    def locked(self, cell: CellSpec) -> Format:
        return self._box(font_color=MUTED, bg_color=LOCKED, **number_look(cell))

    def total(self, cell: CellSpec) -> Format:
        return self._box(bold=True, bg_color=LOCKED, **number_look(cell))

    def entry(self, cell: CellSpec) -> Format:
        return self._box(locked=False, bg_color=ENTRY, **number_look(cell))

    def entry_text(self, **more: Any) -> Format:
        """Kept as text by Excel too ("@"), so that what begins with "=" is not taken for a formula."""
        return self._box(locked=False, bg_color=ENTRY, text_wrap=True, num_format="@", **more)

    def alarm(self) -> Format:
        return self._box(font_color=ALARM, bold=True, text_wrap=True, font_size=10)

    def _box(self, **properties: Any) -> Format:
        return self.get(border=1, border_color=RULE, **properties)


def number_look(cell: CellSpec) -> dict[str, Any]:
    """Number format and alignment of a figure."""
    if cell.value_type == ValueType.CHOICE:
        return {"text_wrap": True, "indent": 1}
    if cell.value_type == ValueType.DATE:
        return {"num_format": f"{VIETNAMESE}dd/mm/yyyy", "align": "center"}
    places = "." + "0" * cell.places if cell.places else ""
    return {"num_format": f"{VIETNAMESE}#,##0{places}", "align": "right", "indent": 1}

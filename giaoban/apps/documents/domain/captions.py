"""Counting: headings, tables and charts of a paper get their numbers and fixed words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from giaoban.apps.documents.domain.columns import fitted
from giaoban.apps.documents.domain.layout import Layout
from giaoban.apps.documents.domain.paper import Block, ChartBlock, Heading, Table

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """1 → I, up to 49."""
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


class Captions:
    """Counts headings, tables and charts through a paper; headings start anew in each annex."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.tables = 0
        self.charts = 0

    def label(self, blocks: tuple[Block, ...], width: float) -> Iterator[Block]:
        """The blocks as they are printed over `width` points."""
        counts = [0, 0, 0, 0]
        for block in blocks:
            match block:
                case Heading():
                    yield self._heading(block, counts)
                case Table():
                    yield self._table(block, width)
                case ChartBlock():
                    self.charts += 1
                    title = self.layout.words.chart.format(number=self.charts, title=block.title)
                    table = self._table(block.table, width) if block.table else None
                    yield replace(block, title=title, table=table)
                case _:
                    yield block

    def _table(self, table: Table, width: float) -> Table:
        words = self.layout.words
        style = self.layout.table
        caption = ""
        if table.caption:
            self.tables += 1
            caption = words.table.format(number=self.tables, caption=table.caption)
        unit, note = table.unit_of_measure, table.source_note
        return replace(
            table,
            caption=caption,
            columns=fitted(table, width, text=style.text.size, head=style.head.size),
            unit_of_measure=words.unit.format(unit=unit) if unit else "",
            source_note=words.source.format(source=note) if note else "",
        )

    def _heading(self, heading: Heading, counts: list[int]) -> Heading:
        style = self.layout.headings[heading.level - 1]
        text = heading.text.upper() if style.upper else heading.text
        if not heading.numbered or not style.label:
            return replace(heading, text=text)
        counts[heading.level - 1] += 1
        counts[heading.level :] = [0] * (4 - heading.level)
        count = counts[heading.level - 1]
        letters = self.layout.letters
        letter = letters[(count - 1) % len(letters)] * ((count - 1) // len(letters) + 1)
        label = style.label.format(roman=roman(count), arabic=count, letter=letter)
        return replace(heading, text=f"{label} {text}")

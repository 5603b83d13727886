"""Widths of a table's columns: the shares asked for, but none so narrow that a figure or a word breaks."""

from __future__ import annotations

from dataclasses import replace

from giaoban.apps.documents.domain.paper import Cell, Column, Table
from giaoban.apps.documents.domain.widths import text_width

_SIDES = 9.0  # points taken by the space at both sides of a cell and its line


def fitted(table: Table, width: float, *, text: float, head: float) -> tuple[Column, ...]:
    """The columns with shares in points of `width`; `text` and `head` are the sizes of the letters.

    A column that is too narrow for its longest word gets what it needs from those that have room. Where nothing
    helps, all shrink alike.
    """
    needs = [_need(table, index, text, head) for index in range(len(table.columns))]
    if sum(needs) >= width:
        return _with(table.columns, needs)
    shares = [column.width_share for column in table.columns]
    held: set[int] = set()
    while True:
        room = width - sum(needs[i] for i in held)
        whole = sum(share for i, share in enumerate(shares) if i not in held) or 1.0
        wide = [needs[i] if i in held else room * shares[i] / whole for i in range(len(shares))]
        narrow = {i for i in range(len(shares)) if i not in held and wide[i] < needs[i]}
        if not narrow:
            return _with(table.columns, wide)
        held |= narrow


def _with(columns: tuple[Column, ...], widths: list[float]) -> tuple[Column, ...]:
    pairs = zip(columns, widths, strict=True)
    return tuple(replace(column, width_share=round(wide, 2)) for column, wide in pairs)


def _need(table: Table, index: int, text: float, head: float) -> float:
    column, last = table.columns[index], len(table.rows) - 1
    longest = _longest(column.header, head, bold=True)
    for at, row in enumerate(table.rows):
        cell = row[index]
        said = cell.text if isinstance(cell, Cell) else cell
        bold = (isinstance(cell, Cell) and cell.bold) or (table.total_row and at == last)
        # A figure is one word, signs and all; a text may break at its spaces.
        whole = column.align == "right" and any(letter.isdigit() for letter in said) and len(said) <= 24
        parts = [said] if whole else said.split()
        longest = max(longest, max((text_width(p, text, bold=bold) for p in parts), default=0.0))
    return longest + _SIDES


def _longest(said: str, size: float, *, bold: bool) -> float:
    return max((text_width(word, size, bold=bold) for word in said.split()), default=0.0)

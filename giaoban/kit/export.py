"""Tables as XLSX and CSV for whoever calculates on: numbers stay numbers, texts never become formulas."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.functional import Promise

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that make a spreadsheet take a text for a formula, their full-width forms included."""
EXCEL_TEXT_LIMIT = 32_767
_CHUNK = 500
_MADE = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_VIETNAMESE = "[$-42A]"


class Kind(StrEnum):
    """How a column's values look in Excel."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"


_FORMATS = {
    Kind.INTEGER: f"{_VIETNAMESE}#,##0",
    Kind.DECIMAL: f"{_VIETNAMESE}#,##0.0##",
    Kind.MONEY: f"{_VIETNAMESE}#,##0",
    Kind.PERCENT: f"{_VIETNAMESE}0.0",
    Kind.DATE: f"{_VIETNAMESE}dd/mm/yyyy",
    Kind.MOMENT: f"{_VIETNAMESE}dd/mm/yyyy hh:mm",
}
_WIDTHS = {Kind.TEXT: 32, Kind.MONEY: 18, Kind.MOMENT: 17}


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A heading with its unit of measure. Percentages are in per cent (12.5), as everywhere."""

    heading: str | Promise
    kind: Kind = Kind.TEXT
    unit: str | Promise = ""
    width: int | None = None

    @property
    def title(self) -> str:
        return f"{self.heading} ({self.unit})" if self.unit else str(self.heading)


def export_xlsx(
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    sheet: str = "Giao ban",
) -> bytes:
    """A workbook with one table. Rows are written as they come, not kept; equal input gives equal bytes.

    A cell is text, a number (int, float, Decimal), a date, an aware datetime, a bool or None; anything else
    is written as its text. `title`, if any, stands above the headings.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        options = {"constant_memory": True, "tmpdir": folder}
        book = xlsxwriter.Workbook(str(path), options)
        book.set_properties({"title": title, "author": "Giao Ban", "created": _MADE})
        page = book.add_worksheet(_sheet_name(sheet))
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        head = book.add_format({**base, "bold": True, "text_wrap": True, "bg_color": "#DCE6F2", "border": 1})
        text = book.add_format({**base, "text_wrap": True, "quote_prefix": True})
        looks = {kind: book.add_format({**base, "num_format": code}) for kind, code in _FORMATS.items()}
        looks[Kind.TEXT] = book.add_format(base)
        for number, column in enumerate(columns):
            page.set_column(number, number, column.width or _WIDTHS.get(column.kind, 14))
        first = 0
        if title:
            page.write_string(0, 0, title, book.add_format({**base, "bold": True, "font_size": 14}))
            first = 2
        for number, column in enumerate(columns):
            page.write_string(first, number, column.title, head)
        last = first
        for last, row in enumerate(rows, start=first + 1):
            for number, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write(page, last, number, value, looks[column.kind], text)
        page.freeze_panes(first + 1, 0)
        page.autofilter(first, 0, max(last, first), max(len(columns) - 1, 0))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(first)
        book.close()
        return path.read_bytes()


def _write(page: Any, row: int, column: int, value: object, look: Any, text: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value, look)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, column, float(value), look)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, _local(value), look)
    elif isinstance(value, date | time):
        page.write_datetime(row, column, value, look)
    else:
        said = str(value)[:EXCEL_TEXT_LIMIT]
        page.write_string(row, column, said, text if said.startswith(_FORMULA_STARTS) else look)


def _local(moment: datetime) -> datetime:
    """Excel knows no time zones: the installation's own."""
    return timezone.localtime(moment).replace(tzinfo=None) if timezone.is_aware(moment) else moment


def _sheet_name(name: str) -> str:
    """At most 31 characters, without those Excel forbids."""
    cleaned = "".join(" " if c in "[]:*?/\\" else c for c in name).strip("' ")
    return cleaned[:31] or "Giao ban"


def export_csv(columns: Sequence[ExportColumn], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The table as CSV in pieces of some 500 rows: UTF-8 with a mark (Excel needs it), comma, CRLF.

    Numbers have a decimal point and no separators; dates are ISO 8601. A text that a spreadsheet would take
    for a formula gets an apostrophe in front.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([escape_formula(column.title) for column in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_plain(value) for value in row])
        if number % _CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return _local(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return escape_formula(str(value))


def escape_formula(text: str) -> str:
    """`text` with an apostrophe in front if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text

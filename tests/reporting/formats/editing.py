"""What people do to a workbook between download and upload, for the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl

Edit = Callable[[openpyxl.Workbook], object]


def edited(data: bytes, *edits: Edit) -> bytes:
    """The workbook after `edits`, saved by openpyxl (which keeps formulas but not their results)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for edit in edits:
        edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def find(book: openpyxl.Workbook, code: str, role: str = "own") -> Any:
    """The cell of a figure (or, with role "text", of a text), by the hidden marks."""
    kind = "text" if role == "text" else "cell"
    for sheet in book.worksheets:
        columns = {c.value: c.column for row in sheet.iter_rows() for c in row if _marks(c.value, "gb:col:")}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == f"gb:{kind}:{code}":
                    return sheet.cell(cell.row, columns[f"gb:col:{role}"])
    raise LookupError(code)


def _marks(value: object, mark: str) -> bool:
    return isinstance(value, str) and value.startswith(mark)


def put(code: str, value: object, role: str = "own", number_format: str | None = None) -> Edit:
    """Type `value` into a cell. Texts that begin with "=" become formulas, as in Excel."""

    def edit(book: openpyxl.Workbook) -> None:
        cell = find(book, code, role)
        cell.value = value
        if number_format:
            cell.number_format = number_format

    return edit


def put_text(code: str, value: str, role: str = "text") -> Edit:
    """Type `value` into a cell formatted as text: never a formula."""

    def edit(book: openpyxl.Workbook) -> None:
        cell = find(book, code, role)
        cell.value = value
        cell.data_type = "s"

    return edit


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of the package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, bytes]) -> bytes:
    """A ZIP of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed as bytes."""
    content = parts(data)
    changed = change(content[part])
    assert changed != content[part], f"{part} was not changed"
    return packed({**content, part: changed})

"""The parts of an .xlsx as plain values. Namespaces are dropped: the strict variant has others."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import NamedTuple, NoReturn
from xml.etree import ElementTree as ET
from xml.parsers import expat

MAX_CELLS = 300_000
"""Filled cells of one sheet; a workbook of ours has under two thousand."""

MAX_XML = 24 * 1024 * 1024
"""Bytes of one part; the tree of it takes some ten times as much memory."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_FORMAT_NOISE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_PERCENT_FORMATS = frozenset((9, 10))


class RefusedXMLError(ValueError):
    """A part declares a DTD, or holds more than any honest workbook."""


class Look(StrEnum):
    """What the number format of a cell makes of its number."""

    PLAIN = ""
    DATE = "date"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class RawCell:
    """A filled cell. `kind` is n (number), s (text), b (boolean), e (error value) or d (ISO date).

    `value` is None only for a formula saved without its result.
    """

    kind: str
    value: str | None
    formula: bool = False
    look: Look = Look.PLAIN


@dataclass(slots=True)
class Sheet:
    """Filled cells by (row, column), both from 1; merged ranges as (top, left, bottom, right)."""

    name: str
    state: str
    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class BookPart:
    """xl/workbook.xml: (name, relationship id, state) of each sheet, the names defined, the date system."""

    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    date1904: bool = False


class _RootReached(Exception):
    """The prolog is over."""


def _stop(*_element: object) -> NoReturn:
    raise _RootReached


def _refuse_dtd(*_declaration: object) -> NoReturn:
    raise RefusedXMLError("DTD")


def _tree(xml: bytes) -> ET.Element:
    """The root element; the prolog is read first, so that a DTD is refused before any entity is expanded."""
    if len(xml) > MAX_XML:
        raise RefusedXMLError("size")
    prolog = expat.ParserCreate()
    prolog.StartDoctypeDeclHandler = _refuse_dtd
    prolog.StartElementHandler = _stop
    with contextlib.suppress(_RootReached):
        prolog.Parse(xml, True)
    return ET.fromstring(xml)  # noqa: S314 - without a DTD there are no entities


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _space(root: ET.Element) -> str:
    """The namespace of the part, as ElementTree puts it before names."""
    return root.tag.rpartition("}")[0] + "}" if "}" in root.tag else ""


def unescape(text: str) -> str:
    """Excel writes control characters as `_x000D_`."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


@cache
def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def reference(row: int, column: int) -> str:
    """(12, 3) → "C12"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def parse_reference(ref: str) -> tuple[int, int]:
    """ "$C$12" → (12, 3). Raises ValueError."""
    found = _REFERENCE.fullmatch(ref)
    if not found:
        raise ValueError(ref)
    return int(found[2]), column_number(found[1])


def parse_relationships(xml: bytes) -> dict[str, tuple[str, str]]:
    """Relationship id → (type, target)."""
    return {e.attrib["Id"]: (e.attrib["Type"], e.attrib["Target"]) for e in _tree(xml)}


def parse_workbook(xml: bytes) -> BookPart:
    """Sheets in their order, defined names of the whole book, date system."""
    root, part = _tree(xml), BookPart()
    space = _space(root)
    for sheet in root.iterfind(f"{space}sheets/{space}sheet"):
        relation = next(value for key, value in sheet.attrib.items() if _local(key) == "id")
        part.sheets.append((sheet.attrib["name"], relation, sheet.attrib.get("state", "visible")))
    for name in root.iterfind(f"{space}definedNames/{space}definedName"):
        if "localSheetId" not in name.attrib:
            part.names[name.attrib["name"]] = name.text or ""
    properties = root.find(f"{space}workbookPr")
    if properties is not None:
        part.date1904 = properties.attrib.get("date1904", "0") in ("1", "true", "on")
    return part


def _rich(element: ET.Element, space: str) -> str:
    """The text of <si> or <is>: its own, or its runs joined; readings of Asian characters are left out."""
    plain = element.find(f"{space}t")
    if plain is not None:
        return unescape(plain.text or "")
    return unescape("".join(t.text or "" for t in element.iterfind(f"{space}r/{space}t")))


def parse_shared_strings(xml: bytes) -> list[str]:
    """Texts by index, rich text joined."""
    root = _tree(xml)
    space = _space(root)
    return [_rich(entry, space) for entry in root.iterfind(f"{space}si")]


def _builtin(number: int) -> Look:
    if number in _DATE_FORMATS:
        return Look.DATE
    return Look.PERCENT if number in _PERCENT_FORMATS else Look.PLAIN


def look_of(code: str) -> Look:
    """Date, percentage or plain number, by a number format's code."""
    bare = _FORMAT_NOISE.sub("", code).lower()
    if "%" in bare:
        return Look.PERCENT
    return Look.DATE if "general" not in bare and any(letter in bare for letter in "dmyhs") else Look.PLAIN


def parse_styles(xml: bytes) -> list[Look]:
    """The look of each cell format, by its index."""
    root = _tree(xml)
    space = _space(root)
    custom = {
        int(e.attrib["numFmtId"]): look_of(e.attrib.get("formatCode", ""))
        for e in root.iterfind(f"{space}numFmts/{space}numFmt")
    }
    numbers = (int(e.attrib.get("numFmtId", "0")) for e in root.iterfind(f"{space}cellXfs/{space}xf"))
    return [custom[number] if number in custom else _builtin(number) for number in numbers]


def parse_sheet(xml: bytes, name: str, state: str, shared: list[str], looks: list[Look]) -> Sheet:
    """The filled cells of one sheet; a cell without a reference stands right of the one before."""
    root, sheet = _tree(xml), Sheet(name, state)
    space = _space(root)
    tags = _CellTags(f"{space}v", f"{space}f", f"{space}is", space)
    row_number = 0
    for row in root.iterfind(f"{space}sheetData/{space}row"):
        row_number, column = int(row.attrib.get("r", row_number + 1)), 0
        for cell in row:
            attributes = cell.attrib
            column += 1
            if "r" in attributes:
                row_number, column = parse_reference(attributes["r"])
            if len(cell):
                raw = _cell(cell, tags, shared, looks)
                if raw is not None:
                    sheet.cells[row_number, column] = raw
    if len(sheet.cells) > MAX_CELLS:
        raise RefusedXMLError("cells")
    for merge in root.iterfind(f"{space}mergeCells/{space}mergeCell"):
        first, _colon, last = merge.attrib["ref"].partition(":")
        sheet.merged.append((*parse_reference(first), *parse_reference(last or first)))
    return sheet


class _CellTags(NamedTuple):
    value: str
    formula: str
    inline: str
    space: str


def _cell(cell: ET.Element, tags: _CellTags, shared: list[str], looks: list[Look]) -> RawCell | None:
    """One cell; None if it is empty. A text formula without result counts as empty text."""
    kind = cell.attrib.get("t", "n")
    text = cell.findtext(tags.value)
    formula = cell.find(tags.formula) is not None
    if kind == "s":
        text = shared[int(text)] if text else None
    elif kind == "inlineStr":
        inline = cell.find(tags.inline)
        text, kind = (None if inline is None else _rich(inline, tags.space)), "s"
    elif kind == "str":
        text, kind = unescape(text or ""), "s"
    elif not text:
        text = None
    if text is None and not formula:
        return None
    style = int(cell.attrib.get("s", "0"))
    return RawCell(kind, text, formula, looks[style] if style < len(looks) else Look.PLAIN)

"""The parts of an .xlsx as plain values, parsed with expat. Prefixes of names are dropped: Excel writes none,
other programs do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from xml.parsers import expat

MAX_CELLS = 300_000
"""Filled cells of one sheet; a workbook of ours has under two thousand."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_FORMAT_NOISE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_PERCENT_FORMATS = frozenset((9, 10))


class RefusedXMLError(ValueError):
    """A part declares a DTD, or holds more cells than any honest workbook."""


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


def _refuse_dtd(*_declaration: object) -> None:
    raise RefusedXMLError("DTD")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parse(xml: bytes, handler: Any) -> None:
    """Run expat over `xml`. `handler` has start(name, attributes), end(name) and text(characters)."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.Parse(xml, True)


def unescape(text: str) -> str:
    """Excel writes control characters as `_x000D_`."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


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


class _Relationships:
    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            self.found[attributes["Id"]] = (attributes["Type"], attributes["Target"])

    def end(self, name: str) -> None: ...

    def text(self, characters: str) -> None: ...


def parse_relationships(xml: bytes) -> dict[str, tuple[str, str]]:
    """Relationship id → (type, target)."""
    handler = _Relationships()
    _parse(xml, handler)
    return handler.found


class _Book:
    def __init__(self) -> None:
        self.part = BookPart()
        self.name = ""
        self.pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "sheet":
            relation = next(value for key, value in attributes.items() if _local(key) == "id")
            self.part.sheets.append((attributes["name"], relation, attributes.get("state", "visible")))
        elif tag == "workbookPr":
            self.part.date1904 = attributes.get("date1904", "0") in ("1", "true", "on")
        elif tag == "definedName" and "localSheetId" not in attributes:
            self.name, self.pieces = attributes["name"], []

    def end(self, name: str) -> None:
        if self.name and _local(name) == "definedName":
            self.part.names[self.name] = "".join(self.pieces)
            self.name = ""

    def text(self, characters: str) -> None:
        if self.name:
            self.pieces.append(characters)


def parse_workbook(xml: bytes) -> BookPart:
    """Sheets in their order, defined names, date system."""
    handler = _Book()
    _parse(xml, handler)
    return handler.part


class _SharedStrings:
    def __init__(self) -> None:
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.inside = False
        self.phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "si":
            self.pieces = []
        elif tag == "t":
            self.inside = not self.phonetic
        elif tag == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        tag = _local(name)
        if tag == "si":
            self.found.append(unescape("".join(self.pieces)))
        elif tag == "t":
            self.inside = False
        elif tag == "rPh":
            self.phonetic = False

    def text(self, characters: str) -> None:
        if self.inside:
            self.pieces.append(characters)


def parse_shared_strings(xml: bytes) -> list[str]:
    """Texts by index, rich text joined."""
    handler = _SharedStrings()
    _parse(xml, handler)
    return handler.found


class _StyleTable:
    def __init__(self) -> None:
        self.custom: dict[int, Look] = {}
        self.looks: list[Look] = []
        self.inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "numFmt":
            self.custom[int(attributes["numFmtId"])] = look_of(attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            self.inside = True
        elif tag == "xf" and self.inside:
            number = int(attributes.get("numFmtId", "0"))
            self.looks.append(self.custom.get(number) or _builtin(number))

    def end(self, name: str) -> None:
        if _local(name) == "cellXfs":
            self.inside = False

    def text(self, characters: str) -> None: ...


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
    handler = _StyleTable()
    _parse(xml, handler)
    return handler.looks


class _SheetCells:
    """Cells one after the other; a cell without a reference stands right of the one before."""

    def __init__(self, sheet: Sheet, shared: list[str], looks: list[Look]) -> None:
        self.sheet, self.shared, self.looks = sheet, shared, looks
        self.row = self.column = 0
        self.kind, self.look = "n", Look.PLAIN
        self.formula = self.phonetic = False
        self.value: list[str] | None = None
        self.into: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            self._begin(attributes)
        elif tag in ("v", "t"):
            if not self.phonetic:
                self.value = self.into = self.value or []
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "mergeCell":
            first, _colon, last = attributes["ref"].partition(":")
            self.sheet.merged.append((*parse_reference(first), *parse_reference(last or first)))

    def _begin(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self.row, self.column = parse_reference(attributes["r"])
        else:
            self.column += 1
        style = int(attributes.get("s", "0"))
        self.look = self.looks[style] if style < len(self.looks) else Look.PLAIN
        self.kind = attributes.get("t", "n")
        self.formula, self.value = False, None

    def end(self, name: str) -> None:
        tag = _local(name)
        if tag in ("v", "t"):
            self.into = None
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "c":
            self._finish()

    def _finish(self) -> None:
        text = None if self.value is None else "".join(self.value)
        kind = {"str": "s", "inlineStr": "s"}.get(self.kind, self.kind)
        if self.kind == "s" and text:
            text = self.shared[int(text)]
        elif kind == "s":
            text = unescape(text or "")
        elif text == "":
            text = None
        if text is None and not self.formula:
            return
        if len(self.sheet.cells) >= MAX_CELLS:
            raise RefusedXMLError("cells")
        self.sheet.cells[self.row, self.column] = RawCell(kind, text, self.formula, self.look)

    def text(self, characters: str) -> None:
        if self.into is not None:
            self.into.append(characters)


def parse_sheet(xml: bytes, name: str, state: str, shared: list[str], looks: list[Look]) -> Sheet:
    """The filled cells of one sheet."""
    sheet = Sheet(name, state)
    _parse(xml, _SheetCells(sheet, shared, looks))
    return sheet

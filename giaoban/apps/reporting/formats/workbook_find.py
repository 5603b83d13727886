"""Finds the entry cells of a workbook by its hidden marks, wherever they have gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from giaoban.apps.reporting.domain.workbook import Problem, WorkbookIdentity
from giaoban.apps.reporting.formats.workbook_layout import (
    CELL_MARK,
    COLUMN_MARK,
    ENTRY_ROLES,
    IDENTITY_MARK,
    MANIFEST_MARK,
    TEXT_MARK,
    Role,
    defined_name,
    parse_identity,
)
from giaoban.apps.reporting.formats.workbook_problems import problem
from giaoban.apps.reporting.formats.xlsx_package import Package
from giaoban.apps.reporting.formats.xlsx_parts import RawCell, Sheet, parse_reference, reference

_ROLES = {role.value: role for role in Role}


class Place(NamedTuple):
    """One cell: its sheet, row and column (from 1). `moved`: found outside the row that carries its mark."""

    sheet: Sheet
    row: int
    column: int
    moved: bool = False

    @property
    def raw(self) -> RawCell | None:
        return self.sheet.cells.get((self.row, self.column))

    @property
    def ref(self) -> str:
        return reference(self.row, self.column)

    @property
    def filled(self) -> bool:
        raw = self.raw
        return raw is not None and (raw.formula or bool((raw.value or "").strip()))


@dataclass(slots=True)
class Marks:
    """The marks of one sheet: columns by role, rows by code."""

    sheet: Sheet
    columns: dict[Role, list[int]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


class Finder:
    """Marks of all sheets. `identities` are the distinct ones found, `below` the figures as issued."""

    def __init__(self, package: Package) -> None:
        self.names = package.names
        self.sheets = {sheet.name: sheet for sheet in package.sheets}
        self.identities: set[WorkbookIdentity] = set()
        self.below: dict[str, str] = {}
        self.has_manifest = False
        self.names_hold = False
        marks = [self._scan(sheet) for sheet in package.sheets]
        self.figures = [m for m in marks if m.rows]
        self.texts = [m for m in marks if m.texts]

    def _scan(self, sheet: Sheet) -> Marks:
        marks = Marks(sheet)
        for (row, column), raw in sheet.cells.items():
            value = raw.value
            if raw.kind != "s" or not value or not value.startswith("gb:"):
                continue
            if value.startswith(CELL_MARK):
                marks.rows[value.removeprefix(CELL_MARK)].append(row)
            elif value.startswith(TEXT_MARK):
                marks.texts[value.removeprefix(TEXT_MARK)].append(row)
            elif value.startswith(COLUMN_MARK):
                role = _ROLES.get(value.removeprefix(COLUMN_MARK))
                if role:
                    marks.columns[role].append(column)
            elif value.startswith(MANIFEST_MARK):
                self.has_manifest = True
                issued = sheet.cells.get((row, column + 1))
                self.below[value.removeprefix(MANIFEST_MARK)] = (issued.value or "") if issued else ""
            elif value.startswith(IDENTITY_MARK):
                identity = parse_identity(value)
                if identity:
                    self.identities.add(identity)
        return marks

    def structural_problems(self) -> list[Problem]:
        """Copied sheets and columns: where the same entry could be read twice, nothing is read."""
        found = []
        for tables in (self.figures, self.texts):
            if len(tables) > 1:
                first, second = (m.sheet.name for m in tables[:2])
                found.append(problem("sheet_copied", sheet=second, first=first, second=second))
            for marks in tables:
                for columns in marks.columns.values():
                    if len(columns) > 1:
                        first, second = (reference(1, c).rstrip("1") for c in columns[:2])
                        found.append(
                            problem("column_copied", sheet=marks.sheet.name, first=first, second=second)
                        )
                        break
        return found

    def unknown(self, known: Iterable[str]) -> list[Problem]:
        """Rows whose code the form does not have."""
        expected = set(known)
        return [
            problem("unknown_code", sheet=marks.sheet.name, ref=reference(rows[0], 1), code=code)
            for marks in (*self.figures, *self.texts)
            for code, rows in (*marks.rows.items(), *marks.texts.items())
            if code not in expected
        ]

    def places(self, code: str, role: Role, ordinal: int) -> list[Place]:
        """Where the entry of `code` in the column of `role` stands: several if copied, none if deleted.

        The row's mark decides; the defined name of the `ordinal`-th entry helps where a mark is gone, or
        where the row's own cell is empty because its content was cut out and pasted outside the table.
        """
        by_mark = [
            Place(marks.sheet, row, marks.columns[role][0])
            for marks in (self.texts if role is Role.TEXT else self.figures)
            for row in (marks.texts if role is Role.TEXT else marks.rows).get(code, ())
            if marks.columns.get(role)
        ]
        if not self.names_hold or any(p.filled for p in by_mark):
            return by_mark
        named = self._named(role, ordinal)
        if named is None or (by_mark and not self._moved_out(named)):
            return by_mark
        return [named._replace(moved=bool(by_mark))]

    def compare_names(self, codes: Sequence[str]) -> None:
        """Trust the names only if nearly all others stand where their marks are.

        Excel and LibreOffice let names follow; a sort, or a program that shifts cells only, leaves them.
        """
        self.names_hold = False
        marked = [self.places(code, Role.OWN, n) for n, code in enumerate(codes, start=1)]
        named = [self._named(Role.OWN, n) for n in range(1, len(codes) + 1)]
        astray = sum(len(m) == 1 and m[0] != n for m, n in zip(marked, named, strict=True))
        self.names_hold = 5 * astray <= len(codes)

    def entries(self, place: Place) -> tuple[str, ...]:
        """What a person entered in the row of `place`, column by column."""
        columns = (
            marks.columns[role][0]
            for marks in (*self.figures, *self.texts)
            if marks.sheet is place.sheet
            for role in (*ENTRY_ROLES, Role.TEXT)
            if marks.columns.get(role)
        )
        cells = (place.sheet.cells.get((place.row, column)) for column in columns)
        return tuple((cell.value or "") if cell else "" for cell in cells)

    def _moved_out(self, place: Place) -> bool:
        """`place` is filled and lies outside every marked row and column."""
        return place.filled and not any(
            place.sheet is marks.sheet
            and any(place.row in rows for rows in (*marks.rows.values(), *marks.texts.values()))
            and any(place.column in columns for columns in marks.columns.values())
            for marks in (*self.figures, *self.texts)
        )

    def _named(self, role: Role, ordinal: int) -> Place | None:
        sheet_name, _mark, ref = self.names.get(defined_name(role, ordinal), "").rpartition("!")
        sheet = self.sheets.get(sheet_name.removeprefix("$").strip("'").replace("''", "'"))
        if sheet is None:
            return None
        try:
            return Place(sheet, *parse_reference(ref))
        except ValueError:
            return None


def merged_range(place: Place) -> str:
    """The merged range that makes the entry at `place` uncertain, or "".

    A range that begins in the entry cell and covers only what follows in its own row is harmless.
    """
    for top, left, bottom, right in place.sheet.merged:
        if top <= place.row <= bottom and left <= place.column <= right:
            if (top, left) == (place.row, place.column) and bottom == top:
                return ""
            return f"{reference(top, left)}:{reference(bottom, right)}"
    return ""

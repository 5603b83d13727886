"""Reads a workbook back: whose it is, its figures, adjustments and texts, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from giaoban.apps.reporting.domain.workbook import (
    AdjustmentReading,
    CellReading,
    CellSpec,
    Problem,
    Severity,
    TextSpec,
    WorkbookIdentity,
    WorkbookReading,
    WorkbookSpec,
)
from giaoban.apps.reporting.formats.workbook_find import Finder, Place
from giaoban.apps.reporting.formats.workbook_layout import Role
from giaoban.apps.reporting.formats.workbook_problems import problem
from giaoban.apps.reporting.formats.workbook_values import CellReader, RefusedCellError, double
from giaoban.apps.reporting.formats.xlsx_package import Package, UnreadableFileError, open_package
from giaoban.kit.numbers import say_number

T = TypeVar("T")
SpecLookup = Callable[[WorkbookIdentity], WorkbookSpec | Problem]
"""Finds what the file should answer, by its signed key; a Problem when there is no such expectation."""


def read_workbook(source: bytes | Path, file_name: str, spec_lookup: SpecLookup) -> WorkbookReading:
    """What stands in the workbook. Never raises for a bad file: `problems` name file, sheet, cell and remedy.

    A file whose identity (form, version, period, unit, key) does not fit what `spec_lookup` returns is not
    read further. Sentences are in the active language. A 60-figure workbook takes some 10 ms.
    """
    try:
        package = open_package(source)
    except UnreadableFileError as unreadable:
        found = Problem(Severity.ERROR, unreadable.code, str(unreadable), str(unreadable.remedy))
        return WorkbookReading(problems=(replace(found, file=file_name),))
    reading = _read(package, spec_lookup)
    return replace(reading, problems=tuple(replace(p, file=file_name) for p in reading.problems))


def _read(package: Package, spec_lookup: SpecLookup) -> WorkbookReading:
    finder = Finder(package)
    if len(finder.identities) != 1:
        code = "mixed_workbook" if finder.identities else "no_identity"
        return WorkbookReading(problems=(problem(code),))
    (identity,) = finder.identities
    reading = WorkbookReading(
        form_code=identity.form_code,
        form_version=identity.form_version,
        period_code=identity.period_code,
        unit_code=identity.unit_code,
        workbook_key=identity.workbook_key,
    )
    spec = spec_lookup(identity)
    if isinstance(spec, Problem):
        return replace(reading, problems=(spec,))
    problems = _mismatch(identity, spec) or finder.structural_problems()
    if problems:
        return replace(reading, problems=tuple(problems))
    return _Reader(finder, spec, CellReader(date1904=package.date1904)).fill(reading)


def _mismatch(found: WorkbookIdentity, spec: WorkbookSpec) -> list[Problem]:
    """The first way in which the file is not the one asked for."""
    checks: tuple[tuple[str, object, object, object], ...] = (
        ("other_form", found.form_code, spec.form_code, spec.form_code),
        ("wrong_unit", found.unit_code, spec.unit_code, spec.unit_name),
        ("other_period", found.period_code, spec.period_code, spec.period_label),
        ("older_version", found.form_version, spec.form_version, spec.form_version),
        ("wrong_key", found.workbook_key, spec.workbook_key, ""),
    )
    for code, is_, should, shown in checks:
        if is_ != should:
            return [problem(code, found=is_, expected=shown)]
    return []


class _Reader:
    """Collects the entries of one workbook."""

    def __init__(self, finder: Finder, spec: WorkbookSpec, cells: CellReader) -> None:
        self.finder, self.spec, self.cells = finder, spec, cells
        self.problems: list[Problem] = []
        self.values: dict[str, CellReading] = {}
        self.adjustments: dict[str, AdjustmentReading] = {}
        self.texts: dict[str, str] = {}

    def fill(self, reading: WorkbookReading) -> WorkbookReading:
        figures, texts = list(self.spec.cells()), list(self.spec.texts())
        self.finder.compare_names([c.code for c in figures])
        lost_figures = figures and not any(
            self.finder.places(c.code, Role.OWN, n) for n, c in _counted(figures)
        )
        lost_texts = texts and not any(self.finder.places(t.code, Role.TEXT, n) for n, t in _counted(texts))
        if lost_figures or lost_texts:
            return replace(reading, problems=(problem("table_missing"),))
        if not self.finder.has_manifest:
            self.problems.append(problem("codes_deleted"))
        self.problems += self.finder.unknown([c.code for c in figures] + [t.code for t in texts])
        for ordinal, cell in _counted(figures):
            self._figure(cell, ordinal)
        for ordinal, text in _counted(texts):
            self._text(text, ordinal)
        return replace(
            reading,
            values=self.values,
            adjustments=self.adjustments,
            texts=self.texts,
            problems=(*self.problems, *self.cells.warnings),
        )

    def _figure(self, spec: CellSpec, ordinal: int) -> None:
        place = self._place(spec.code, Role.OWN, ordinal, _label(spec))
        if place is None:
            return
        if self.spec.consolidating:
            self._below(spec, place, ordinal)
            self._adjustment(spec, place, ordinal)
        if not spec.own_entry:
            if spec.numeric and place.filled and _stored(place) != spec.current:
                self._say("locked_changed", place, spec)
            return
        try:
            value = self.cells.figure(spec, place)
        except RefusedCellError as refused:
            self.problems.append(refused.problem)
            return
        raw = place.raw
        if value is None and spec.compulsory and spec.below is None:
            self._say("compulsory_empty", place, spec)
        estimate = self._beside(place, spec, Role.ESTIMATE, ordinal)
        self.values[spec.code] = CellReading(
            value=value,
            raw=(raw.value or "") if raw else "",
            sheet=place.sheet.name,
            ref=place.ref,
            from_formula=bool(raw and raw.formula),
            is_estimate=value is not None
            and estimate is not None
            and self.cells.estimate(estimate, _label(spec)),
        )

    def _adjustment(self, spec: CellSpec, own: Place, ordinal: int) -> None:
        place = self._beside(own, spec, Role.ADJUSTMENT, ordinal)
        beside = self._beside(own, spec, Role.REASON, ordinal)
        if place is None or not spec.summed:
            return
        try:
            value = self.cells.adjustment(spec, place)
            reason = self.cells.text(beside, _label(spec)) if beside else ""
        except RefusedCellError as refused:
            self.problems.append(refused.problem)
            return
        if not value:
            return
        if not reason:
            self._say("reason_missing", beside or place, spec)
            return
        raw = place.raw
        assert raw is not None  # noqa: S101 - a value was read from it
        self.adjustments[spec.code] = AdjustmentReading(
            value, reason, raw.value or "", place.sheet.name, place.ref, raw.formula
        )

    def _below(self, spec: CellSpec, own: Place, ordinal: int) -> None:
        """The locked figure from below is not read, only compared with the one issued and the one of now."""
        place = self._beside(own, spec, Role.BELOW, ordinal)
        issued_text = self.finder.below.get(spec.code)
        if issued_text is None:
            return
        issued = Decimal(issued_text) if issued_text else None
        if place and _stored(place) != issued:
            self._say("locked_changed", place, spec)
        if issued != spec.below:
            found, now = ("–" if v is None else say_number(v) for v in (issued, spec.below))
            at = place or own
            self.problems.append(
                problem(
                    "below_changed", sheet=at.sheet.name, ref=at.ref, label=_label(spec), found=found, now=now
                )
            )

    def _text(self, spec: TextSpec, ordinal: int) -> None:
        place = self._place(spec.code, Role.TEXT, ordinal, spec.label)
        if place is None:
            return
        try:
            text = self.cells.text(place, spec.label, spec.max_length)
        except RefusedCellError as refused:
            self.problems.append(refused.problem)
            return
        if not text and spec.compulsory:
            self.problems.append(
                problem("compulsory_empty", sheet=place.sheet.name, ref=place.ref, label=spec.label)
            )
        self.texts[spec.code] = text

    def _place(self, code: str, role: Role, ordinal: int, label: str) -> Place | None:
        """The one place of an entry; says so when it is gone, moved or doubled."""
        places = self.finder.places(code, role, ordinal)
        if not places:
            self.problems.append(problem("row_missing", label=label))
            return None
        if len(places) > 1:
            filled = [p for p in places if any(self.finder.entries(p))]
            first, second = places[0], places[1]
            same = len({self.finder.entries(p) for p in filled}) <= 1
            self.problems.append(
                problem(
                    "row_copied_same" if same else "row_copied",
                    sheet=second.sheet.name,
                    ref=second.ref,
                    label=label,
                    first=first.ref,
                    second=second.ref,
                )
            )
            if not same:
                return None
            return filled[0] if filled else first
        if places[0].moved:
            self.problems.append(
                problem("cell_moved", sheet=places[0].sheet.name, ref=places[0].ref, label=label)
            )
        return places[0]

    def _beside(self, own: Place, spec: CellSpec, role: Role, ordinal: int) -> Place | None:
        """The entry of another column, in the row of `own` where there are several."""
        places = self.finder.places(spec.code, role, ordinal)
        return next((p for p in places if p.row == own.row), places[0] if places else None)

    def _say(self, code: str, place: Place, spec: CellSpec) -> None:
        raw = place.raw
        value = (raw.value or "") if raw else ""
        self.problems.append(
            problem(code, sheet=place.sheet.name, ref=place.ref, value=value, label=_label(spec))
        )


def _label(spec: CellSpec) -> str:
    return f"{spec.number} {spec.label}".strip()


def _counted(items: list[T]) -> enumerate[T]:
    return enumerate(items, start=1)


def _stored(place: Place) -> Decimal | str | None:
    """The bare number of a locked cell, for comparison only."""
    raw = place.raw
    if raw is None or not raw.value:
        return None
    try:
        return double(raw.value)
    except (InvalidOperation, ValueError):
        return raw.value

"""What an Excel workbook of one unit, form and period must contain, and what was read back from it.

The writer turns a `WorkbookSpec` into a file, the reader turns a file into a `WorkbookReading`; neither knows
the database. Cells carry codes: a figure is found by its code, never by its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from giaoban.apps.indicators.enums import ValueType

Value = Decimal | str | date | None


class RatioPart(StrEnum):
    """A ratio is two entry cells that share a `ratio_code`; the percentage is computed, never typed."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class Severity(StrEnum):
    """An error keeps the whole workbook out; a warning goes in and is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class CellSpec:
    """One figure to enter.

    `number` is the label of the row ("1.2"), `level` its indent (0 = indicator, 1 and more = "of which").
    `minimum` and `maximum` are bounds of the entered value; None means no bound. Integers and money have no
    decimals whatever `decimals` says. `choices` are (code, label) pairs; the reading gives the code.
    `adds_up` false: the total is not own + below + adjustment (averages, choices, dates), no total is shown.
    `own_entry` false: the unit only consolidates this figure, its own column is locked.
    `below` is None when no unit below has given the figure.
    """

    code: str
    number: str
    label: str
    unit_of_measure: str
    value_type: ValueType
    decimals: int = 0
    compulsory: bool = False
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = None
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    level: int = 0
    previous: Value = None
    same_last_year: Value = None
    plan: Decimal | None = None
    below: Decimal | None = None
    current: Value = None
    is_estimate: bool = False
    adjustment: Decimal | None = None
    adjustment_reason: str = ""
    ratio_code: str = ""
    ratio_part: RatioPart | None = None
    adds_up: bool = True
    own_entry: bool = True

    @property
    def numeric(self) -> bool:
        return self.value_type not in (ValueType.CHOICE, ValueType.DATE)

    @property
    def places(self) -> int:
        """Decimal places a value may have."""
        return 0 if self.value_type in (ValueType.INTEGER, ValueType.MONEY) else self.decimals

    @property
    def summed(self) -> bool:
        """Own + below + adjustment makes sense for this figure."""
        return self.numeric and self.adds_up


@dataclass(frozen=True, slots=True)
class TextSpec:
    """One text to write; `max_length` in characters."""

    code: str
    label: str
    help: str = ""
    max_length: int = 20_000
    compulsory: bool = False
    current: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A titled group of figures and texts, in the form's order."""

    code: str
    title: str
    cells: tuple[CellSpec, ...] = ()
    texts: tuple[TextSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkbookIdentity:
    """What a file says it answers. Only `workbook_key` is signed; the rest is for messages and look-ups."""

    workbook_key: str
    form_code: str
    form_version: int
    period_code: str
    unit_code: str


@dataclass(frozen=True, slots=True)
class WorkbookSpec:
    """A workbook to issue: who answers what, to whom, by when. `guide`: paragraphs of the first sheet."""

    form_code: str
    form_version: int
    form_title: str
    period_code: str
    period_label: str
    unit_code: str
    unit_name: str
    receiver_name: str
    deadline: date
    guide: tuple[str, ...]
    consolidating: bool
    sections: tuple[SectionSpec, ...]
    workbook_key: str

    @property
    def identity(self) -> WorkbookIdentity:
        return WorkbookIdentity(
            self.workbook_key, self.form_code, self.form_version, self.period_code, self.unit_code
        )

    def cells(self) -> Iterator[CellSpec]:
        """Every figure, in order."""
        for section in self.sections:
            yield from section.cells

    def texts(self) -> Iterator[TextSpec]:
        """Every text, in order."""
        for section in self.sections:
            yield from section.texts


@dataclass(frozen=True, slots=True)
class CellReading:
    """A figure as found. `value` None: the cell was left empty. `raw` is what stood in the file."""

    value: Value
    raw: str
    sheet: str
    ref: str
    from_formula: bool = False
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class AdjustmentReading:
    """A correction of the sum from below, with its reason (may be empty: then a problem says so)."""

    value: Decimal
    reason: str
    raw: str
    sheet: str
    ref: str
    from_formula: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file, told so that the person who filled it can mend it.

    `code` is stable; `message` says what happened, `remedy` what to do; `sheet`, `ref`, `value` may be empty.
    """

    severity: Severity
    code: str
    message: str
    remedy: str
    file: str = ""
    sheet: str = ""
    ref: str = ""
    value: str = ""

    @property
    def place(self) -> str:
        """File, sheet and cell in one phrase: "bao-cao.xlsx › Số liệu › H12"."""
        return " › ".join(part for part in (self.file, self.sheet, self.ref) if part)

    def __str__(self) -> str:
        said = f"{self.place}: {self.message}" if self.place else self.message
        return f"{said} {self.remedy}".strip()


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """A file read back. Figures and texts whose cell was broken are absent; `problems` say why.

    Every figure of the form that was found is in `values`, also the empty ones (`value` None), so that an
    emptied cell clears the stored one; an adjustment that is absent was left empty.
    """

    form_code: str = ""
    form_version: int = 0
    period_code: str = ""
    unit_code: str = ""
    workbook_key: str = ""
    values: Mapping[str, CellReading] = field(default_factory=dict)
    adjustments: Mapping[str, AdjustmentReading] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.WARNING)

    @property
    def ok(self) -> bool:
        """The workbook may go in."""
        return not self.errors


def filled(
    spec: WorkbookSpec,
    values: Mapping[str, Value],
    *,
    texts: Mapping[str, str] | None = None,
    adjustments: Mapping[str, tuple[Decimal, str]] | None = None,
    estimates: frozenset[str] = frozenset(),
) -> WorkbookSpec:
    """The same workbook with these entries in it. Raises KeyError for a code the form does not have."""
    texts, adjustments = texts or {}, adjustments or {}
    known = {c.code for c in spec.cells()}
    unknown = (set(values) | set(adjustments) | set(estimates)) - known
    unknown |= set(texts) - {t.code for t in spec.texts()}
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))

    def entered(cell: CellSpec) -> CellSpec:
        amount, reason = adjustments.get(cell.code, (cell.adjustment, cell.adjustment_reason))
        return replace(
            cell,
            current=values.get(cell.code, cell.current),
            adjustment=amount,
            adjustment_reason=reason,
            is_estimate=cell.is_estimate or cell.code in estimates,
        )

    sections = tuple(
        replace(
            section,
            cells=tuple(entered(c) for c in section.cells),
            texts=tuple(replace(t, current=texts.get(t.code, t.current)) for t in section.texts),
        )
        for section in spec.sections
    )
    return replace(spec, sections=sections)

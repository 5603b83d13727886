"""One report as people read it: every cell with its past, its plan, what changed, and what was said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giaoban.apps.indicators.domain.arithmetic import Array, change, percent_of_plan
from giaoban.apps.indicators.enums import ValueType
from giaoban.kit.numbers import format_percent

from ..domain.completeness import Check, check, violation_key
from ..domain.form_definition import (
    CellDef,
    FormDefinition,
    IndicatorDef,
    SectionDef,
    TextDef,
    organisation_texts,
)
from ..domain.rules import Violation
from ..domain.typed import show
from ..models import CellComment, Doubt, Expectation, Report, ReportVersion
from .checks import asked_of, consolidates
from .definitions import definition_of
from .running import coverage, history_of
from .values import below_of, empty, own_part

T = TypeVar("T")
SUMMED = ("sum", "weighted_average")


def anchor(code: str) -> str:
    """The id of a cell or "text:…" on the report's page."""
    return "o-" + code.replace(":", "-").replace(".", "-")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says of a cell. `explain`: the key its explanation is stored under, "" when none is asked."""

    text: str
    tone: str
    explain: str = ""
    explanation: str = ""
    owed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of a report. `shown` holds its figures in the reader's words, by name; absent means nothing."""

    cell: CellDef
    indicator: IndicatorDef
    number: str
    nested: bool
    summed: bool
    shown: Mapping[str, str]
    rise: int = 0
    reason: str = ""
    estimate: bool = False
    formula: bool = False
    place: str = ""
    changed: bool = False
    returned: str = ""
    missing: bool = False
    remarks: tuple[Remark, ...] = ()
    comments: tuple[CellComment, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def label(self) -> str:
        return self.cell.label if self.nested or self.cell.part != "value" else self.indicator.name

    @property
    def anchor(self) -> str:
        return anchor(self.cell.code)

    @property
    def about(self) -> str:
        """The name of a group: above the first of several cells."""
        return self.indicator.name if self.cell.part == "numerator" else ""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text of a report; `before` is what stood in the version it is compared with."""

    text: TextDef
    body: str
    before: str = ""
    changed: bool = False
    returned: str = ""
    missing: bool = False
    comments: tuple[CellComment, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSection:
    code: str
    number: int
    title: str
    lines: tuple[Line, ...]
    texts: tuple[TextLine, ...]

    @property
    def open_points(self) -> int:
        """How much of the section is missing or wrong."""
        wrong = sum(1 for line in self.lines if line.missing or any(r.owed for r in line.remarks))
        return wrong + sum(1 for text in self.texts if text.missing)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole report. `blocking`: how many points stand against handing in. `running`: what its running totals cover,
    or why there is none."""

    sections: tuple[SheetSection, ...]
    consolidates: bool
    has_plan: bool
    has_to_date: bool
    has_term: bool
    running: tuple[str, ...]
    blocking: int
    changes: int
    check: Check | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a sheet is made of: a version with its texts, and the one it is compared with."""

    version: ReportVersion | None
    texts: Mapping[str, str] = field(default_factory=dict)
    base: ReportVersion | None = None
    base_texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Voices:
    """What was said of single cells: remarks of a return by "part:code", comments and doubts."""

    returned: Mapping[str, str] = field(default_factory=dict)
    comments: Sequence[CellComment] = ()
    doubts: Sequence[Doubt] = ()


def arrays_of(expectation: Expectation, version: ReportVersion | None, size: int) -> tuple[Array, Array]:
    """(from below, total) of a version, as frozen or as it stands now; without a version, what came from below."""
    if version is not None and version.frozen_at is not None:
        return tuple(version.below), tuple(version.total)
    below = below_of(expectation, size) if consolidates(expectation) else tuple(empty(size))
    own = own_part(version, size)
    total = tuple(b if o is None else o if b is None else o + b for o, b in zip(own, below, strict=True))
    return below, total


def sheet_of(report: Report, content: Content, voices: Voices, *, judged: bool) -> Sheet:
    """The sheet of a report. At most four queries. `judged`: say what is missing and which rules are broken."""
    expectation = report.expectation
    definition = definition_of(expectation.collection.form_version)
    maker = _Maker(report, definition, content, voices)
    found = maker.judge() if judged else None
    maker.remarks = _remarks(found, content.version) if found else {}
    organisation = expectation.unit.organisation.code
    shown = [s for s in definition.sections if s.open_to(organisation)]
    sections = [maker.section(s, number) for number, s in enumerate(shown, start=1)]
    kept = tuple(s for s in sections if s.lines or s.texts)
    lines = [line for s in kept for line in s.lines]
    texts = [text for s in kept for text in s.texts]
    return Sheet(
        kept,
        consolidates(expectation),
        any("plan" in line.shown for line in lines),
        any("to_date" in line.shown for line in lines) and bool(maker.year.codes),
        any("term" in line.shown for line in lines),
        coverage(maker.year, maker.term),
        found.blocking if found else 0,
        sum(line.changed for line in lines) + sum(text.changed for text in texts),
        found,
    )


def _remarks(found: Check, version: ReportVersion | None) -> dict[str, list[Remark]]:
    remarks: dict[str, list[Remark]] = defaultdict(list)
    owed = {violation_key(v) for v in found.unexplained}
    for violation in (*found.errors, *found.warnings):
        remarks[_place(violation)].append(remark_of(violation, version, owed))
    for cell in found.missing_reasons:
        remarks[cell.code].append(Remark(_("Give a reason for the adjustment."), "late", owed=True))
    return remarks


def remark_of(violation: Violation, version: ReportVersion | None, owed: set[str]) -> Remark:
    """A broken rule as the cell shows it."""
    key = violation_key(violation)
    if violation.severity == "error":
        return Remark(violation.message, "late", owed=True)
    given = version.explanations.get(key, "") if version else ""
    return Remark(violation.message, "due", key, given, key in owed)


def _place(violation: Violation) -> str:
    return violation.cells[0] if violation.cells else ""


class _Maker:
    """Builds lines from arrays that were read once."""

    def __init__(self, report: Report, definition: FormDefinition, content: Content, voices: Voices) -> None:
        self.expectation, self.definition, self.content = report.expectation, definition, content
        self.past, self.year, term = history_of(self.expectation.collection, self.expectation.unit)
        self.term = term if term and term.codes and term.codes != self.year.codes else None
        size = len(definition.cells)
        self.below, self.total = arrays_of(self.expectation, content.version, size)
        self.asked = {cell.code for cell in asked_of(self.expectation)}
        self.returned = voices.returned
        self.comments = _grouped((c.cell.removeprefix("own:"), c) for c in voices.comments)
        self.doubts = _grouped((d.cells[0], d) for d in voices.doubts if d.cells)
        self.remarks: Mapping[str, Sequence[Remark]] = {}
        self.missing: set[str] = set()
        self.lang = get_language() or "vi"

    def judge(self) -> Check:
        version, expectation = self.content.version, self.expectation
        size = len(self.definition.cells)
        found = check(
            self.definition, asked_of(expectation), expectation.unit.organisation.code,
            total=self.total,
            adjustments=version.adjustments if version else empty(size),
            reasons=version.reasons if version else {},
            texts=self.content.texts,
            explanations=version.explanations if version else {},
            past=(self.past.previous, self.past.last_year, self.past.plan),
        )  # fmt: skip
        self.missing = {c.code for c in found.missing_cells} | {f"text:{t.code}" for t in found.missing_texts}
        return found

    def section(self, section: SectionDef, number: int) -> SheetSection:
        lines: list[Line] = []
        ordinal = 0
        for indicator in section.indicators:
            cells = [c for c in self.definition.cells_by_indicator[indicator.code] if c.code in self.asked]
            ordinal += bool(cells)
            for place, cell in enumerate(cells):
                label = f"{number}.{ordinal}" + (f".{place}" if place else "")
                lines.append(self.line(cell, indicator, label))
        wanted = {
            t.code for t in organisation_texts(self.definition, self.expectation.unit.organisation.code)
        }
        texts = tuple(self.text(t) for t in section.texts if t.code in wanted)
        return SheetSection(section.code, number, section.title, tuple(lines), texts)

    def line(self, cell: CellDef, indicator: IndicatorDef, number: str) -> Line:
        version, base, code, slot = self.content.version, self.content.base, cell.code, cell.slot
        figures = self._figures(cell, version)
        shown = {
            name: show(cell, indicator, v, self.lang) for name, v in figures.items() if v is not None
        } | self._compared(cell, indicator)
        before = base.total[slot] if base is not None else None
        changed = base is not None and before != self.total[slot]
        if changed and before is not None:
            shown["before"] = show(cell, indicator, before, self.lang)
        rise = 0
        if figures["total"] is not None and figures["last_year"] is not None:
            rise = (figures["total"] > figures["last_year"]) - (figures["total"] < figures["last_year"])
        return Line(
            cell, indicator, number, cell.category_code is not None, cell.area_aggregation in SUMMED, shown, rise,
            reason=version.reasons.get(str(slot), "") if version else "",
            estimate=bool(version and slot in version.estimates),
            formula=bool(version and slot in version.formulas),
            place=version.source_cells.get(code, "") if version else "",
            changed=changed,
            returned=self.returned.get(code, "") or self.returned.get(f"own:{code}", ""),
            missing=code in self.missing,
            remarks=tuple(self.remarks.get(code, ())),
            comments=tuple(self.comments.get(code, ())),
            doubts=tuple(self.doubts.get(code, ())),
        )  # fmt: skip

    def _figures(self, cell: CellDef, version: ReportVersion | None) -> dict[str, Decimal | None]:
        slot, code = cell.slot, cell.code
        deducted = version.deducted[slot] if version and version.deducted else None
        return {
            "own": version.own[slot] if version else None,
            "below": self.below[slot],
            "adjustment": version.adjustments[slot] if version else None,
            "deducted": deducted,
            "total": self.total[slot],
            "previous": self.past.previous.get(code),
            "last_year": self.past.last_year.get(code),
            "plan": self.past.plan.get(code),
        }

    def _compared(self, cell: CellDef, indicator: IndicatorDef) -> dict[str, str]:
        """What is computed and never typed: since 1 January, since the term began, % of plan, change, the ratio."""
        total, code = self.total[cell.slot], cell.code
        if indicator.value_type in (ValueType.CHOICE, ValueType.DATE):
            return {}
        found: dict[str, str] = {}
        to_date = self.year.value(code, total, cell.time_aggregation)
        if self.year.codes and to_date is not None:
            found["to_date"] = show(cell, indicator, to_date, self.lang)
        in_term = self.term.value(code, total, cell.time_aggregation) if self.term else None
        if in_term is not None:
            found["term"] = show(cell, indicator, in_term, self.lang)
        percent = percent_of_plan(to_date, self.past.plan.get(code))
        if percent is not None:
            found["percent"] = format_percent(percent, 1, self.lang)
        for name, base in (
            ("change_previous", self.past.previous),
            ("change_last_year", self.past.last_year),
        ):
            _difference, share = change(total, base.get(code))
            if share is not None:
                found[name] = _with_sign(share, self.lang)
        if cell.part == "denominator":
            numerator = self.total[cell.slot - 1]
            if numerator is not None and total:
                found["ratio"] = format_percent(numerator * 100 / total, 1, self.lang)
        return found

    def text(self, text: TextDef) -> TextLine:
        body, before = self.content.texts.get(text.code, ""), self.content.base_texts.get(text.code, "")
        key = f"text:{text.code}"
        return TextLine(
            text, body, before,
            changed=self.content.base is not None and body != before,
            returned=self.returned.get(key, "") or self.returned.get(text.code, ""),
            missing=key in self.missing,
            comments=tuple(self.comments.get(key, ())),
        )  # fmt: skip


def _with_sign(percent: Decimal, lang: str) -> str:
    text = format_percent(abs(percent), 1, lang)
    return text if not percent else f"+{text}" if percent > 0 else f"−{text}"


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found

"""The sheet of figures: comparison, entry cells with their validation, total and check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from giaoban.apps.reporting.domain.workbook import CellSpec, RatioPart, Value, WorkbookSpec
from giaoban.apps.reporting.formats.workbook_layout import (
    CELL_MARK,
    COLUMN_MARK,
    ENTRY_ROLES,
    Role,
    defined_name,
    identity_mark,
)
from giaoban.apps.reporting.formats.workbook_rules import Checks, ask, quoted
from giaoban.apps.reporting.formats.workbook_styles import ENTRY, LOCKED, VIETNAMESE, Styles

MARK_ROW, TITLE_ROW, PARTIES_ROW, STATE_ROW, HEAD_ROW, LETTER_ROW, FIRST_ROW = range(7)

_COMPARISON = (Role.NUMBER, Role.LABEL, Role.UNIT, Role.PREVIOUS, Role.SAME, Role.PLAN)
_PLAIN = (*_COMPARISON, Role.OWN, Role.ESTIMATE, Role.CHECK)
_CONSOLIDATING = (
    *_COMPARISON,
    *(Role.OWN, Role.BELOW, Role.ADJUSTMENT, Role.REASON, Role.TOTAL, Role.ESTIMATE, Role.CHECK),
)
_WIDTHS = {
    Role.NUMBER: 7,
    Role.LABEL: 46,
    Role.UNIT: 11,
    Role.REASON: 24,
    Role.ESTIMATE: 8,
    Role.CHECK: 22,
}
_LABEL_CHARS = 44
_LINE = 16.5


def roles_of(spec: WorkbookSpec) -> tuple[Role, ...]:
    """The columns of the table, left to right, after the hidden first one."""
    return _CONSOLIDATING if spec.consolidating else _PLAIN


@dataclass(frozen=True, slots=True)
class _Place:
    """Row and columns of one figure, as zero-based numbers."""

    row: int
    columns: dict[Role, int]

    def at(self, role: Role) -> str:
        return str(xl_rowcol_to_cell(self.row, self.columns[role]))


class FigureSheet:
    """Writes one sheet; `choice_ranges` gives the range of each list of choices."""

    def __init__(
        self, book: xlsxwriter.Workbook, styles: Styles, spec: WorkbookSpec, choice_ranges: dict[str, str]
    ) -> None:
        self.book, self.styles, self.spec, self.choice_ranges = book, styles, spec, choice_ranges
        self.name = pgettext("workbook", "Figures")
        self.sheet: Worksheet = book.add_worksheet(self.name)
        self.columns = {role: n for n, role in enumerate(roles_of(spec), start=1)}
        self.checks = Checks()
        self.missing = 0

    def write(self) -> None:
        row, ordinal, first_entry = FIRST_ROW, 0, ""
        self._setup()
        numerator: tuple[CellSpec, _Place] | None = None
        for section in self.spec.sections:
            if not section.cells:
                continue
            self._section(row, section.title)
            row += 1
            for cell in section.cells:
                ordinal += 1
                place = _Place(row, self.columns)
                self._figure(cell, place, ordinal)
                first_entry = first_entry or (place.at(Role.OWN) if cell.own_entry else "")
                row += 1
                if cell.ratio_part is RatioPart.NUMERATOR:
                    numerator = cell, place
                elif cell.ratio_part is RatioPart.DENOMINATOR and numerator:
                    self._ratio(row, numerator, (cell, place))
                    row += 1
        self._state(row - 1)
        self.sheet.print_area(0, 1, row - 1, len(self.columns))
        if first_entry:
            self.sheet.set_selection(first_entry)

    def _setup(self) -> None:
        sheet, last = self.sheet, len(self.columns)
        sheet.write_string(MARK_ROW, 0, identity_mark(self.spec.identity))
        for role, column in self.columns.items():
            sheet.write_string(MARK_ROW, column, COLUMN_MARK + role.value)
            sheet.set_column(column, column, _WIDTHS.get(role, 14))
        sheet.set_row(MARK_ROW, None, None, {"hidden": True})
        sheet.set_column(0, 0, 2, None, {"hidden": True})
        self._heading()
        sheet.freeze_panes(FIRST_ROW, self.columns[Role.UNIT])
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW, LETTER_ROW)
        sheet.set_footer(f"&L&9{self.spec.unit_name.replace('&', '&&')}&R&9&P/&N")
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(last)}2000"})

    def _heading(self) -> None:
        spec, sheet, styles = self.spec, self.sheet, self.styles
        sheet.write_string(TITLE_ROW, 1, spec.form_title, styles.title())
        sheet.set_row(TITLE_ROW, 24)
        parties = _("%(unit)s – %(period)s – to: %(receiver)s – due %(deadline)s") % {
            "unit": spec.unit_name,
            "period": spec.period_label,
            "receiver": spec.receiver_name,
            "deadline": f"{spec.deadline:%d/%m/%Y}",
        }
        sheet.write_string(PARTIES_ROW, 1, parties, styles.note())
        sheet.set_row(PARTIES_ROW, 18)
        sheet.set_row(HEAD_ROW, 50)
        titles, letters = _titles(spec), _letters(spec)
        for role, column in self.columns.items():
            sheet.write_string(HEAD_ROW, column, titles[role], styles.head())
            sheet.write_string(LETTER_ROW, column, letters[role], styles.head_mark())

    def _state(self, last_row: int) -> None:
        """The line that counts what is still missing, and the legend of colours."""
        checks = xl_col_to_name(self.columns[Role.CHECK])
        zone = f"{checks}{FIRST_ROW + 1}:{checks}{last_row + 1}"
        before, _count, after = _("Compulsory figures still missing: %(count)s").partition("%(count)s")
        done = _("No compulsory figure is missing")
        count = f"COUNTIF({zone},{quoted(self.checks.empty)})"
        self.sheet.write_formula(
            STATE_ROW,
            1,
            f"=IF({count}>0,{quoted(before)}&{count}&{quoted(after)},{quoted(done)})",
            self.styles.get(bold=True),
            f"{before}{self.missing}{after}" if self.missing else done,
        )
        self.sheet.set_row(STATE_ROW, 21)
        own = self.columns[Role.OWN]
        self.sheet.write_string(
            STATE_ROW, own, pgettext("workbook", "entry"), self.styles.text(bg_color=ENTRY, align="center")
        )
        self.sheet.write_string(
            STATE_ROW,
            own - 1,
            pgettext("workbook", "locked"),
            self.styles.text(bg_color=LOCKED, align="center"),
        )

    def _section(self, row: int, title: str) -> None:
        style = self.styles.section()
        for column in self.columns.values():
            self.sheet.write_blank(row, column, None, style)
        self.sheet.write_string(row, self.columns[Role.NUMBER], title, style)
        self.sheet.set_row(row, 21)

    def _figure(self, cell: CellSpec, place: _Place, ordinal: int) -> None:
        sheet, styles, row, columns = self.sheet, self.styles, place.row, self.columns
        sheet.write_string(row, 0, CELL_MARK + cell.code)
        sheet.write_string(row, columns[Role.NUMBER], cell.number, styles.text(align="center"))
        star = " *" if cell.compulsory else ""
        sheet.write_string(row, columns[Role.LABEL], cell.label + star, styles.label(cell.level))
        sheet.write_string(row, columns[Role.UNIT], cell.unit_of_measure, styles.text(align="center"))
        for role, value in (
            (Role.PREVIOUS, cell.previous),
            (Role.SAME, cell.same_last_year),
            (Role.PLAN, cell.plan),
        ):
            self._value(row, columns[role], cell, value, locked=True)
        self._value(row, columns[Role.OWN], cell, cell.current, locked=not cell.own_entry)
        if cell.own_entry:
            rule = ask(cell, place.at(Role.OWN), self.choice_ranges.get(cell.code, ""))
            sheet.data_validation(row, columns[Role.OWN], row, columns[Role.OWN], rule)
        if self.spec.consolidating:
            self._consolidation(cell, place)
        self._estimate(cell, place)
        self._check(cell, place)
        lines = max(1, -(-(len(cell.label) + 2 * cell.level + 2) // _LABEL_CHARS))
        sheet.set_row(row, max(21.0, _LINE * lines + 4))
        for role in ENTRY_ROLES:
            if role in columns:
                target = xl_rowcol_to_cell(row, columns[role], row_abs=True, col_abs=True)
                self.book.define_name(defined_name(role, ordinal), f"='{self.name}'!{target}")

    def _consolidation(self, cell: CellSpec, place: _Place) -> None:
        sheet, row, columns = self.sheet, place.row, self.columns
        self._value(row, columns[Role.BELOW], cell, cell.below, locked=True)
        if not cell.summed:
            for role in (Role.ADJUSTMENT, Role.REASON, Role.TOTAL):
                sheet.write_blank(row, columns[role], None, self.styles.locked(cell))
            return
        self._value(row, columns[Role.ADJUSTMENT], cell, cell.adjustment, locked=False)
        sheet.data_validation(
            row,
            columns[Role.ADJUSTMENT],
            row,
            columns[Role.ADJUSTMENT],
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": -1e15,
                "maximum": 1e15,
                "input_title": pgettext("workbook", "Adjustment"),
                "input_message": _("Added to the sum; a minus sign takes off. Give the reason beside it."),
                "error_title": pgettext("workbook", "Not a number"),
                "error_message": _("Type a number; with a minus sign if it is to be taken off."),
            },
        )
        sheet.write_string(
            row, columns[Role.REASON], cell.adjustment_reason, self.styles.entry_text(font_size=10)
        )
        own, below, adjustment = (place.at(r) for r in (Role.OWN, Role.BELOW, Role.ADJUSTMENT))
        sheet.write_formula(
            row,
            columns[Role.TOTAL],
            f'=IF(COUNT({own},{below},{adjustment})=0,"",SUM({own},{below},{adjustment}))',
            self.styles.total(cell),
            _number(total_of(cell)),
        )

    def _estimate(self, cell: CellSpec, place: _Place) -> None:
        column = self.columns[Role.ESTIMATE]
        style = self.styles.entry_text(align="center")
        self.sheet.write_string(place.row, column, "x" if cell.is_estimate else "", style)
        self.sheet.data_validation(
            place.row,
            column,
            place.row,
            column,
            {
                "validate": "list",
                "source": ["x"],
                "error_title": pgettext("workbook", "Only x"),
                "error_message": _("Type x if the figure is an estimate, or leave the cell empty."),
            },
        )

    def _check(self, cell: CellSpec, place: _Place) -> None:
        target = Role.TOTAL if self.spec.consolidating and cell.summed else Role.OWN
        formula, said = self.checks.of(
            cell, own=place.at(Role.OWN), shown=place.at(target), previous=place.at(Role.PREVIOUS)
        )
        self.missing += said == self.checks.empty
        self.sheet.write_formula(place.row, self.columns[Role.CHECK], formula, self.styles.alarm(), said)

    def _ratio(self, row: int, over: tuple[CellSpec, _Place], under: tuple[CellSpec, _Place]) -> None:
        """A locked row with the percentage of the two cells above; it has no code and is never read."""
        role = Role.TOTAL if self.spec.consolidating else Role.OWN
        for column in self.columns.values():
            self.sheet.write_blank(row, column, None, self.styles.text(bg_color=LOCKED))
        label = self.styles.text(bg_color=LOCKED, italic=True, indent=1)
        self.sheet.write_string(row, self.columns[Role.LABEL], _("Ratio (computed)"), label)
        self.sheet.write_string(row, self.columns[Role.UNIT], "%", self.styles.text(align="center"))
        top, bottom = over[1].at(role), under[1].at(role)
        amounts = [total_of(c) if role is Role.TOTAL else c.current for c in (over[0], under[0])]
        self.sheet.write_formula(
            row,
            self.columns[role],
            f'=IF(AND(ISNUMBER({top}),ISNUMBER({bottom})),IF({bottom}<>0,{top}/{bottom}*100,""),"")',
            self.styles.text(
                bg_color=LOCKED, bold=True, num_format=f"{VIETNAMESE}#,##0.0", align="right", indent=1
            ),
            _percentage(*amounts),
        )
        self.sheet.set_row(row, 21)

    def _value(self, row: int, column: int, cell: CellSpec, value: Value, *, locked: bool) -> None:
        style = self.styles.locked(cell) if locked else self.styles.entry(cell)
        if value is None:
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, style)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, dict(cell.choices).get(value, value), style)
        else:
            self.sheet.write_number(row, column, float(value), style)


def total_of(cell: CellSpec) -> Decimal | None:
    """Own + below + adjustment; None when all three are empty."""
    parts = [p for p in (cell.current, cell.below, cell.adjustment) if isinstance(p, Decimal | int)]
    return sum(parts, Decimal(0)) if parts else None


def _percentage(over: Value, under: Value) -> float | str:
    if isinstance(over, Decimal | int) and isinstance(under, Decimal | int) and under:
        return float(over / under * 100)
    return ""


def _number(value: Decimal | None) -> float | int | str:
    if value is None:
        return ""
    return int(value) if value == int(value) else float(value)


def _titles(spec: WorkbookSpec) -> dict[Role, str]:
    return {
        Role.NUMBER: pgettext("workbook", "No."),
        Role.LABEL: pgettext("workbook", "Indicator"),
        Role.UNIT: pgettext("workbook", "Unit of measure"),
        Role.PREVIOUS: pgettext("workbook", "Previous period"),
        Role.SAME: pgettext("workbook", "Same period last year"),
        Role.PLAN: pgettext("workbook", "Plan of the year"),
        Role.OWN: pgettext("workbook", "Own level")
        if spec.consolidating
        else pgettext("workbook", "In the period"),
        Role.BELOW: pgettext("workbook", "From below"),
        Role.ADJUSTMENT: pgettext("workbook", "Adjustment"),
        Role.REASON: pgettext("workbook", "Reason for the adjustment"),
        Role.TOTAL: pgettext("workbook", "Total"),
        Role.ESTIMATE: pgettext("workbook", "Estimate"),
        Role.CHECK: pgettext("workbook", "Check"),
    }


def _letters(spec: WorkbookSpec) -> dict[Role, str]:
    """The row under the headings that statistical forms have: A, B, C, 1, 2 … 8=4+5+6."""
    letters = dict(zip(roles_of(spec), ("A", "B", "C", *"123456789"), strict=False))
    if spec.consolidating:
        letters[Role.REASON], letters[Role.TOTAL] = "D", "7=4+5+6"
        letters[Role.ESTIMATE] = letters[Role.CHECK] = ""
    else:
        letters[Role.ESTIMATE] = letters[Role.CHECK] = ""
    return letters

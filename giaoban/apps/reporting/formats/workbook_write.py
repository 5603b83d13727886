"""Writes the workbook that a unit fills offline: guide, figures, texts, the very hidden sheet of codes."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from giaoban.apps.indicators.enums import ValueType
from giaoban.apps.reporting.domain.workbook import TextSpec, WorkbookSpec
from giaoban.apps.reporting.formats.workbook_figures import FigureSheet
from giaoban.apps.reporting.formats.workbook_layout import (
    COLUMN_MARK,
    MANIFEST_MARK,
    MANIFEST_SHEET,
    TEXT_MARK,
    Role,
    defined_name,
    identity_mark,
)
from giaoban.apps.reporting.formats.workbook_styles import MUTED, RULE, SECTION, Styles

_MADE = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A fixed moment of creation: equal specs give equal bytes."""

EXCEL_TEXT_LIMIT = 32_767
"""Longest text of one Excel cell, in characters."""


class _Worksheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """Takes formulas as they are: XlsxWriter looks each one through for thirty functions that ours never use."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class _LockedWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """XlsxWriter has no protection of the structure (adding, renaming, deleting sheets); this adds it."""

    worksheet_class = _Worksheet

    def _write_book_views(self) -> None:
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


def write_workbook(spec: WorkbookSpec, *, lang: str = "vi") -> bytes:
    """The workbook of `spec` as .xlsx, labels in `lang`. Equal specs give equal bytes."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with translation.override(lang):
        book = _LockedWorkbook(buffer, options)
        book.set_properties({"title": spec.form_title, "author": "Giao Ban", "created": _MADE})
        styles = Styles(book)
        _guide_sheet(book, styles, spec)
        choice_ranges = _choice_ranges(spec)
        if any(True for _cell in spec.cells()):
            figures = FigureSheet(book, styles, spec, choice_ranges)
            figures.write()
            figures.sheet.activate()
        if any(True for _text in spec.texts()):
            _text_sheet(book, styles, spec)
        _manifest_sheet(book, spec)
        book.close()
    return buffer.getvalue()


def _guide_sheet(book: xlsxwriter.Workbook, styles: Styles, spec: WorkbookSpec) -> None:
    sheet = book.add_worksheet(pgettext("workbook", "Guide"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2, None, {"hidden": True})
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 92)
    sheet.write_string(0, 0, identity_mark(spec.identity))
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_row(1, 30)
    sheet.write_string(1, 1, spec.form_title, styles.title())
    facts = (
        (pgettext("workbook", "Reporting unit"), spec.unit_name),
        (pgettext("workbook", "Reporting period"), spec.period_label),
        (pgettext("workbook", "Send to"), spec.receiver_name),
        (pgettext("workbook", "Deadline"), f"{spec.deadline:%d/%m/%Y}"),
        (
            pgettext("workbook", "Form"),
            _("%(code)s, version %(version)s") % {"code": spec.form_code, "version": spec.form_version},
        ),
    )
    row = 2
    for name, value in facts:
        sheet.set_row(row, 20)
        sheet.write_string(row, 1, name, styles.text(bold=True, bg_color=SECTION, indent=1))
        sheet.write_string(row, 2, value, styles.text(indent=1))
        row += 1
    row += 1
    sheet.write_string(row, 1, _("How to fill in"), styles.get(bold=True, font_size=13))
    for number, paragraph in enumerate((*_steps(spec), *spec.guide), start=1):
        row += 1
        sheet.set_row(row, 18.0 * -(-len(paragraph) // 104) + 4)
        sheet.write_string(row, 1, str(number), styles.get(align="right", valign="top", indent=1))
        sheet.write_string(row, 2, paragraph, styles.get(text_wrap=True, valign="top"))
    sheet.protect()
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _steps(spec: WorkbookSpec) -> tuple[str, ...]:
    """The guide that every workbook has; the form's own paragraphs follow it."""
    consolidating = (
        _(
            "Type only what your own level did. “From below” is filled from the reports you have received "
            "and cannot be changed here: if a figure below is wrong, return the report to its unit."
        ),
        _("An adjustment needs its reason beside it."),
    )
    return (
        _("Type in the yellow cells only; grey cells are locked. A star marks a compulsory figure."),
        _("Type numbers without their unit. An empty cell means “no figure”; type 0 where there is none."),
        *(consolidating if spec.consolidating else ()),
        _("Type x in the column “Estimate” where the final figure is not known yet."),
        _("The column “Check” says what is missing or looks wrong; look at it before sending."),
        _("Formulas are allowed in the yellow cells; the value shown when you save is what counts."),
        _("Do not rename, delete or copy sheets. Save as .xlsx and upload it; a new upload replaces it."),
    )


def _choice_ranges(spec: WorkbookSpec) -> dict[str, str]:
    """Where the sheet of codes keeps the labels of each choice: code → range."""
    ranges, column = {}, 3
    for cell in spec.cells():
        if cell.value_type == ValueType.CHOICE and cell.choices:
            top = xl_rowcol_to_cell(0, column, row_abs=True, col_abs=True)
            bottom = xl_rowcol_to_cell(len(cell.choices) - 1, column, row_abs=True, col_abs=True)
            ranges[cell.code] = f"'{MANIFEST_SHEET}'!{top}:{bottom}"
            column += 1
    return ranges


def _manifest_sheet(book: xlsxwriter.Workbook, spec: WorkbookSpec) -> None:
    """Identity, the figures from below as issued, and the lists of choices; out of everybody's sight."""
    sheet = book.add_worksheet(MANIFEST_SHEET)
    sheet.write_string(0, 0, identity_mark(spec.identity))
    column = 3
    for row, cell in enumerate(spec.cells(), start=1):
        sheet.write_string(row, 0, MANIFEST_MARK + cell.code)
        sheet.write_string(row, 1, "" if cell.below is None else str(cell.below))
        if cell.value_type == ValueType.CHOICE and cell.choices:
            for line, (_code, label) in enumerate(cell.choices):
                sheet.write_string(line, column, label)
            column += 1
    sheet.protect()
    sheet.very_hidden()


def _text_sheet(book: xlsxwriter.Workbook, styles: Styles, spec: WorkbookSpec) -> None:
    name = pgettext("workbook", "Texts")
    sheet = book.add_worksheet(name)
    columns = {Role.NUMBER: 1, Role.LABEL: 2, Role.TEXT: 3, Role.COUNT: 4, Role.PREVIOUS: 5}
    titles = (
        pgettext("workbook", "No."),
        pgettext("workbook", "Content"),
        pgettext("workbook", "Text of this period"),
        pgettext("workbook", "Characters"),
        pgettext("workbook", "Text of the previous period"),
    )
    widths = (6, 32, 78, 12, 48)
    sheet.write_string(0, 0, identity_mark(spec.identity))
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_column(0, 0, 2, None, {"hidden": True})
    sheet.write_string(1, 1, f"{spec.form_title} – {spec.unit_name}", styles.title())
    sheet.set_row(1, 24)
    sheet.set_row(2, 30)
    for (role, column), title, width in zip(columns.items(), titles, widths, strict=True):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, COLUMN_MARK + role.value)
        sheet.write_string(2, column, title, styles.head())
    row, ordinal = 3, 0
    for section in spec.sections:
        if not section.texts:
            continue
        for column in columns.values():
            sheet.write_blank(row, column, None, styles.section())
        sheet.write_string(row, 1, section.title, styles.section())
        sheet.set_row(row, 21)
        row += 1
        for text in section.texts:
            ordinal += 1
            _text_row(sheet, styles, text, row, ordinal)
            target = xl_rowcol_to_cell(row, 3, row_abs=True, col_abs=True)
            book.define_name(defined_name(Role.TEXT, ordinal), f"='{name}'!{target}")
            row += 1
    sheet.freeze_panes(3, 3)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.print_area(0, 1, row - 1, 5)


def _text_row(sheet: Worksheet, styles: Styles, text: TextSpec, row: int, ordinal: int) -> None:
    limit = min(text.max_length, EXCEL_TEXT_LIMIT)
    label = text.label + (" *" if text.compulsory else "") + (f"\n{text.help}" if text.help else "")
    sheet.write_string(row, 0, TEXT_MARK + text.code)
    sheet.write_string(row, 1, str(ordinal), styles.text(align="center", valign="top"))
    sheet.write_string(row, 2, label, styles.text(valign="top"))
    entry = styles.entry_text(valign="top")
    if text.current:
        sheet.write_string(row, 3, text.current[:EXCEL_TEXT_LIMIT], entry)
    else:
        sheet.write_blank(row, 3, None, entry)
    cell = xl_rowcol_to_cell(row, 3)
    counter = styles.note(align="center", valign="top", border=1, border_color=RULE, font_size=10)
    sheet.write_formula(row, 4, f'=LEN({cell})&"/{limit}"', counter, f"{len(text.current)}/{limit}")
    sheet.write_string(row, 5, text.previous[:EXCEL_TEXT_LIMIT], styles.text(font_color=MUTED, valign="top"))
    sheet.set_row(
        row, min(400, max(132, 16 * (_lines(text.current, 74) + 1), 16 * (_lines(text.previous, 45) + 1)))
    )
    sheet.data_validation(
        row,
        3,
        row,
        3,
        {
            "validate": "length",
            "criteria": "<=",
            "value": limit,
            "input_title": pgettext("workbook", "Text"),
            "input_message": _("At most %(limit)s characters. Alt + Enter begins a new line.")
            % {"limit": limit},
            "error_title": pgettext("workbook", "Too long"),
            "error_message": _("The text may have at most %(limit)s characters.") % {"limit": limit},
        },
    )


def _lines(text: str, width: int) -> int:
    """Lines that `text` takes in a column of `width` characters."""
    return sum(1 + len(line) // width for line in text.split("\n"))

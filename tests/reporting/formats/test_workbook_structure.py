"""Whose workbook it is, and what happens when rows, columns and sheets are moved about."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from giaoban.apps.reporting.domain.workbook import (
    Problem,
    Severity,
    WorkbookIdentity,
    WorkbookReading,
    WorkbookSpec,
)
from giaoban.apps.reporting.formats.workbook_read import read_workbook
from tests.reporting.formats.editing import edited, find, packed, parts, put, rewritten
from tests.reporting.formats.samples import SPEC, lookup


def read(data: bytes) -> WorkbookReading:
    return read_workbook(data, "bao-cao.xlsx", lookup)


def the_error(data: bytes) -> Problem:
    errors = read(data).errors
    assert len(errors) == 1, [str(e) for e in errors]
    return errors[0]


@pytest.mark.parametrize(
    ("asked", "code", "sentence"),
    [
        (
            replace(SPEC, form_code="MT-QUY"),
            "other_form",
            "bao-cao.xlsx: This is the workbook of another form (DV-6T); form MT-QUY is asked for. "
            "Upload it at its own report, or fill in the workbook of form MT-QUY.",
        ),
        (
            replace(SPEC, form_version=3),
            "older_version",
            "bao-cao.xlsx: This workbook belongs to version 2 of the form; the form is now at version 3. "
            "Download the new workbook and copy your figures into its yellow cells.",
        ),
        (
            replace(SPEC, unit_code="HND-79", unit_name="Hội Nông dân thành phố Hồ Chí Minh"),
            "wrong_unit",
            "bao-cao.xlsx: This workbook was issued to another unit (HND-68), not to Hội Nông dân thành phố "
            "Hồ Chí Minh. Each unit fills in its own workbook. Download the one of Hội Nông dân thành phố "
            "Hồ Chí Minh.",
        ),
        (
            replace(SPEC, period_code="2021-H2", period_label="6 tháng cuối năm 2021"),
            "other_period",
            "bao-cao.xlsx: This is the workbook of another period (2021-H1); period 6 tháng cuối năm 2021 "
            "is asked for. Upload it at its own period, or fill in the workbook of period "
            "6 tháng cuối năm 2021.",
        ),
        (
            replace(SPEC, workbook_key="another"),
            "wrong_key",
            "bao-cao.xlsx: The hidden key of this workbook does not belong to this report; it may be a copy. "
            "Download the workbook of this report again and fill that in.",
        ),
    ],
)
def test_another_workbook_than_the_one_asked_for(
    plain: bytes, asked: WorkbookSpec, code: str, sentence: str
) -> None:
    reading = read_workbook(plain, "bao-cao.xlsx", lambda _identity: asked)
    assert [p.code for p in reading.problems] == [code]
    assert str(reading.problems[0]) == sentence
    assert reading.values == {}


def test_a_key_that_is_not_known_gives_the_problem_of_the_lookup(plain: bytes) -> None:
    asked: list[WorkbookIdentity] = []

    def refuse(identity: WorkbookIdentity) -> Problem:
        asked.append(identity)
        return Problem(Severity.ERROR, "key_unknown", "Not issued here.", "Download it again.")

    reading = read_workbook(plain, "x.xlsx", refuse)
    assert asked == [SPEC.identity]
    assert str(reading.problems[0]) == "x.xlsx: Not issued here. Download it again."
    assert reading.workbook_key == SPEC.workbook_key


def test_an_excel_file_of_ones_own(plain: bytes) -> None:
    def forget(book: openpyxl.Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.value = None

    error = the_error(edited(plain, forget))
    assert error.code == "no_identity"
    assert error.message == "This workbook was not issued by this system, or its hidden marks were deleted."


def test_sheets_of_two_workbooks_together(plain: bytes) -> None:
    def mix(book: openpyxl.Workbook) -> None:
        book["Guide"]["A1"].value = str(book["Guide"]["A1"].value).replace("HND-68", "HND-01")

    assert the_error(edited(plain, mix)).code == "mixed_workbook"


def _renamed(book: openpyxl.Workbook) -> None:
    book["Figures"].title = "Bản sao của Minh"
    book["Texts"].title = "abc"


def _rows_inserted(book: openpyxl.Workbook) -> None:
    book["Figures"].insert_rows(9, 3)
    book["Figures"].insert_rows(1)


def _columns_inserted(book: openpyxl.Workbook) -> None:
    book["Figures"].insert_cols(4, 2)
    book["Figures"].insert_cols(1)


def _columns_deleted(book: openpyxl.Workbook) -> None:
    book["Figures"].delete_cols(5, 2)


def _sorted_backwards(book: openpyxl.Workbook) -> None:
    sheet = book["Figures"]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=8, max_row=11)]
    for number, row in zip(range(8, 12), reversed(rows), strict=True):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value


def _sheets_reordered(book: openpyxl.Workbook) -> None:
    book.move_sheet("Figures", 2)


@pytest.mark.parametrize(
    "change",
    [_renamed, _rows_inserted, _columns_inserted, _columns_deleted, _sorted_backwards, _sheets_reordered],
)
def test_figures_are_found_wherever_they_have_gone(plain: bytes, change: object) -> None:
    data = edited(plain, put("NS.01", 11), put("NS.01.a", 22), put("CL.01", -3), change)  # type: ignore[arg-type]
    reading = read(edited(data, put("T.NS", "Kết quả", role="text")))
    assert reading.ok, [str(p) for p in reading.errors]
    found = {code: cell.value for code, cell in reading.values.items() if cell.value is not None}
    assert found == {"NS.01": 11, "NS.01.a": 22, "CL.01": -3}
    assert reading.texts["T.NS"] == "Kết quả"


def test_the_hidden_column_and_row_deleted_the_defined_names_remain(plain: bytes) -> None:
    def forget(book: openpyxl.Workbook) -> None:
        for row in book["Figures"].iter_rows(min_row=2):
            row[0].value = None
        for cell in book["Texts"][1]:
            cell.value = None

    reading = read(edited(plain, put("NS.01", 11), put("T.NS", "a", role="text"), forget))
    assert reading.ok, [str(p) for p in reading.errors]
    assert reading.values["NS.01"].value == 11
    assert reading.texts["T.NS"] == "a"


def test_the_sheet_of_codes_deleted(plain: bytes) -> None:
    def forget(book: openpyxl.Workbook) -> None:
        del book["gb"]

    reading = read(edited(plain, put("NS.01", 11), forget))
    assert reading.ok
    assert reading.values["NS.01"].value == 11
    (warning,) = (p for p in reading.warnings if p.code == "codes_deleted")
    assert (
        warning.message == "The hidden sheet of codes was deleted; the workbook was read by its other marks."
    )


def test_the_sheet_of_figures_deleted(plain: bytes) -> None:
    def forget(book: openpyxl.Workbook) -> None:
        del book["Figures"]

    error = the_error(edited(plain, forget))
    assert error.code == "table_missing"
    assert error.message == (
        "The table of figures or texts is missing: its sheet or its hidden marks were deleted."
    )


def test_a_deleted_row_is_named_and_the_others_go_in(plain: bytes) -> None:
    def forget(book: openpyxl.Workbook) -> None:
        book["Figures"].delete_rows(9)

    reading = read(edited(plain, put("NS.02", "1,5"), forget))
    assert [p.code for p in reading.errors] == ["row_missing"]
    assert reading.errors[0].message == (
        "The row “1.1 Trong đó: thành lập mới” is missing from the workbook."
    )
    assert reading.values["NS.02"].value == Decimal("1.5")


def _copy_row(book: openpyxl.Workbook) -> None:
    sheet = book["Figures"]
    for cell in sheet[9]:
        sheet.cell(30, cell.column).value = cell.value


def test_a_copied_row_with_another_value_is_refused(plain: bytes) -> None:
    def copy_and_change(book: openpyxl.Workbook) -> None:
        _copy_row(book)
        book["Figures"]["H30"] = 6

    error = the_error(edited(plain, put("NS.01.a", 5), copy_and_change))
    assert (error.code, error.ref) == ("row_copied", "H30")
    assert error.message == (
        "The row “1.1 Trong đó: thành lập mới” stands in the sheet twice with different entries (H9 and H30)."
    )


def test_a_copied_row_with_the_same_value_is_read_once(plain: bytes) -> None:
    reading = read(edited(plain, put("NS.01.a", 5), _copy_row))
    assert reading.ok
    assert reading.values["NS.01.a"].value == 5
    assert "row_copied_same" in {p.code for p in reading.warnings}


def test_a_copied_row_of_which_one_is_filled(plain: bytes) -> None:
    def fill_the_copy(book: openpyxl.Workbook) -> None:
        book["Figures"]["H30"] = 6

    reading = read(edited(plain, _copy_row, fill_the_copy))
    assert reading.ok
    assert (reading.values["NS.01.a"].value, reading.values["NS.01.a"].ref) == (6, "H30")


def test_a_copied_sheet_is_refused_once_not_per_cell(plain: bytes) -> None:
    def copy(book: openpyxl.Workbook) -> None:
        book.copy_worksheet(book["Figures"])

    error = the_error(edited(plain, copy))
    assert error.code == "sheet_copied"
    assert error.message == (
        "The sheet was copied: the same figures stand on “Figures” and on “Figures Copy”."
    )


def test_a_copied_column_is_refused(plain: bytes) -> None:
    def copy(book: openpyxl.Workbook) -> None:
        for row in book["Figures"].iter_rows(min_col=8, max_col=8):
            book["Figures"].cell(row[0].row, 14).value = row[0].value

    error = the_error(edited(plain, copy))
    assert error.code == "column_copied"
    assert error.message == "A column of the table was copied: the same entries stand in H and N."


def test_a_row_of_another_form_pasted_in(plain: bytes) -> None:
    def paste(book: openpyxl.Workbook) -> None:
        book["Figures"]["A30"] = "gb:cell:LA.99"
        book["Figures"]["H30"] = 1

    (warning,) = (p for p in read(edited(plain, paste)).warnings if p.code == "unknown_code")
    assert warning.ref == "A30"
    assert "“LA.99”" in warning.message


def test_an_entry_cut_out_and_pasted_outside_the_table(plain: bytes) -> None:
    """Excel lets the defined name follow the cell that was cut."""

    def cut(book: openpyxl.Workbook) -> None:
        book["Figures"]["P40"] = 17
        book.defined_names["gb_own_2"].attr_text = "Figures!$P$40"

    reading = read(edited(plain, cut))
    assert (reading.values["NS.01.a"].value, reading.values["NS.01.a"].ref) == (17, "P40")
    (warning,) = (p for p in reading.warnings if p.code == "cell_moved")
    assert warning.message == (
        "The entry of “1.1 Trong đó: thành lập mới” was moved out of its row; "
        "it was read where it stands now."
    )


def test_a_cell_pasted_over_another_row_counts_where_it_is_seen(plain: bytes) -> None:
    def cut(book: openpyxl.Workbook) -> None:
        find(book, "NS.02").value = 9
        book.defined_names["gb_own_2"].attr_text = "Figures!$H$10"
        del book.defined_names["gb_own_3"]

    reading = read(edited(plain, cut))
    assert reading.values["NS.01.a"].value is None
    assert reading.values["NS.02"].value == 9


@pytest.mark.parametrize("zone", ["H8:H10", "G9:H9", "H9:I10"])
def test_merged_entry_cells_are_refused(plain: bytes, zone: str) -> None:
    def merge(book: openpyxl.Workbook) -> None:
        book["Figures"].merge_cells(zone)

    errors = read(edited(plain, merge)).errors
    assert {e.code for e in errors} == {"merged"}
    assert "H9" in {e.ref for e in errors}
    assert f"is merged with others ({zone})" in errors[0].message


def test_a_text_cell_merged_to_the_right_still_counts(plain: bytes) -> None:
    def merge(book: openpyxl.Workbook) -> None:
        find(book, "T.NS", "text").value = "Kết quả"
        book["Texts"].merge_cells("D5:E5")

    assert read(edited(plain, merge)).texts["T.NS"] == "Kết quả"


def test_the_date_system_of_old_macs(plain: bytes) -> None:
    data = edited(plain, put("HN.01", 42886, number_format="dd/mm/yyyy"))
    mac = rewritten(
        data, "xl/workbook.xml", lambda xml: xml.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)
    )
    assert str(read(mac).values["HN.01"].value) == "2021-06-01"


def test_other_programs_write_prefixes_and_absolute_paths(plain: bytes) -> None:
    content = parts(edited(plain, put("NS.01", 8)))
    sheet = content["xl/worksheets/sheet2.xml"].decode()
    for tag in ("worksheet", "sheetData", "row", "c", "v", "f"):
        sheet = sheet.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
        sheet = sheet.replace(f"</{tag}>", f"</x:{tag}>")
    content["xl/worksheets/sheet2.xml"] = sheet.replace("xmlns=", "xmlns:x=", 1).encode()
    assert read(packed(content)).values["NS.01"].value == 8

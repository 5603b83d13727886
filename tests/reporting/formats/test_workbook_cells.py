"""What people type into single cells: the value read, or the sentence they get."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from giaoban.apps.reporting.domain.workbook import Problem, Severity, Value, WorkbookReading
from giaoban.apps.reporting.formats.workbook_read import read_workbook
from tests.reporting.formats.editing import Edit, edited, put, put_text, rewritten
from tests.reporting.formats.samples import SPEC, lookup


def read(data: bytes) -> WorkbookReading:
    return read_workbook(data, "bao-cao.xlsx", lookup)


def the_error(data: bytes) -> Problem:
    errors = read(data).errors
    assert len(errors) == 1, [str(e) for e in errors]
    return errors[0]


@pytest.mark.parametrize(
    ("code", "typed", "value"),
    [
        ("NS.01", 12, Decimal(12)),
        ("NS.01", "12", Decimal(12)),
        ("NS.01", "1.234", Decimal(1234)),
        ("NS.01", "１２３", Decimal(123)),
        ("NS.01", "'45", Decimal(45)),
        ("NS.01", 0, Decimal(0)),
        ("NS.01", None, None),
        ("NS.01", "   ", None),
        ("NS.02", "1.234,5", Decimal("1234.5")),
        ("NS.02", "1,234.5", Decimal("1234.5")),
        ("NS.02", 0.1 + 0.2, Decimal("0.3")),
        ("NS.02", 1e-7, Decimal(0)),
        ("TC.01", 123456789012345, Decimal(123456789012345)),
        ("TC.01", "1.250.000.000", Decimal(1250000000)),
        ("CL.01", -7, Decimal(-7)),
        ("CL.01", "(7)", Decimal(-7)),
        ("TL.01", "12,5%", Decimal("12.5")),
        ("XL.01", "Khá, đạt", "B"),
        ("XL.01", "kha, dat", "B"),
        ("XL.01", "c", "C"),
        ("HN.01", date(2021, 6, 1), date(2021, 6, 1)),
        ("HN.01", 44348.75, date(2021, 6, 1)),
        ("HN.01", "01/6/2021", date(2021, 6, 1)),
        ("HN.01", "1.6.2021", date(2021, 6, 1)),
        ("HN.01", "2021-06-01", date(2021, 6, 1)),
        ("HN.01", "'01/06/2021", date(2021, 6, 1)),
    ],
)
def test_understood(plain: bytes, code: str, typed: object, value: Value) -> None:
    reading = read(edited(plain, put(code, typed)))
    assert reading.ok, [str(p) for p in reading.errors]
    assert reading.values[code].value == value


def test_a_percentage_typed_where_percent_is_the_unit(plain: bytes) -> None:
    reading = read(edited(plain, put("TL.01", 0.125, number_format="0.0%")))
    assert reading.values["TL.01"].value == Decimal("12.5")


@pytest.mark.parametrize(
    ("edit", "code", "sentence"),
    [
        (
            put("NS.01.a", "không có"),
            "number_malformed",
            "“không có” is not a number. Type digits only, for example 1234567 or 1.234.567.",
        ),
        (
            put("NS.01.a", "12 cửa hàng"),
            "number_unit",
            "“12 cửa hàng” carries the unit “cửa hàng”. "
            "Type the number only, in the unit of measure the row asks for.",
        ),
        (
            put("NS.02", "1.234"),
            "number_ambiguous",
            "“1.234” can be read as 1234 or as 1,234. Type 1234 or 1,2340.",
        ),
        (
            put("NS.01.a", -3),
            "negative",
            "“-3” in “1.1 Trong đó: thành lập mới” is negative; a count cannot be. "
            "Type 0 or a positive number.",
        ),
        (
            put("NS.01.a", 1.234),
            "number_whole",
            "“1.234” in “1.1 Trong đó: thành lập mới” is not a whole number. "
            "Type a whole number. If a thousand was meant, type it without dot or comma.",
        ),
        (
            put("TL.01", 250),
            "too_large",
            "“250” in “7 Tỷ lệ hộ tham gia” is above the highest value allowed, 100. "
            "Check the figure and its unit of measure.",
        ),
        (
            put("NS.01.a", "=SUM(#REF!)"),
            "formula_no_value",
            "The formula in the cell of “1.1 Trong đó: thành lập mới” was saved without its result. "
            "Open the file in Excel or LibreOffice, let it calculate, and save it; or type the value.",
        ),
        (
            put("NS.01.a", "#REF!"),
            "error_value",
            "The cell of “1.1 Trong đó: thành lập mới” shows the error #REF!. "
            "Type the value, or mend the formula.",
        ),
        (
            put("NS.01.a", True),
            "boolean",
            "The cell of “1.1 Trong đó: thành lập mới” holds a yes/no value, not what the row asks for. "
            "Type the value.",
        ),
        (
            put("NS.01.a", date(2022, 2, 1), number_format="dd/mm/yyyy"),
            "date_in_number",
            "The cell of “1.1 Trong đó: thành lập mới” holds a date (01/02/2022); a number is asked for. "
            "Type the number again; write fractions as decimals, not as 1/2.",
        ),
        (
            put("NS.01.a", 0.12, number_format="0%"),
            "number_percent",
            "The cell of “1.1 Trong đó: thành lập mới” holds a percentage (12%); a number is asked for. "
            "Type the number itself, without the percent sign.",
        ),
        (
            put("HN.01", "tháng 6"),
            "date_malformed",
            "“tháng 6” in “6 Ngày tổ chức hội nghị sơ kết” is not a date. "
            "Type day/month/year, for example 31/12/2021.",
        ),
        (
            put("HN.01", "31/02/2021"),
            "date_malformed",
            "“31/02/2021” in “6 Ngày tổ chức hội nghị sơ kết” is not a date. "
            "Type day/month/year, for example 31/12/2021.",
        ),
        (
            put("XL.01", "Xuất sắc"),
            "choice_unknown",
            "“Xuất sắc” in “5 Tự xếp loại” is not one of the choices. Choose one of: Tốt, Khá, đạt, Yếu.",
        ),
        (
            put("T.KN", "x" * 501, role="text"),
            "text_too_long",
            "The text of “Kiến nghị, đề xuất” has 501 characters; at most 500 are allowed. "
            "Shorten the text, or attach it as a file on the page of the report.",
        ),
    ],
)
def test_the_sentence_a_person_gets(plain: bytes, edit: Edit, code: str, sentence: str) -> None:
    error = the_error(edited(plain, edit))
    assert error.code == code
    assert f"{error.message} {error.remedy}" == sentence
    assert error.file == "bao-cao.xlsx"
    assert error.sheet in ("Figures", "Texts")
    assert str(error) == f"bao-cao.xlsx › {error.sheet} › {error.ref}: {sentence}"


def test_the_error_names_the_very_cell_and_leaves_the_others_in(plain: bytes) -> None:
    reading = read(edited(plain, put("NS.01", 5), put("NS.01.a", "năm")))
    assert reading.errors[0].ref == "H9"
    assert reading.errors[0].value == "năm"
    assert reading.values["NS.01"].value == 5
    assert "NS.01.a" not in reading.values


def test_a_bound_of_the_form_other_than_zero(plain: bytes) -> None:
    first, second = SPEC.sections
    cells = tuple(replace(c, minimum=Decimal(1000)) if c.code == "TC.01" else c for c in first.cells)
    spec = replace(SPEC, sections=(replace(first, cells=cells), second))
    (error,) = read_workbook(edited(plain, put("TC.01", 15)), "bao-cao.xlsx", lambda _identity: spec).errors
    assert error.code == "too_small"
    assert error.message == "“15” in “3 Kinh phí vận động” is below the lowest value allowed, 1,000."


def test_too_many_decimals_are_rounded_and_said(plain: bytes) -> None:
    reading = read(edited(plain, put("NS.02", 33.33333)))
    assert reading.values["NS.02"].value == Decimal("33.33")
    (rounded,) = (p for p in reading.warnings if p.code == "rounded")
    assert rounded.message == "“33.33333” in “2 Nông sản hỗ trợ tiêu thụ” was rounded to 2 decimal places."


def _sheet_part(data: bytes, ref: bytes, inner: bytes) -> bytes:
    """The figures sheet with the content of one cell written as Excel would."""
    pattern = re.compile(rb'<c r="' + ref + rb'" s="(\d+)"/>')
    return rewritten(
        data,
        "xl/worksheets/sheet2.xml",
        lambda xml: pattern.sub(rb'<c r="' + ref + rb'" s="\1"' + inner, xml),
    )


def test_a_formula_counts_by_its_cached_value_and_is_marked(plain: bytes) -> None:
    reading = read(_sheet_part(plain, b"H8", b"><f>5+7</f><v>12</v></c>"))
    cell = reading.values["NS.01"]
    assert (cell.value, cell.from_formula, cell.ref, cell.sheet) == (Decimal(12), True, "H8", "Figures")
    assert reading.ok


def test_a_formula_whose_result_is_an_error(plain: bytes) -> None:
    error = the_error(_sheet_part(plain, b"H8", b' t="e"><f>#REF!+1</f><v>#REF!</v></c>'))
    assert (error.code, error.ref, error.value) == ("error_value", "H8", "#REF!")


def test_a_text_formula_that_gives_nothing_is_an_empty_cell(plain: bytes) -> None:
    cell = read(_sheet_part(plain, b"H9", b' t="str"><f>IF(1,"")</f><v></v></c>')).values["NS.01.a"]
    assert (cell.value, cell.from_formula) == (None, True)


def test_numbers_as_inline_and_rich_text(plain: bytes) -> None:
    rich = b' t="inlineStr"><is><r><t>1.2</t></r><r><t>34</t></r><rPh sb="0" eb="1"><t>9</t></rPh></is></c>'
    assert read(_sheet_part(plain, b"H8", rich)).values["NS.01"].value == 1234


def test_what_looks_like_a_formula_in_a_text_stays_text(plain: bytes) -> None:
    attack = "=cmd|'/c calc'!A1"
    reading = read(edited(plain, put_text("T.NS", attack)))
    assert reading.ok
    assert reading.texts["T.NS"] == attack


def test_control_characters_and_line_ends_are_tidied(plain: bytes) -> None:
    reading = read(edited(plain, put("T.NS", "Dòng một_x000D_\ndòng_x0007_ hai\u0065\u0302 ", role="text")))
    assert reading.texts["T.NS"] == "Dòng một\ndòng haiê"


def test_an_estimate_is_marked_and_a_strange_mark_is_asked_about(plain: bytes) -> None:
    reading = read(
        edited(
            plain,
            put("NS.01", 3),
            put("NS.01", "X", role="estimate"),
            put("NS.01.a", 1),
            put("NS.01.a", "?", role="estimate"),
        )
    )
    assert reading.values["NS.01"].is_estimate
    assert not reading.values["NS.01.a"].is_estimate
    assert [p.code for p in reading.warnings if p.ref.startswith("I")] == ["estimate_unclear"]


def test_a_compulsory_gap_is_a_warning_so_that_a_draft_can_be_brought_in(plain: bytes) -> None:
    reading = read(plain)
    assert reading.ok
    gaps = [p for p in reading.warnings if p.code == "compulsory_empty"]
    assert {p.ref for p in gaps} == {"H8", "H17", "D7"}
    assert all(p.severity is Severity.WARNING for p in gaps)
    assert {c.value for c in reading.values.values()} == {None}


@pytest.mark.parametrize("typed", [1e30, -1e25, 1e300])
def test_a_number_without_end_is_refused_like_any_slip(plain: bytes, typed: float) -> None:
    assert the_error(edited(plain, put("NS.01", typed))).code == "number_long"

"""What a unit receives: locked where it should be, checked in the cells, and read back exactly."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from giaoban.apps.reporting.domain.workbook import Value, filled
from giaoban.apps.reporting.formats.workbook_read import read_workbook
from giaoban.apps.reporting.formats.workbook_write import write_workbook
from tests.reporting.formats.editing import find, parts
from tests.reporting.formats.samples import CONSOLIDATING, SPEC, big_spec, lookup


@pytest.fixture(scope="module")
def book(consolidating: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(consolidating))


def rule_at(sheet: Worksheet, ref: str) -> DataValidation:
    return next(rule for rule in sheet.data_validations.dataValidation if ref in rule.sqref)


def test_equal_specs_give_equal_bytes() -> None:
    assert write_workbook(SPEC) == write_workbook(SPEC)
    assert write_workbook(SPEC) != write_workbook(CONSOLIDATING)


def test_the_structure_is_locked_and_the_codes_are_out_of_sight(book: openpyxl.Workbook) -> None:
    assert book.security.lockStructure
    assert book["gb"].sheet_state == "veryHidden"
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    figures = book["Figures"]
    assert figures.row_dimensions[1].hidden
    assert figures.column_dimensions["A"].hidden
    assert figures.freeze_panes == "D7"


def test_only_entry_cells_are_unlocked(book: openpyxl.Workbook) -> None:
    def unlocked() -> Iterator[str]:
        for row in book["Figures"].iter_rows():
            yield from (cell.coordinate for cell in row if not cell.protection.locked)

    own = {f"H{row}" for row in (8, 9, 10, 13, 14, 16, 17, 18, 19)}
    adjusted = {f"{column}{row}" for column in "JK" for row in (8, 9, 10, 11, 13, 14, 18, 19)}
    estimates = {f"M{row}" for row in (8, 9, 10, 11, 13, 14, 16, 17, 18, 19)}
    assert set(unlocked()) == own | adjusted | estimates


def test_the_print_fits_a4_landscape_with_repeated_headings(book: openpyxl.Workbook) -> None:
    page = book["Figures"]
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_rows == "$5:$6"


@pytest.mark.parametrize(
    ("ref", "kind", "formula"),
    [("H8", "whole", "0"), ("H10", "decimal", "0"), ("H16", "list", "'gb'!$D$1:$D$3"), ("M8", "list", '"x"')],
)
def test_cells_are_checked_while_typing(book: openpyxl.Workbook, ref: str, kind: str, formula: str) -> None:
    rule = rule_at(book["Figures"], ref)
    assert (rule.type, rule.formula1) == (kind, formula)
    assert rule.error


def test_the_prompt_carries_the_help_of_the_form(book: openpyxl.Workbook) -> None:
    rule = rule_at(book["Figures"], "H8")
    assert rule.prompt == "Type a whole number. At least 0. Chỉ tính cửa hàng còn hoạt động."
    assert rule.promptTitle is not None
    assert len(rule.promptTitle) <= 32


def test_a_date_cell_takes_dates_only_and_a_text_is_measured(book: openpyxl.Workbook) -> None:
    assert rule_at(book["Figures"], "H17").formula1 == "AND(ISNUMBER(H17),H17>=18264,H17<73051)"
    text = rule_at(book["Texts"], "D7")
    assert (text.type, text.operator, text.formula1) == ("textLength", "lessThanOrEqual", "500")


def test_last_periods_figures_stand_beside_the_empty_cell(book: openpyxl.Workbook) -> None:
    beside = [find(book, "NS.01", role).value for role in ("previous", "same", "plan", "below", "own")]
    assert beside == [11, 9, 20, 40, None]


def test_every_entry_cell_has_its_name(book: openpyxl.Workbook) -> None:
    for ordinal, cell in enumerate(CONSOLIDATING.cells(), start=1):
        target = book.defined_names[f"gb_own_{ordinal}"].attr_text
        own = find(book, cell.code)
        assert target == f"'Figures'!$H${own.row}"


def test_a_label_that_looks_like_a_formula_is_text() -> None:
    section = SPEC.sections[0]
    cell = next(iter(section.cells))
    hostile = replace(cell, label="=1+1", help="=2+2")
    data = write_workbook(replace(SPEC, sections=(replace(section, cells=(hostile,)),)))
    sheet = next(xml for name, xml in parts(data).items() if name.endswith("sheet2.xml"))
    assert b"<f>1+1" not in sheet


def test_the_state_line_counts_what_is_missing() -> None:
    for spec, said in (
        (SPEC, "Compulsory figures still missing: 2"),
        (filled(SPEC, {"NS.01": Decimal(9), "HN.01": date(2021, 6, 1)}), "No compulsory figure is missing"),
    ):
        book = openpyxl.load_workbook(io.BytesIO(write_workbook(spec, lang="en")), data_only=True)
        assert book["Figures"]["B4"].value == said


def test_labels_follow_the_language_asked_for() -> None:
    english = openpyxl.load_workbook(io.BytesIO(write_workbook(SPEC, lang="en"))).sheetnames
    assert english == ["Guide", "Figures", "Texts", "gb"]


values = st.fixed_dictionaries(
    {
        "NS.01": st.none() | st.integers(0, 10**9).map(Decimal),
        "NS.02": st.none() | st.decimals(0, 10**9, places=2, allow_nan=False),
        "TC.01": st.none() | st.integers(0, 10**14).map(Decimal),
        "CL.01": st.none() | st.integers(-(10**6), 10**6).map(Decimal),
        "TL.01": st.none() | st.decimals(0, 100, places=1, allow_nan=False),
        "XL.01": st.none() | st.sampled_from(["A", "B", "C"]),
        "HN.01": st.none() | st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    }
)
plain_text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=200
).map(str.strip)


@settings(max_examples=25, deadline=None)
@given(values=values, text=plain_text, adjustment=st.integers(-1000, 1000).filter(bool))
def test_what_was_filled_in_is_read_back_exactly(
    values: dict[str, Value], text: str, adjustment: int
) -> None:
    spec = filled(
        CONSOLIDATING,
        values,
        texts={"T.NS": text},
        adjustments={"NS.02": (Decimal(adjustment), "Lý do")},
        estimates=frozenset({"NS.01"}),
    )
    reading = read_workbook(write_workbook(spec), "tinh.xlsx", lookup)
    assert reading.ok, [str(p) for p in reading.errors]
    expected = {code: value for code, value in values.items() if code != "TC.01"}
    assert {code: reading.values[code].value for code in expected} == expected
    assert reading.texts["T.NS"] == unicodedata.normalize("NFC", text).strip()
    assert reading.adjustments["NS.02"].value == adjustment
    assert reading.values["NS.01"].is_estimate == (values["NS.01"] is not None)


def test_a_form_of_the_demonstrations_size() -> None:
    spec = big_spec(7)
    reading = read_workbook(write_workbook(spec), "x.xlsx", lambda _identity: spec)
    assert reading.problems == ()
    assert len(reading.values) == 60
    assert len(reading.texts) == 12
    assert sum(c.value for c in reading.values.values() if isinstance(c.value, Decimal)) == sum(
        n * 100 + 7 for n in range(1, 61)
    )

"""The workbook of a unit that adds up: own + below + adjustment with a reason."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl

from giaoban.apps.reporting.domain.workbook import WorkbookIdentity, WorkbookReading, WorkbookSpec, filled
from giaoban.apps.reporting.formats.workbook_read import read_workbook
from giaoban.apps.reporting.formats.workbook_write import write_workbook
from tests.reporting.formats.editing import edited, find, put
from tests.reporting.formats.samples import CONSOLIDATING, SHOPS, lookup


def read(data: bytes) -> WorkbookReading:
    return read_workbook(data, "tinh.xlsx", lookup)


def test_an_adjustment_comes_with_its_reason(consolidating: bytes) -> None:
    data = edited(
        consolidating,
        put("NS.01", 12),
        put("NS.01", -2, role="adjustment"),
        put("NS.01", "Hai cửa hàng trùng", role="reason"),
    )
    reading = read(data)
    assert reading.ok
    adjustment = reading.adjustments["NS.01"]
    assert (adjustment.value, adjustment.reason) == (Decimal(-2), "Hai cửa hàng trùng")
    assert adjustment.ref == "J8"
    assert reading.values["NS.01"].value == 12


def test_an_adjustment_without_a_reason_is_refused(consolidating: bytes) -> None:
    (error,) = read(edited(consolidating, put("NS.01", 5, role="adjustment"))).errors
    assert error.code == "reason_missing"
    assert error.ref == "K8"
    assert error.message == f"The adjustment of “1 {SHOPS.label}” has no reason."


def test_an_adjustment_of_zero_is_none(consolidating: bytes) -> None:
    reading = read(edited(consolidating, put("NS.01", 0, role="adjustment")))
    assert reading.ok
    assert reading.adjustments == {}


def test_the_figure_from_below_cannot_be_typed(consolidating: bytes) -> None:
    reading = read(edited(consolidating, put("NS.01", 4000, role="below")))
    (warning,) = (p for p in reading.warnings if p.code == "locked_changed")
    assert (warning.ref, warning.value) == ("I8", "4000")
    assert warning.message == f"A locked cell of “1 {SHOPS.label}” was changed; the change was not read."
    assert reading.ok


def test_a_figure_that_is_only_rolled_up_has_no_own_part(consolidating: bytes) -> None:
    reading = read(edited(consolidating, put("TC.01", 99)))
    assert "TC.01" not in reading.values
    assert [p.code for p in reading.warnings if p.ref == "H11"] == ["locked_changed"]


def test_a_report_received_below_in_the_meantime_is_said(consolidating: bytes) -> None:
    def later(_identity: WorkbookIdentity) -> WorkbookSpec:
        first, second = CONSOLIDATING.sections
        cells = tuple(replace(c, below=Decimal(45)) if c.code == "NS.01" else c for c in first.cells)
        return replace(CONSOLIDATING, sections=(replace(first, cells=cells), second))

    warnings = read_workbook(consolidating, "tinh.xlsx", later).warnings
    (changed,) = (p for p in warnings if p.code == "below_changed")
    assert changed.message == (
        f"The figure from below of “1 {SHOPS.label}” was 40 at the time of issue; now it is 45."
    )


def test_the_total_is_a_formula_with_its_result() -> None:
    data = write_workbook(
        filled(CONSOLIDATING, {"NS.01": Decimal(700)}, adjustments={"NS.01": (Decimal(-2), "Trùng")})
    )
    formula = find(openpyxl.load_workbook(io.BytesIO(data)), "NS.01", "total").value
    shown = find(openpyxl.load_workbook(io.BytesIO(data), data_only=True), "NS.01", "total").value
    assert formula == '=IF(COUNT(H8,I8,J8)=0,"",SUM(H8,I8,J8))'
    assert shown == 738

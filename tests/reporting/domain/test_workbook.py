"""Value objects of the workbook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from giaoban.apps.indicators.enums import ValueType
from giaoban.apps.reporting.domain.workbook import (
    CellSpec,
    Problem,
    SectionSpec,
    Severity,
    TextSpec,
    WorkbookReading,
    WorkbookSpec,
    filled,
)

COUNT = CellSpec("A", "1", "Số mô hình", "Mô hình", ValueType.INTEGER, decimals=3)
GRADE = CellSpec("B", "2", "Xếp loại", "", ValueType.CHOICE)
SPEC = WorkbookSpec(
    form_code="F",
    form_version=1,
    form_title="Biểu mô phỏng",
    period_code="2021-H1",
    period_label="6 tháng đầu năm 2021",
    unit_code="U",
    unit_name="Đơn vị mô phỏng",
    receiver_name="Cấp trên",
    deadline=date(2021, 6, 18),
    guide=(),
    consolidating=True,
    sections=(
        SectionSpec("S1", "I", (COUNT,)),
        SectionSpec("S2", "II", (GRADE,), (TextSpec("T", "Kết quả"),)),
    ),
    workbook_key="k",
)


def test_counts_have_no_decimals_and_choices_no_sum() -> None:
    assert COUNT.places == 0
    assert COUNT.summed
    assert not GRADE.summed


def test_figures_and_texts_come_in_the_forms_order() -> None:
    assert [c.code for c in SPEC.cells()] == ["A", "B"]
    assert [t.code for t in SPEC.texts()] == ["T"]


def test_filling_leaves_the_rest_as_it_was() -> None:
    spec = filled(
        filled(SPEC, {"A": Decimal(3)}, estimates=frozenset({"A"})),
        {"B": "A"},
        texts={"T": "Tốt"},
        adjustments={"A": (Decimal(-1), "Trùng")},
    )
    first, second = spec.cells()
    assert (first.current, first.is_estimate, first.adjustment, first.adjustment_reason) == (
        3,
        True,
        -1,
        "Trùng",
    )
    assert second.current == "A"
    assert next(spec.texts()).current == "Tốt"
    assert spec.identity == SPEC.identity


@pytest.mark.parametrize(
    "entries",
    [
        {"values": {"Z": Decimal(1)}},
        {"values": {}, "texts": {"Z": ""}},
        {"values": {}, "estimates": frozenset({"Z"})},
        {"values": {}, "adjustments": {"Z": (Decimal(1), "")}},
    ],
)
def test_filling_an_unknown_code_is_a_mistake(entries: dict[str, object]) -> None:
    with pytest.raises(KeyError, match="Z"):
        filled(SPEC, **entries)  # type: ignore[arg-type]


def test_only_errors_keep_a_workbook_out() -> None:
    warning = Problem(Severity.WARNING, "w", "Lạ.", "Xem lại.", file="a.xlsx", sheet="Số liệu", ref="H8")
    error = Problem(Severity.ERROR, "e", "Sai.", "Sửa.")
    assert WorkbookReading(problems=(warning,)).ok
    reading = WorkbookReading(problems=(warning, error))
    assert not reading.ok
    assert reading.errors == (error,)
    assert reading.warnings == (warning,)
    assert str(warning) == "a.xlsx › Số liệu › H8: Lạ. Xem lại."
    assert str(error) == "Sai. Sửa."

"""Exported tables: numbers are numbers, texts are never formulas, long tables stream."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from giaoban.kit.export import ExportColumn, Kind, escape_formula, export_csv, export_xlsx

COLUMNS = (
    ExportColumn("Đơn vị"),
    ExportColumn("Cửa hàng", Kind.INTEGER),
    ExportColumn("Nông sản", Kind.DECIMAL, unit="tấn"),
    ExportColumn("Kinh phí", Kind.MONEY, unit="đồng"),
    ExportColumn("Ngày gửi", Kind.DATE),
    ExportColumn("Nhận lúc", Kind.MOMENT),
)
MOMENT = datetime(2021, 6, 18, 3, 5, tzinfo=UTC)
ROW = ("Lâm Đồng", 12, Decimal("1234.5"), Decimal(-5000), date(2021, 6, 18), MOMENT)
ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1", "=cmd|'/c calc'!A1"]


def text_of(pieces: Iterator[bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(pieces).decode("utf-8-sig"), newline="")))


def sheet_of(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


@override_settings(TIME_ZONE="Asia/Ho_Chi_Minh", USE_TZ=True)
def test_xlsx_keeps_numbers_and_says_units() -> None:
    sheet = sheet_of(export_xlsx(COLUMNS, [ROW, (None,) * 6], title="Tiến độ"))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(values_only=False)]
    assert rows[0][0] == "Tiến độ"
    assert rows[2] == ["Đơn vị", "Cửa hàng", "Nông sản (tấn)", "Kinh phí (đồng)", "Ngày gửi", "Nhận lúc"]
    assert rows[3][:4] == ["Lâm Đồng", 12, 1234.5, -5000]
    assert str(rows[3][4]) == "2021-06-18 00:00:00"
    assert str(rows[3][5]) == "2021-06-18 10:05:00"
    assert sheet.freeze_panes == "A4"


@override_settings(TIME_ZONE="Asia/Ho_Chi_Minh", USE_TZ=True)
def test_csv_is_utf8_with_a_mark_and_machine_numbers() -> None:
    assert b"".join(export_csv(COLUMNS, [ROW])).startswith(b"\xef\xbb\xbf")
    assert text_of(export_csv(COLUMNS, [ROW])) == [
        ["Đơn vị", "Cửa hàng", "Nông sản (tấn)", "Kinh phí (đồng)", "Ngày gửi", "Nhận lúc"],
        ["Lâm Đồng", "12", "1234.5", "-5000", "2021-06-18", "2021-06-18 10:05"],
    ]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_a_formula(attack: str) -> None:
    column = (ExportColumn("A"),)
    assert text_of(export_csv(column, [(attack,)]))[1] == ["'" + attack]
    cell = sheet_of(export_xlsx(column, [(attack,)]))["A2"]
    assert cell.data_type == "s"
    assert cell.value == attack.replace("\r", "_x000D_")
    if not attack.startswith(" "):
        assert cell.quotePrefix


@given(st.text())
def test_escaping_leaves_honest_texts_alone(text: str) -> None:
    escaped = escape_formula(text)
    assert escaped.removeprefix("'") == text.removeprefix("'")
    assert not escaped.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_twenty_thousand_rows_stream_in_little_memory() -> None:
    rows = (("Đơn vị mô phỏng", n, Decimal(n), n * 1000, None, None) for n in range(20_000))
    pieces = export_csv(COLUMNS, rows)
    tracemalloc.start()
    count = sum(piece.count(b"\r\n") for piece in pieces)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_001
    assert peak < 2_000_000


def test_equal_tables_give_equal_bytes_and_odd_sheet_names_are_mended() -> None:
    first, second = (export_xlsx(COLUMNS, [ROW], sheet="Số liệu: 6 tháng / [2021]?") for _n in range(2))
    assert first == second
    assert sheet_of(first).title == "Số liệu  6 tháng    2021"


def test_a_row_of_the_wrong_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        export_xlsx(COLUMNS, [("a",)])

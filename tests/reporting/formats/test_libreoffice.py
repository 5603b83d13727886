"""LibreOffice opens the workbook, a person fills it there and saves, and it comes in."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from giaoban.apps.reporting.formats.workbook_read import read_workbook
from tests.reporting.formats.editing import find
from tests.reporting.formats.libreoffice import SOFFICE, fill_and_save
from tests.reporting.formats.samples import lookup

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not on the PATH of this machine"),
]


def test_filled_and_saved_by_libreoffice(consolidating: bytes, tmp_path: Path) -> None:
    saved = fill_and_save(
        consolidating,
        {
            ("Figures", "H8"): 686,
            ("Figures", "J8"): -2,
            ("Figures", "K8"): "Hai cửa hàng trùng với Hội Phụ nữ",
            ("Figures", "H9"): "=10+2",
            ("Figures", "H10"): "1.234,5",
            ("Figures", "M10"): "x",
            ("Figures", "H13"): 30,
            ("Figures", "H14"): 40,
            ("Figures", "H16"): "Khá, đạt",
            ("Figures", "H17"): "14/06/2021",
            ("Texts", "D5"): "Kết quả nổi bật: 726 cửa hàng.",
            ("Texts", "D7"): "Đề nghị bổ sung kinh phí.",
        },
        tmp_path,
    )
    reading = read_workbook(saved, "bao-cao.xlsx", lookup)
    assert reading.problems == ()
    values = {code: cell.value for code, cell in reading.values.items() if cell.value is not None}
    assert {**values, "HN.01": str(values["HN.01"])} == {
        "NS.01": 686,
        "NS.01.a": 12,
        "NS.02": Decimal("1234.5"),
        "HV.01.n": 30,
        "HV.01.d": 40,
        "XL.01": "B",
        "HN.01": "2021-06-14",
    }
    assert reading.values["NS.01.a"].from_formula
    assert reading.values["NS.02"].is_estimate
    assert reading.adjustments["NS.01"].value == -2
    assert reading.texts["T.KN"] == "Đề nghị bổ sung kinh phí."
    shown = openpyxl.load_workbook(io.BytesIO(saved), data_only=True)
    assert find(shown, "NS.01", "total").value == 724
    assert find(shown, "NS.01", "check").value == "Ten times off the previous period"


def test_opened_and_saved_untouched(plain: bytes, tmp_path: Path) -> None:
    before = read_workbook(plain, "bao-cao.xlsx", lookup)
    after = read_workbook(fill_and_save(plain, {}, tmp_path), "bao-cao.xlsx", lookup)
    assert after == before

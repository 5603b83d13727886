"""The second pair of eyes must itself be right, and must not borrow ours."""

from __future__ import annotations

import ast
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from giaoban.apps.reporting.domain.workbook import filled
from giaoban.apps.reporting.formats.workbook_write import write_workbook
from tests.demo import independent_reader
from tests.reporting.formats.editing import edited, put
from tests.reporting.formats.samples import CONSOLIDATING, SPEC


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two provinces (12; 30 typed as text), and the centre: own 5, below 42, adjustment -1."""
    first = write_workbook(filled(SPEC, {"NS.01": Decimal(12)}))
    second = edited(write_workbook(replace(SPEC, unit_code="HND-79")), put("NS.01", "1.030"))
    centre = filled(
        replace(CONSOLIDATING, unit_code="HND-TW"),
        {"NS.01": Decimal(5)},
        adjustments={"NS.01": (Decimal(-1), "Trùng")},
    )
    for name, data in (("68", first), ("79", second), ("tw", write_workbook(centre))):
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    return tmp_path


def test_it_imports_nothing_of_the_product() -> None:
    tree = ast.parse(Path(independent_reader.__file__).read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported.isdisjoint({"giaoban", "tests", "django"})


def test_the_total_column_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert independent_reader.main([str(folder), "NS.01"]) == 0
    assert capsys.readouterr().out == "NS.01: 1086 in 3 of 3 workbooks\n"


def test_the_centre_counts_with_its_own_part_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert independent_reader.main([str(folder), "NS.01=1046", "--own-part", "*-TW"]) == 0
    assert capsys.readouterr().out == "NS.01: 1046 in 3 of 3 workbooks\n"


def test_another_sum_than_expected_fails(folder: Path) -> None:
    assert independent_reader.main([str(folder), "NS.01=1046"]) == 1


def test_an_indicator_that_no_workbook_has_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert independent_reader.main([str(folder), "KHONG.CO"]) == 2
    assert "no workbook" in capsys.readouterr().err


def test_one_wrong_sum_of_several_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert independent_reader.main([str(folder), "NS.01=1086", "NS.02=1"]) != 0
    assert "NS.01: 1086" in capsys.readouterr().out

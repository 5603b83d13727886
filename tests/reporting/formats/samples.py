"""Synthetic specs for the tests of workbooks: a small form with every kind of cell, and a big one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from giaoban.apps.indicators.enums import ValueType
from giaoban.apps.reporting.domain.workbook import (
    CellSpec,
    RatioPart,
    SectionSpec,
    TextSpec,
    WorkbookIdentity,
    WorkbookSpec,
)

SHOPS = CellSpec(
    "NS.01",
    "1",
    "Số cửa hàng nông sản sạch do tổ chức hội hỗ trợ, duy trì hoạt động đến cuối kỳ",
    "Cửa hàng",
    ValueType.INTEGER,
    compulsory=True,
    previous=Decimal(11),
    same_last_year=Decimal(9),
    plan=Decimal(20),
    help="Chỉ tính cửa hàng còn hoạt động.",
)
OF_WHICH = CellSpec("NS.01.a", "1.1", "Trong đó: thành lập mới", "Cửa hàng", ValueType.INTEGER, level=1)
TONNES = CellSpec(
    "NS.02", "2", "Nông sản hỗ trợ tiêu thụ", "Tấn", ValueType.DECIMAL, decimals=2, previous=Decimal("1520.5")
)
MONEY = CellSpec("TC.01", "3", "Kinh phí vận động", "Đồng", ValueType.MONEY, previous=Decimal(1_250_000_000))
MEMBERS = CellSpec(
    "HV.01.n", "4.1", "Hội viên được tập huấn", "Người", ValueType.RATIO, ratio_code="HV.01",
    ratio_part=RatioPart.NUMERATOR,
)  # fmt: skip
ALL_MEMBERS = CellSpec(
    "HV.01.d", "4.2", "Tổng số hội viên", "Người", ValueType.RATIO, ratio_code="HV.01",
    ratio_part=RatioPart.DENOMINATOR,
)  # fmt: skip
GRADE = CellSpec(
    "XL.01", "5", "Tự xếp loại", "", ValueType.CHOICE, choices=(("A", "Tốt"), ("B", "Khá, đạt"), ("C", "Yếu"))
)
DAY = CellSpec("HN.01", "6", "Ngày tổ chức hội nghị sơ kết", "", ValueType.DATE, compulsory=True)
SHARE = CellSpec("TL.01", "7", "Tỷ lệ hộ tham gia", "%", ValueType.DECIMAL, decimals=1, maximum=Decimal(100))
BALANCE = CellSpec("CL.01", "8", "Tăng, giảm so với đầu kỳ", "Người", ValueType.INTEGER, minimum=None)

SPEC = WorkbookSpec(
    form_code="DV-6T",
    form_version=2,
    form_title="Báo cáo công tác dân vận 6 tháng đầu năm 2021 (dữ liệu mô phỏng)",
    period_code="2021-H1",
    period_label="6 tháng đầu năm 2021",
    unit_code="HND-68",
    unit_name="Hội Nông dân tỉnh Lâm Đồng",
    receiver_name="Trung ương Hội Nông dân Việt Nam",
    deadline=date(2021, 6, 18),
    guide=("Số liệu tính từ 15/12/2020 đến 14/6/2021.",),
    consolidating=False,
    sections=(
        SectionSpec(
            "NS",
            "I. Tiêu thụ nông sản",
            (SHOPS, OF_WHICH, TONNES, MONEY),
            (TextSpec("T.NS", "Kết quả nổi bật", help="Nêu mô hình, cách làm mới.", previous="Kỳ trước …"),),
        ),
        SectionSpec(
            "TC",
            "II. Tổ chức",
            (MEMBERS, ALL_MEMBERS, GRADE, DAY, SHARE, BALANCE),
            (TextSpec("T.KN", "Kiến nghị, đề xuất", max_length=500, compulsory=True),),
        ),
    ),
    workbook_key="synthetic-key:1a2b",
)

CONSOLIDATING = replace(
    SPEC,
    consolidating=True,
    workbook_key="synthetic-key:9z",
    sections=(
        replace(
            SPEC.sections[0],
            cells=(
                replace(SHOPS, below=Decimal(40)),
                OF_WHICH,
                replace(TONNES, below=Decimal("99.5")),
                replace(MONEY, own_entry=False, below=Decimal(5_000_000)),
            ),
        ),
        SPEC.sections[1],
    ),
)


def lookup(identity: WorkbookIdentity) -> WorkbookSpec:
    """The door that knows the two workbooks above by their key."""
    return next(s for s in (SPEC, CONSOLIDATING) if s.workbook_key == identity.workbook_key)


def big_spec(unit: int, *, cells: int = 60, texts: int = 12) -> WorkbookSpec:
    """A form of the demonstration's size, for unit number `unit`."""
    figures = tuple(
        CellSpec(
            f"CT.{n:02}",
            str(n),
            f"Chỉ tiêu mô phỏng số {n} của biểu",
            "Lượt",
            ValueType.INTEGER,
            previous=Decimal(n * 100),
            same_last_year=Decimal(n * 90),
            plan=Decimal(n * 200),
            current=Decimal(n * 100 + unit),
        )
        for n in range(1, cells + 1)
    )
    parts = tuple(
        TextSpec(f"T.{n:02}", f"Nội dung {n}", current=f"Nội dung mô phỏng {n} của đơn vị {unit}. " * 10)
        for n in range(1, texts + 1)
    )
    return replace(
        SPEC,
        unit_code=f"DV-{unit}",
        workbook_key=f"key-{unit}",
        sections=(SectionSpec("C", "Phần chung", figures, parts),),
    )

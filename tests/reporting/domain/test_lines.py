"""Items of a listed text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.reporting.domain.lines import listed


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1. Cấp kinh phí cho xã\n2. Sớm có hướng dẫn", ("Cấp kinh phí cho xã", "Sớm có hướng dẫn")),
        ("- Cấp thêm vắc-xin\n\n+ Cấp thêm máy tính", ("Cấp thêm vắc-xin", "Cấp thêm máy tính")),
        ("a) Sửa Nghị định 02\nđ) Tăng biên chế xã", ("Sửa Nghị định 02", "Tăng biên chế xã")),
        ("1) Hỗ trợ thêm\nlao động tự do\n2) Giảm tiền điện", ("Hỗ trợ thêm lao động tự do", "Giảm tiền điện")),
        ("Đề nghị mở lớp tập huấn\nĐề nghị cấp máy tính", ("Đề nghị mở lớp tập huấn", "Đề nghị cấp máy tính")),
        ("- Giảm tiền điện\n- Giảm tiền điện", ("Giảm tiền điện",)),
        ("Không.", ()),
        ("Không có", ()),
        ("10.000 hộ cần gạo\n12.5.000 liều", ("10.000 hộ cần gạo", "12.5.000 liều")),
        ("1.2. Cấp vốn cho xã\n12.Giao biên chế", ("Cấp vốn cho xã", "Giao biên chế")),
        ("2021 là năm khó khăn, đề nghị hỗ trợ", ("2021 là năm khó khăn, đề nghị hỗ trợ",)),
        ("", ()),
    ],
)  # fmt: skip
def test_items(text: str, items: tuple[str, ...]) -> None:
    assert listed(text) == items


ASK = st.text("abcđê ,", max_size=40).map(lambda letters: f"X{' '.join(letters.split())}xxxxxxxxxx")


@given(st.lists(ASK, max_size=6))
def test_numbering_is_all_that_goes(asks: list[str]) -> None:
    text = "\n".join(f"{n}. {ask}" for n, ask in enumerate(asks, 1))
    assert listed(text) == tuple(dict.fromkeys(asks))

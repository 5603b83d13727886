"""Long lines of letterheads break inside no name, and into lines of like length."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.documents.domain.lines import HELD, Together, even_width, held_together
from giaoban.apps.documents.domain.setting import SetLine, set_paper
from giaoban.apps.documents.domain.widths import text_width
from giaoban.apps.documents.formats.layouts import layout_names
from tests.documents.papers import sample

TOGETHER = Together(("Việt Nam", "Ủy ban", "xã hội"), ("tỉnh", "thị xã", "xã", "Tỉnh ủy"))


def held(text: str, room: float = 300) -> str:
    return held_together(text, TOGETHER, room=room, size=13, bold=True).replace(HELD, "_")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ỦY BAN MTTQ VIỆT NAM TỈNH LÂM ĐỒNG", "ỦY_BAN MTTQ VIỆT_NAM TỈNH LÂM_ĐỒNG"),
        ("Ủy ban MTTQ Việt Nam xã Ea Knuếc", "Ủy_ban MTTQ Việt_Nam xã Ea_Knuếc"),
        ("Ban Dân vận Tỉnh ủy Thừa Thiên Huế", "Ban Dân vận Tỉnh_ủy Thừa_Thiên_Huế"),
        ("HỘI NÔNG DÂN THỊ XÃ BUÔN HỒ", "HỘI NÔNG DÂN THỊ_XÃ BUÔN_HỒ"),
        ("các xã không có tổ chức Công đoàn cơ sở", "các xã không có tổ chức Công đoàn cơ sở"),
        ("Các tổ chức chính trị - xã hội Trung ương", "Các tổ chức chính trị - xã_hội Trung ương"),
        ("Hội Nông dân xã hội tỉnh Kon Tum", "Hội Nông dân xã_hội tỉnh Kon_Tum"),
        ("VIỆT NAMXYZ", "VIỆT NAMXYZ"),
    ],
)
def test_names_are_held_together(text: str, kept: str) -> None:
    assert held(text) == kept


def test_a_name_wider_than_its_place_stays_breakable() -> None:
    assert held("tỉnh Bà Rịa Vũng Tàu", room=60) == "tỉnh Bà Rịa Vũng Tàu"


@given(st.lists(st.text("abcđêô", min_size=1, max_size=8), min_size=1, max_size=12), st.integers(60, 400))
def test_even_lines_are_no_more_lines_and_never_wider(words: list[str], room: int) -> None:
    text = " ".join(words)
    lines, width = even_width(text, room=room, size=13)
    assert width <= room
    assert lines >= 1
    if max(text_width(w, 13) for w in words) <= room:
        assert even_width(text, room=width, size=13)[0] <= lines


@pytest.mark.parametrize("layout", layout_names())
@pytest.mark.parametrize(
    ("superior", "issuer", "names"),
    [
        ("Mặt trận Tổ quốc Việt Nam", "Ủy ban MTTQ Việt Nam tỉnh Lâm Đồng", ("VIỆT NAM", "LÂM ĐỒNG")),
        ("Tỉnh ủy Thừa Thiên Huế", "Ban Dân vận Tỉnh ủy Thừa Thiên Huế", ("TỈNH ỦY", "THỪA THIÊN HUẾ")),
        ("Ban Chấp hành Trung ương", "Hội Liên hiệp Phụ nữ thành phố Hà Nội", ("PHỤ NỮ", "HÀ NỘI")),
    ],
)
def test_no_letterhead_breaks_inside_a_name(
    layout: str, superior: str, issuer: str, names: tuple[str, ...]
) -> None:
    setting = set_paper(replace(sample(layout), superior=superior, issuer=issuer))
    left = [line for row in setting.header for line in row[0]]
    for line in left:
        printed = _printed(line, setting.layout.text_width * setting.layout.left_share)
        for name in names:
            if name in line.text.replace(HELD, " "):
                assert any(name in one for one in printed), (name, printed)


def _printed(line: SetLine, column: float) -> list[str]:
    """The lines that a renderer makes of it, filling each as far as it goes."""
    room, found = column - 2 * line.side, [""]
    for word in line.text.split(" "):
        longer = f"{found[-1]} {word}".strip()
        if text_width(longer.replace(HELD, " "), line.style.size, bold=line.style.bold) > room:
            found.append(word)
        else:
            found[-1] = longer
    return [one.replace(HELD, " ") for one in found]

"""What may stand on a paper, and what setting makes of it."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from giaoban.apps.documents.domain.layout import (
    LayoutError,
    format_number,
    format_place_date,
    layout_from_data,
    short_date,
)
from giaoban.apps.documents.domain.paper import (
    ROWS_TOGETHER,
    Annex,
    BulletList,
    Cell,
    ChartBlock,
    Column,
    Heading,
    Paragraph,
    Run,
    Signature,
    Table,
)
from giaoban.apps.documents.domain.setting import recipient_lines, roman, set_paper, with_ending
from giaoban.apps.documents.domain.widths import text_width
from giaoban.apps.documents.formats.layouts import layout_names, load_layout
from giaoban.kit.fonts import font_dirs
from tests.documents.papers import sample, small_table

LAYOUTS = ("party", "state", "youth")


def test_the_pack_offers_three_layouts() -> None:
    assert layout_names() == LAYOUTS
    with pytest.raises(LayoutError, match="party, state, youth"):
        load_layout("../state")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"surprise": 1}, "unknown key 'surprise'"),
        ({"page": {"width": 210}}, r"layout\.page: key 'height' is missing"),
        ({"left_share": "0.4"}, r"layout\.left_share: float"),
        ({"headings": []}, "four levels"),
        ({"letters": ["a"]}, r"layout\.letters: str"),
        ({"urgencies": "KHẨN"}, r"layout\.urgencies: a list"),
        ({"body": 3}, r"layout\.body: a mapping"),
    ],
)
def test_a_mistake_in_a_layout_names_its_key(change: dict[str, object], message: str) -> None:
    from importlib import resources

    text = (resources.files("giaoban.packs.vietnam") / "layouts" / "state.yaml").read_text(encoding="utf-8")
    with pytest.raises(LayoutError, match=message):
        layout_from_data({**yaml.safe_load(text), **change})


def test_numbers_of_each_layout() -> None:
    assert format_number(load_layout("state"), 5, "BC", "MTTW-BTT") == "05/BC-MTTW-BTT"
    assert format_number(load_layout("state"), 270, "", "TLĐ") == "270/TLĐ"
    assert format_number(load_layout("party"), 5, "BC", "BDVTW") == "05-BC/BDVTW"
    assert format_number(load_layout("youth"), 29, "HD", "TWĐTN-VP") == "29-HD/TWĐTN-VP"
    with pytest.raises(ValueError, match="starts at 1"):
        format_number(load_layout("state"), 0, "BC", "X")


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2021, 7, 6), "Hà Nội, ngày 06 tháng 7 năm 2021"),
        (date(2021, 1, 31), "Hà Nội, ngày 31 tháng 01 năm 2021"),
        (date(2021, 2, 9), "Hà Nội, ngày 09 tháng 02 năm 2021"),
        (date(2021, 3, 10), "Hà Nội, ngày 10 tháng 3 năm 2021"),
        (date(2021, 12, 1), "Hà Nội, ngày 01 tháng 12 năm 2021"),
    ],
)
def test_zero_before_days_under_ten_and_months_one_and_two(day: date, text: str) -> None:
    assert format_place_date(load_layout("state"), "Hà Nội", day) == text


def test_a_short_date_has_zeros_where_the_long_one_has() -> None:
    days = (date(2021, 9, 30), date(2021, 7, 6), date(2021, 2, 5), date(2021, 12, 14))
    assert [short_date(day) for day in days] == ["30/9/2021", "06/7/2021", "05/02/2021", "14/12/2021"]


def test_blanks_for_the_hand() -> None:
    setting = set_paper(sample("state", number="", number_symbol="/BC-MTTW-BTT", date=None))
    (_, (left, right)) = setting.header
    assert left[0].text.startswith("Số:   ")
    assert left[0].text.endswith("   /BC-MTTW-BTT")
    assert "ngày    " in right[0].text


@pytest.mark.parametrize("code", LAYOUTS)
@pytest.mark.parametrize("written", ["TM. Ban Thường trực", "T/M Ban Thường trực", "Ban Thường trực"])
def test_each_layout_writes_its_own_abbreviations(code: str, written: str) -> None:
    setting = set_paper(sample(code, signature=Signature("Phó Chủ tịch", written, "Chủ tịch")))
    party = code == "party"
    assert [line.text for line in setting.signature] == [
        ("T/M" if party else "TM.") + " BAN THƯỜNG TRỰC",
        ("K/T" if party else "KT.") + " CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    ]
    assert setting.signer_name.text == ""


def test_by_order_is_not_taken_for_a_deputy() -> None:
    setting = set_paper(sample("state", signature=Signature("Chánh Văn phòng", on_behalf="T/L Chủ tịch")))
    assert setting.signature[0].text == "TL. CHỦ TỊCH"


def test_headings_count_by_level_and_start_anew_in_an_annex() -> None:
    blocks = (
        Heading(1, "A"),
        Heading(2, "B"),
        *(Heading(3, str(i)) for i in range(6)),
        Heading(2, "C"),
        Heading(3, "D"),
        Heading(1, "E", numbered=False),
        Heading(1, "F"),
        Heading(2, "G"),
        Heading(4, "H"),
    )
    setting = set_paper(sample("state", body=blocks, annexes=(Annex("X", (Heading(1, "Y"),)),)))
    texts = [b.text for b in setting.blocks if isinstance(b, Heading)]
    assert texts[:2] == ["I. A", "1. B"]
    assert [t[:2] for t in texts[2:8]] == ["a)", "b)", "c)", "d)", "đ)", "e)"]  # the Vietnamese alphabet
    assert texts[8:] == ["2. C", "a) D", "E", "II. F", "1. G", "H"]
    assert setting.annexes[0].blocks[0] == Heading(1, "I. Y")


def test_tables_and_charts_count_through_the_paper() -> None:
    chart = ChartBlock("Xu hướng", "Tăng", "<svg/>", b"", small_table())
    setting = set_paper(
        sample("state", body=(small_table(), chart), annexes=(Annex("X", (small_table("Hai"),)),))
    )
    table, drawn = setting.blocks
    assert isinstance(table, Table)
    assert isinstance(drawn, ChartBlock)
    assert table.caption == "Bảng 1. Kết quả theo tổ chức"
    assert table.unit_of_measure == "Đơn vị tính: báo cáo"
    assert drawn.title == "Biểu đồ 1. Xu hướng"
    assert drawn.table is not None
    assert drawn.table.caption.startswith("Bảng 2.")
    annexed = setting.annexes[0].blocks[0]
    assert isinstance(annexed, Table)
    assert annexed.caption == "Bảng 3. Hai"


@pytest.mark.parametrize("end", ["", ".", ";", "./.", " . "])
def test_the_last_sentence_closes_once(end: str) -> None:
    (closed,) = with_ending((Paragraph.of("Hết" + end),), "./.")
    assert isinstance(closed, Paragraph)
    assert "".join(r.text for r in closed.runs).strip() == "Hết./."


def test_closing_a_list_a_link_and_a_table() -> None:
    (bullets,) = with_ending((BulletList.of("Một;", "Hai."),), "./.")
    assert bullets == BulletList.of("Một;", "Hai./.")
    (linked,) = with_ending((Paragraph.of(Run("726", href="https://a.example/")),), "./.")
    assert linked == Paragraph.of(Run("726", href="https://a.example/"), Run("./."))
    assert with_ending((small_table(),), "./.") == (small_table(),)
    assert with_ending((), "./.") == ()


def test_the_signature_holds_on_to_the_last_item_only() -> None:
    body = (Paragraph.of("Mở đầu"), BulletList.of("Một", "Hai", "Ba"))
    blocks = set_paper(sample("state", body=body)).blocks
    assert [len(b.items) for b in blocks if isinstance(b, BulletList)] == [2, 1]


def test_a_long_table_may_part_a_short_one_not() -> None:
    columns = (Column("Tên"),)
    assert Table("", columns, (("a",),) * ROWS_TOGETHER).together
    assert not Table("", columns, (("a",),) * (ROWS_TOGETHER + 1)).together


def test_recipients_end_with_the_file() -> None:
    layout = load_layout("state")
    assert recipient_lines(layout, ("- Như trên;", "Ban Bí thư.")) == (
        "- Như trên;",
        "- Ban Bí thư;",
        "- Lưu: VT.",
    )
    assert recipient_lines(layout, ("Lưu: VT, BPT",)) == ("- Lưu: VT, BPT.",)


def test_codes_are_listed_once_in_an_annex_of_sources() -> None:
    setting = set_paper(sample("state"))
    assert setting.annexes[-1].title.text == "NGUỒN SỐ LIỆU"
    table = setting.annexes[-1].blocks[-1]
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["S1", "S2"]
    assert len(set_paper(sample("state", source_annex=False)).annexes) == 2


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "nguon/1",
        "https://a.example/\n",
        "https://a b",
    ],
)
def test_a_link_leads_to_the_web_or_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="a link"):
        Run("x", href=href)
    with pytest.raises(ValueError, match="a link"):
        Cell("x", href=href)


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1 of 'T': 1 cells, 2 columns"):
        Table("T", (Column("a"), Column("b")), (("1",),))
    with pytest.raises(ValueError, match="1 to 4"):
        Heading(5, "x")
    with pytest.raises(ValueError, match="cannot see"):
        ChartBlock("t", " ", "", b"")
    with pytest.raises(ValueError, match="above 0"):
        Column("a", width_share=0)


@given(st.integers(1, 49))
def test_roman_numerals_read_back(number: int) -> None:
    values = {"I": 1, "V": 5, "X": 10, "L": 50}
    digits = [values[c] for c in roman(number)]
    assert sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits)) == number


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "text", ["Độc lập - Tự do - Hạnh phúc", "ỦY BAN TRUNG ƯƠNG", "ĐẢNG CỘNG SẢN VIỆT NAM", "(05/BC-MTTW)"]
)
def test_widths_agree_with_the_font(text: str, bold: bool) -> None:
    name = "700Bold/Tinos_700Bold.ttf" if bold else "400Regular/Tinos_400Regular.ttf"
    font = ImageFont.truetype(str(font_dirs()[0] / name), 1000)
    assert text_width(text, 1000, bold=bold) == pytest.approx(font.getlength(text), rel=0.03)

"""The facts of each layout, read back from the files that are made."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import pypdfium2 as pdfium
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from giaoban.apps.documents.domain.lines import HELD
from giaoban.apps.documents.domain.paper import Annex, Cell, Column, Paper, Paragraph, Run, Signature, Table
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import FontsMissingError, compiled, render_pdf
from tests.documents.papers import chart, province_table, sample

LAYOUTS = ("state", "party", "youth")
HOSTILE = (
    "#set page(width: 1pt) *đậm* _nghiêng_ \\ $x^2$ @ref `mã` <nhãn> [x] #sys.inputs ~ -- // /* */ = + - 1. "
    "\"'",
    "<w:p/> & ]]> &amp; \x00\x0b\x1f \ufffe",
    "e\u0301 o\u031b\u0323 שלום \u202eabc\u202c",
    "{superior} {0} %s",
)


def opened(paper: Paper) -> Document:
    return docx.Document(io.BytesIO(render_docx(paper)))


def header_lines(document: Document) -> list[list[list[DocxParagraph]]]:
    """Paragraphs with text of the header block, by row and cell."""
    return [[[p for p in cell.paragraphs if p.text] for cell in row.cells] for row in document.tables[0].rows]


def facts(paragraph: DocxParagraph) -> tuple[str, float, bool, bool]:
    run = paragraph.runs[0]
    assert run.font.size is not None
    return paragraph.text, run.font.size.pt, bool(run.bold), bool(run.italic)


def has_rule(cell_paragraphs: list[DocxParagraph]) -> int:
    return sum(p._p.find(".//" + qn("w:pBdr")) is not None for p in cell_paragraphs)


def pdf_text(data: bytes) -> list[str]:
    document = pdfium.PdfDocument(data)
    texts = [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    document.close()
    return texts


# --- header block -----------------------------------------------------------------------------


def test_state_header() -> None:
    document = opened(sample("state"))
    (left, right), (number, place) = header_lines(document)
    assert [facts(p) for p in left] == [
        ("MẶT TRẬN TỔ QUỐC VIỆT NAM", 12, False, False),
        ("ỦY BAN TRUNG ƯƠNG", 12, True, False),
    ]
    assert [facts(p) for p in right] == [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False),
        ("Độc lập\xa0- Tự do\xa0- Hạnh phúc", 13, True, False),
    ]
    assert [facts(p) for p in number] == [("Số: 05/BC-MTTW-BTT", 13, False, False)]
    assert [facts(p) for p in place] == [("Hà Nội, ngày 06 tháng 7 năm 2021", 13, False, True)]
    cells = document.tables[0].rows[0].cells
    assert [has_rule(list(c.paragraphs)) for c in cells] == [1, 1]


def test_party_header() -> None:
    document = opened(sample("party"))
    (left, right), (number, place) = header_lines(document)
    assert [p.text for p in left] == ["BAN CHẤP HÀNH TRUNG ƯƠNG", "BAN DÂN VẬN", "*"]
    assert [facts(p)[2] for p in left] == [False, True, False]
    assert facts(right[0]) == ("ĐẢNG CỘNG SẢN VIỆT NAM", 15, True, False)
    assert number[0].text == "Số 05-BC/BDVTW"
    assert place[0].runs[0].italic
    assert [has_rule(list(c.paragraphs)) for c in document.tables[0].rows[0].cells] == [0, 1]


def test_youth_header() -> None:
    (left, right), (number, _) = header_lines(opened(sample("youth")))
    assert [p.text.replace(HELD, " ") for p in left] == ["BAN CHẤP HÀNH TRUNG ƯƠNG", "***"]
    assert [p.text for p in right] == ["ĐOÀN TNCS HỒ CHÍ MINH"]
    assert number[0].text == "Số: 05-BC/TWĐTN-VP"


def test_the_line_under_the_issuer_is_a_third_to_a_half_of_its_words() -> None:
    cell = opened(sample("state")).tables[0].rows[0].cells[0]
    rule = next(p for p in cell.paragraphs if p._p.find(".//" + qn("w:pBdr")) is not None)
    indent = rule.paragraph_format
    width = cell.width - indent.left_indent - indent.right_indent
    words = Pt(118)  # of ỦY BAN TRUNG ƯƠNG, bold, 12 pt
    assert words / 3 <= width <= words / 2


@pytest.mark.parametrize(
    "summary", ["Về việc đôn đốc báo cáo", "V/v: đôn đốc báo cáo", "V/v về việc đôn đốc báo cáo"]
)
def test_a_letter_says_only_once_what_it_is_about(summary: str) -> None:
    letter = sample("state", type_name="", summary=summary, number="270/MTTW")
    _, (left, _) = header_lines(opened(letter))
    assert left[1].text == "V/v đôn đốc báo cáo"


def test_a_letter_has_its_summary_under_the_number() -> None:
    letter = sample("state", type_name="", summary="đôn đốc báo cáo", number="270/MTTW", urgency="Hoả tốc")
    document = opened(letter)
    _, (left, _) = header_lines(document)
    assert [p.text for p in left] == ["Số: 270/MTTW", "V/v đôn đốc báo cáo", "HOẢ TỐC"]
    assert not [p for p in document.paragraphs if p.style and p.style.name == "GB Tên loại"]


def test_a_draft_says_so() -> None:
    assert "DỰ THẢO" in pdf_text(render_pdf(sample("party", draft_mark=True)))[0]
    assert "DỰ THẢO" not in pdf_text(render_pdf(sample("party")))[0]


# --- page and text ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", LAYOUTS)
def test_page_margins_and_page_number(code: str) -> None:
    first, second, third, fourth = opened(sample(code)).sections
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    for name, least, most in (("top", 20, 25), ("bottom", 20, 25), ("left", 30, 35), ("right", 15, 20)):
        assert Mm(least - 0.1) <= getattr(first, f"{name}_margin") <= Mm(most + 0.1)
    assert (second.page_width, second.page_height) == (first.page_height, first.page_width)
    assert third.page_width == fourth.page_width == first.page_width
    for section in (first, second, third, fourth):
        assert section.different_first_page_header_footer
        number = section.header.paragraphs[0]
        assert "PAGE" in "".join(t.text or "" for t in number._p.iter(qn("w:instrText")))
        assert number.style is not None
        assert number.style.name == "GB Số trang"


@pytest.mark.parametrize("code", LAYOUTS)
def test_text_is_justified_fourteen_points_first_line_indented(code: str) -> None:
    document = opened(sample(code))
    body = document.styles["GB Nội dung"]
    assert body.font.size == Pt(14)
    assert body.font.name == "Times New Roman"
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "Times New Roman"
    assert body.paragraph_format.first_line_indent == pytest.approx(Mm(12.7), abs=Mm(0.1))
    assert body.paragraph_format.space_after >= Pt(6)
    assert str(body.paragraph_format.alignment).startswith("JUSTIFY")
    for level in (1, 2, 3, 4):
        style = document.styles[f"GB Tiêu đề {level}"]
        assert style.base_style.name == f"Heading {level}"
        assert style.font.color.rgb == docx.shared.RGBColor(0, 0, 0)


@pytest.mark.parametrize(("code", "end"), [("state", "2021./."), ("party", "2021."), ("youth", "2021./.")])
def test_title_text_and_end(code: str, end: str) -> None:
    document = opened(sample(code))
    paragraphs = [p for p in document.paragraphs if p.text]
    assert facts(paragraphs[0])[0] == "BÁO CÁO"
    assert facts(paragraphs[0])[2]
    assert facts(paragraphs[1])[2]
    assert next(p.text for p in paragraphs if p.text.startswith("Trên đây")).endswith(end)
    headings = [p.text for p in paragraphs if p.style and p.style.name == "GB Tiêu đề 1"]
    assert headings[:2] == ["I. TÌNH HÌNH NHÂN DÂN", "II. KẾT QUẢ THỰC HIỆN"]


@pytest.mark.parametrize("code", LAYOUTS)
def test_signature_and_recipients(code: str) -> None:
    document = opened(sample(code))
    frame = next(t for t in document.tables if t.rows[0].cells[0].text.startswith("Nơi nhận:"))
    left, right = frame.rows[0].cells
    assert frame.rows[0]._tr.find(".//" + qn("w:cantSplit")) is not None
    lines = left.text.split("\n")
    assert lines[0] == "Nơi nhận:"
    assert lines[-1] == "- Lưu: VT, Ban Phong trào."
    heading = left.paragraphs[0].runs[0]
    assert heading.underline if code == "party" else heading.bold and heading.italic
    posts = [p.text.replace(HELD, " ") for p in right.paragraphs if p.text]
    expected = {
        "state": ["TM. BAN THƯỜNG TRỰC", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        "party": ["K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"],
        "youth": ["TM. BAN BÍ THƯ TRUNG ƯƠNG ĐOÀN", "BÍ THƯ"],
    }
    assert posts == expected[code]
    assert right.paragraphs[-1].text == ""  # the name is for the hand
    assert right.paragraphs[-1].paragraph_format.space_before >= Pt(60)


def test_tables_repeat_their_heads_and_keep_rows_whole() -> None:
    document = opened(sample("state"))
    table = next(t for t in document.tables if len(t.rows) > 60)
    rows = table.rows
    assert [r._tr.find(".//" + qn("w:tblHeader")) is not None for r in rows[:3]] == [True, True, False]
    assert all(r._tr.find(".//" + qn("w:cantSplit")) is not None for r in rows)
    assert rows[0].cells[2]._tc is rows[0].cells[3]._tc  # one head over two columns
    assert rows[-1].cells[1].paragraphs[0].runs[0].bold
    texts = [p.text for p in document.paragraphs]
    at = texts.index("Bảng 3. Kết quả theo tỉnh, thành phố")
    assert texts[at + 1] == "Đơn vị tính: theo cột"
    assert str(document.paragraphs[at + 1].style.paragraph_format.alignment).startswith("RIGHT")


def titled_rows(before: int) -> Table:
    """Rows under titles of their own, so many before the second title."""

    def title(number: str, text: str) -> tuple[Cell | str, ...]:
        return (number, Cell(text, bold=True), "", "")

    first = [(f"1.{n}", f"Chỉ tiêu {n}", "hộ", "10") for n in range(before)]
    rows = (title("1", "Chăm lo đời sống"), *first, title("2", "Mục sau"), ("2.1", "Dòng đầu", "hộ", "7"))
    columns = (Column("STT"), Column("Chỉ tiêu", width_share=4), Column("Đơn vị"), Column("Số liệu", "right"))
    return Table("", columns, rows)


@pytest.mark.parametrize("before", range(38, 44))
def test_the_title_of_some_rows_is_never_the_last_on_its_page(before: int) -> None:
    pages = pdf_text(render_pdf(sample("state", annexes=(Annex("SỐ LIỆU", (titled_rows(before),)),))))
    assert [("Mục sau" in text, "Dòng đầu" in text) for text in pages].count((True, True)) == 1


@pytest.mark.parametrize("group", ["", "Kết quả"])
@pytest.mark.parametrize("rows", range(18, 22))
def test_a_total_never_stands_alone_on_a_page(rows: int, group: str) -> None:
    columns = (Column("Địa bàn"), Column("Kỳ này", group=group), Column("Kỳ trước", group=group))
    cells = (*((f"Tỉnh {n}", "1", "2") for n in range(rows)), ("Cộng chung", str(rows), "9"))
    table = Table("", columns, cells, total_row=True, may_part=True, source_note="Nguồn")
    pages = pdf_text(render_pdf(sample("state", annexes=(Annex("SỐ LIỆU", (table,)),))))
    assert [f"Tỉnh {rows - 1}" in text for text in pages if "Cộng chung" in text] == [True]


def test_what_stands_in_parts_is_a_title_too() -> None:
    rows = (
        ("1", "Cuộc giám sát", "", ""),
        ("", "– Nghiên cứu", "cuộc", "4"),
        ("2", "Ý kiến", "", ""),
        ("3", "Số", "", "5"),
    )
    table = Table("", (Column("STT"), Column("Chỉ tiêu"), Column("Đơn vị"), Column("Số liệu")), rows)
    assert [table.title_in(index) for index in range(4)] == [1, None, None, None]


def test_the_title_of_some_rows_goes_over_the_columns_after_it() -> None:
    document = opened(sample("state", annexes=(Annex("SỐ LIỆU", (titled_rows(3),)),)))
    rows = document.tables[-2].rows
    assert [len(r._tr.tc_lst) for r in rows] == [4, 2, 4, 4, 4, 2, 4]
    held = [p for row in (rows[1], rows[5]) for cell in row.cells for p in cell.paragraphs]
    assert all(p.paragraph_format.keep_with_next for p in held)
    assert not any(p.paragraph_format.keep_with_next for p in rows[6].cells[0].paragraphs)


def test_links_alt_texts_and_properties() -> None:
    data = render_docx(sample("state"))
    document = docx.Document(io.BytesIO(data))
    targets = {r.target_ref for r in document.part.rels.values() if r.reltype.endswith("/hyperlink")}
    assert "https://giaoban.example/nguon/shops" in targets
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert [p.get("descr") for p in pictures] == ["Tăng từ 150 lên 726."] * 2
    assert len({p.get("id") for p in pictures}) == 2
    properties = document.core_properties
    assert properties.title.startswith("Báo cáo Kết quả công tác")
    assert properties.language == "vi-VN"
    assert properties.author == "Ủy ban Trung ương"


def test_codes_stand_in_the_annex_only() -> None:
    document = opened(sample("state"))
    assert not [p for p in document.paragraphs if "S1" in p.text]
    assert document.tables[-1].rows[1].cells[0].text == "S1"
    pages = pdf_text(render_pdf(sample("state")))
    assert [i for i, text in enumerate(pages) if "S1" in text] == [len(pages) - 1]


@pytest.mark.parametrize("render", [render_docx, render_pdf])
def test_the_same_paper_gives_the_same_bytes(render: object) -> None:
    assert callable(render)
    assert render(sample("state")) == render(sample("state"))
    assert render(sample("state")) != render(sample("state", date=date(2021, 7, 7)))


def test_a_chart_without_a_picture_is_refused() -> None:
    broken = chart(picture=b"GIF89a")
    for render in (render_docx, render_pdf):
        with pytest.raises(ValueError, match="PNG"):
            render(sample("state", body=(broken,)))


# --- PDF --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LAYOUTS)
def test_pdf_pages_fonts_and_language(code: str) -> None:
    data = compiled(sample(code))
    document = pdfium.PdfDocument(data)
    sizes = [(round(p.get_width()), round(p.get_height())) for p in document]
    assert sizes[0] == (595, 842)
    assert (842, 595) in sizes
    assert document.get_metadata_dict()["Title"].startswith("Báo cáo Kết quả")
    assert document.is_tagged()
    document.close()
    assert b"/Lang(vi-VN)" in data
    assert b"/MarkInfo" in data
    assert b"pdfuaid:part>1<" in data
    fonts = {name.decode() for name in re.findall(rb"/FontName/[A-Z]{6}\+([\w-]+)", data)}
    assert fonts >= {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic"}
    assert all(name.startswith("Tinos-") for name in fonts)
    assert data.count(b"/FontFile2") == len(fonts)
    assert b"https://giaoban.example/nguon/shops" in data


def test_pdf_page_numbers_and_repeated_heads() -> None:
    pages = pdf_text(render_pdf(sample("state")))
    assert not pages[0].startswith("1")
    assert pages[1].lstrip().startswith("2")
    start = next(i for i, text in enumerate(pages) if text.lstrip().startswith("Phụ lục I\n"))
    assert pages[start + 1].lstrip().startswith("2")  # the annex counts its own pages
    assert "So với cùng kỳ" in pages[start + 1]
    assert "Tổng số" in "".join(pages[start:])


def test_pdf_says_what_the_docx_says() -> None:
    paper = sample("state")
    shown = "".join("".join(pdf_text(render_pdf(paper))).split())
    for paragraph in opened(paper).paragraphs:
        if paragraph.text and "Phụ lục" not in paragraph.text:
            assert "".join(paragraph.text.split()) in shown


def test_without_the_font_it_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(FontsMissingError, match="Tinos"):
        render_pdf(sample("state"), font_dirs=[tmp_path_factory.mktemp("none")])


# --- texts are never markup -------------------------------------------------------------------


def everywhere(text: str) -> Paper:
    table = Table(
        text,
        (Column(text), Column("x", group=text), Column("y", group=text)),
        ((text, "1", "2"),),
        text,
        True,
        text,
    )
    return sample(
        "state",
        superior=text,
        issuer=text,
        issuer_name=text,
        number="05/" + text,
        place=text,
        type_name=text,
        summary=text,
        addressees=(text, text),
        recipients=(text,),
        signature=Signature(text, text, text, text),
        body=(
            Paragraph.of(Run(text, bold=True, href="https://giaoban.example/?q=#a&b", note_code=text)),
            table,
        ),
        annexes=(Annex(text, (table,)),),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_ever_read_as_markup(text: str) -> None:
    paper = everywhere(text)
    sizes = {(round(p.get_width()), round(p.get_height())) for p in pdfium.PdfDocument(render_pdf(paper))}
    assert sizes == {(595, 842), (842, 595)}
    document = opened(paper)
    printable = "".join(c for c in text if c.isprintable() or c in "\u202e\u202c")
    last = next(p.text for p in document.paragraphs if p.style and p.style.name == "GB Tên bảng")
    assert "".join(c for c in last if c.isprintable() or c in "\u202e\u202c") == f"Bảng 1. {printable}"


def test_markup_is_printed_letter_by_letter() -> None:
    text = HOSTILE[0]
    shown = "".join("".join(pdf_text(render_pdf(sample("state", body=(Paragraph.of(text),))))).split())
    assert "".join(text.split()) in shown


def test_a_letter_no_font_has_costs_the_claim_not_the_paper() -> None:
    data = render_pdf(sample("state", body=(Paragraph.of("Vui 🎉 khoẻ"),)))
    assert "khoẻ" in "".join(pdf_text(data))
    assert b"pdfuaid" not in data


def test_files_are_whole_archives() -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(sample("state", body=(province_table(),))))) as archive:
        assert archive.testzip() is None
        assert {e.date_time for e in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}

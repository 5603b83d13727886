"""Sample papers for the tests: synthetic figures, posts in place of names."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from functools import cache

from PIL import Image

from giaoban.apps.documents.domain.paper import (
    Annex,
    Block,
    BulletList,
    Cell,
    ChartBlock,
    Column,
    Heading,
    Paper,
    Paragraph,
    Run,
    Signature,
    Table,
)
from giaoban.apps.documents.formats.layouts import load_layout

SOURCE = "https://giaoban.example/nguon/"
ISSUERS = {
    "state": ("Mặt trận Tổ quốc Việt Nam", "Ủy ban Trung ương", "05/BC-MTTW-BTT", "/BC-MTTW-BTT"),
    "party": ("Ban Chấp hành Trung ương", "Ban Dân vận", "05-BC/BDVTW", "-BC/BDVTW"),
    "youth": ("", "Ban Chấp hành Trung ương", "05-BC/TWĐTN-VP", "-BC/TWĐTN-VP"),
}
SIGNERS = {
    "state": Signature("Phó Chủ tịch", "TM. Ban Thường trực", "KT. Chủ tịch"),
    "party": Signature("Phó Trưởng ban", on_behalf="KT. Trưởng ban"),
    "youth": Signature("Bí thư", "TM. Ban Bí thư Trung ương Đoàn"),
}
_SENTENCES = (
    "Trong kỳ báo cáo, các cấp đã bám sát chỉ đạo của cấp trên, chủ động xây dựng kế hoạch và phân công "
    "nhiệm vụ rõ người, rõ việc, rõ thời hạn.",
    "Công tác nắm tình hình Nhân dân được thực hiện thường xuyên; những vấn đề nổi lên được tổng hợp và "
    "kiến nghị kịp thời với cơ quan có thẩm quyền.",
    "Việc phối hợp giữa các tổ chức trên cùng địa bàn có chuyển biến, "
    "song một số nơi còn trùng lắp về nội dung.",
)


@cache
def png(width: int = 1200, height: int = 600) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#dfe7f0").save(out, "PNG")
    return out.getvalue()


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200">'
    '<rect width="400" height="200" fill="#dfe7f0"/><text x="20" y="100" font-family="Tinos">'
    "Biểu đồ thử</text></svg>"
)


def province_table(caption: str = "Kết quả theo tỉnh, thành phố", rows: int = 63) -> Table:
    columns = (
        Column("TT", "center", 0.6),
        Column("Tỉnh, thành phố", "left", 3),
        Column("Trong kỳ", "right", 1.4, "Cửa hàng nông sản (cửa hàng)"),
        Column("Luỹ kế", "right", 1.4, "Cửa hàng nông sản (cửa hàng)"),
        Column("Trong kỳ", "right", 1.6, "Nông sản tiêu thụ (tấn)"),
        Column("So với cùng kỳ (%)", "right", 1.6, "Nông sản tiêu thụ (tấn)"),
        Column("Ghi chú", "left", 2),
    )
    body = tuple(
        (
            str(i),
            f"Tỉnh thứ {i}",
            Cell(str(i % 23), href=f"{SOURCE}t{i}"),
            str(i % 31),
            f"{i}.{100 + i}",
            "104,5",
            "",
        )
        for i in range(1, rows + 1)
    )
    total = ("", "Tổng số", "726", "811", "100.312", "106,2", "")
    return Table(
        caption,
        columns,
        (*body, total),
        "theo cột",
        True,
        "tổng hợp báo cáo của các đơn vị (dữ liệu mô phỏng)",
    )


def small_table(caption: str = "Kết quả theo tổ chức") -> Table:
    columns = (Column("Tổ chức", "left", 3), Column("Phải gửi", "right"), Column("Đã gửi", "right"))
    rows = (("Mặt trận", "63", "63"), ("Hội Nông dân", "63", "62"), ("Tổng số", "126", "125"))
    return Table(caption, columns, rows, "báo cáo", True)


def chart(number: int = 1, *, svg: str = SVG, picture: bytes | None = None) -> ChartBlock:
    return ChartBlock(
        f"Cửa hàng nông sản theo quý, lần {number}", "Tăng từ 150 lên 726.", svg, picture or png()
    )


def body(parts: int = 4) -> tuple[Block, ...]:
    figures = Paragraph.of(
        "Hội Nông dân các cấp hỗ trợ mở ",
        Run("726", href=f"{SOURCE}shops", note_code="S1"),
        " cửa hàng nông sản, giúp tiêu thụ ",
        Run("trên 100.000 tấn", href=f"{SOURCE}tonnes", note_code="S2"),
        " nông sản; có ",
        Run("gần 1.250.000", bold=True, href=f"{SOURCE}people"),
        " lượt người tham gia.",
    )
    blocks: list[Block] = [Paragraph.of(_SENTENCES[0])]
    for part in range(parts):
        blocks += [
            Heading(
                1,
                ("Tình hình Nhân dân", "Kết quả thực hiện", "Đánh giá chung", "Nhiệm vụ trọng tâm")[part % 4],
            ),
            Heading(2, "Tuyên truyền, vận động, phát huy sức mạnh khối đại đoàn kết toàn dân tộc"),
            figures,
            Paragraph.of(_SENTENCES[1]),
            Heading(3, "Vận động hội viên và Nhân dân"),
            Paragraph.of(_SENTENCES[2]),
            BulletList.of(*_SENTENCES),
            Heading(2, "Giám sát, phản biện xã hội"),
            Paragraph.of(*(_SENTENCES[i % 3] + " " for i in range(6))),
            small_table() if part % 2 else chart(part),
        ]
    return (*blocks, Paragraph.of("Trên đây là báo cáo kết quả công tác 6 tháng đầu năm 2021."))


def sample(code: str, **changes: object) -> Paper:
    """A paper of about ten pages in that layout."""
    superior, issuer, number, _ = ISSUERS[code]
    paper = Paper(
        layout=load_layout(code),
        superior=superior or None,
        issuer=issuer,
        issuer_name=issuer,
        number=number,
        place="Hà Nội",
        date=date(2021, 7, 6),
        type_name="Báo cáo",
        summary="Kết quả công tác dân vận 6 tháng đầu năm, nhiệm vụ trọng tâm 6 tháng cuối năm 2021",
        body=body(),
        signature=SIGNERS[code],
        recipients=(
            "Ban Bí thư Trung ương Đảng (để báo cáo)",
            "Các Ủy viên Ban Thường trực",
            "Lưu: VT, Ban Phong trào",
        ),
        annexes=(
            Annex("Số liệu theo tỉnh, thành phố", (province_table(),)),
            Annex(
                "Đề xuất, kiến nghị", (Heading(1, "Đề xuất"), Paragraph.of(_SENTENCES[1])), landscape=False
            ),
        ),
    )
    return replace(paper, **changes)  # type: ignore[arg-type]

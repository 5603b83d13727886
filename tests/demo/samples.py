"""docs/mau: what the demonstration makes, kept beside the code. Made anew by

    GIAOBAN_PLAYED=/tmp/played python -m tests.demo.samples

from a played demonstration (tests/demo/played/demonstration.py says how to play one). What is compared is what a
reader sees: words, figures, cells. Codes of figures are drawn anew in every play and are left out.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdfium2
from openpyxl import load_workbook

from giaoban.config import env

FOLDER = env.ROOT / "docs" / "mau"
OUT = {
    "bao-cao-ban-dan-van.docx": "bao-cao-ban-dan-van.docx",
    "bao-cao-ban-dan-van.pdf": "bao-cao-ban-dan-van.pdf",
    "bao-cao-ban-dan-van-tom-tat.pdf": "bao-cao-ban-dan-van-summary.pdf",
    "bao-cao-mat-tran.docx": "bao-cao-mat-tran.docx",
    "bao-cao-mat-tran.pdf": "bao-cao-mat-tran.pdf",
    "thong-bao-ket-luan.docx": "thong-bao-ket-luan.docx",
    "thong-bao-ket-luan.pdf": "thong-bao-ket-luan.pdf",
    "bao-cao-mttq-lam-dong.docx": "bao-cao-mttq-lam-dong.docx",
    "bao-cao-mttq-lam-dong.pdf": "bao-cao-mttq-lam-dong.pdf",
    "bieu-mau-mttq-lam-dong.xlsx": "da-nop/MTTQ-68.xlsx",
}
"""Name in docs/mau → where it lies in the folder that the demonstration writes."""

_ADDRESS = re.compile(r"https?://\S+")
_CODE = re.compile(r"\b[2-9a-hjkmnp-z]{8}\b")
_CHECK = re.compile(r"Mã kiểm tra: [0-9A-Z]{5} [0-9A-Z]{5}")
_HIDDEN = "gb:id"  # whose workbook it is, signed anew in every play
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def plain(text: str) -> str:
    """The words alone: one space between them, no addresses, no codes of figures, no check codes (drawn by chance)."""
    words = " ".join(_CODE.sub("", _ADDRESS.sub("", text)).split())
    return _CHECK.sub("Mã kiểm tra:", words)


def content(file: Path) -> list[str]:
    """What a reader sees: paragraphs of a DOCX, pages of a PDF, rows of a workbook's visible sheets."""
    read = {".docx": _paragraphs, ".pdf": _pages, ".xlsx": _rows}[file.suffix]
    return [said for part in read(file.read_bytes()) if (said := plain(part))]


def _paragraphs(data: bytes) -> Iterator[str]:
    for paragraph in docx.Document(io.BytesIO(data)).element.body.iter(f"{_WORD}p"):
        yield "".join(node.text or "" for node in paragraph.iter(f"{_WORD}t"))


def _pages(data: bytes) -> Iterator[str]:
    for page in pypdfium2.PdfDocument(data):
        yield page.get_textpage().get_text_bounded()


def _rows(data: bytes) -> Iterator[str]:
    book = load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            for row in sheet.iter_rows(values_only=True):
                line = " | ".join("" if value is None else str(value) for value in row).strip(" |")
                if not line.startswith(_HIDDEN):
                    yield line


def main() -> None:
    """Papers, workbook and screens into docs/mau."""
    from tests.demo import screens
    from tests.demo.played import demonstration

    FOLDER.mkdir(parents=True, exist_ok=True)
    with demonstration.opened() as played:
        for name, source in OUT.items():
            shutil.copyfile(played.out / source, FOLDER / name)
        with played.serving() as (address, _seconds):
            screens.keep(address, FOLDER)


if __name__ == "__main__":
    main()

"""Register books as XLSX and PDF, with the columns that the country pack names."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from importlib import resources

import typst
import yaml
from django.conf import settings

from giaoban.kit.export import ExportColumn, export_xlsx
from giaoban.kit.fonts import font_dirs

from ..domain.book import Book, BookForms, book_forms
from .pdf_packing import packed

FILE, FONT = "register_books.yaml", "Tinos"
_NARROW, _A_SHARE = 9, 9


@lru_cache(maxsize=1)
def load_book_forms() -> BookForms:
    """The pack's forms. Raises BookError when they do not fit."""
    text = (resources.files(settings.COUNTRY_PACK) / FILE).read_text(encoding="utf-8")
    return book_forms(yaml.safe_load(text))


def book_xlsx(book: Book) -> bytes:
    """One sheet, one table; equal books give equal bytes."""
    columns = [
        ExportColumn(c.title, width=max(_NARROW, round(c.width * _A_SHARE))) for c in book.form.columns
    ]
    title = f"{book.form.title} – {book.unit} – {book.year_line}"
    return export_xlsx(columns, book.rows, title=title, sheet=book.year_line)


def book_pdf(book: Book) -> bytes:
    """A4 landscape, the heading repeated on every page; equal books give equal bytes."""
    template = (resources.files(__package__) / "book.typ").read_bytes()
    data = {
        "title": book.form.title,
        "unit": book.unit,
        "year": book.year_line,
        "columns": [asdict(column) for column in book.form.columns],
        "rows": book.rows,
        "font": FONT,
        "lang": "vi",
        "page": book.words["page"],
        "none": book.words["none"],
    }
    inputs = {"book": json.dumps(data, ensure_ascii=False)}
    drawn = typst.compile(template, font_paths=_fonts(), sys_inputs=inputs, timestamp=0)
    return packed(bytes(drawn))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts of the product, none of the machine's."""
    folders = [str(folder) for folder in font_dirs()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)

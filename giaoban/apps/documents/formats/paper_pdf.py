"""A paper as PDF: tagged (PDF/UA-1), with title, language, links and embedded fonts, made by typst.

Texts travel as JSON beside the template, so nothing a person typed is ever read as markup. No font of the
machine is used: a paper looks the same on every one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from giaoban.apps.documents.domain.layout import Page
from giaoban.apps.documents.domain.paper import (
    Block,
    BulletList,
    Cell,
    ChartBlock,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Table,
)
from giaoban.apps.documents.domain.setting import SIGNATURE_SHARE, SetCheck, SetPaper, set_paper
from giaoban.apps.documents.formats.chart_size import chart_size
from giaoban.apps.documents.formats.check_code import qr_svg
from giaoban.apps.documents.formats.docx_xml import grouped
from giaoban.apps.documents.formats.pdf_packing import packed
from giaoban.kit.fonts import font_dirs as font_dirs_of_site

_EMPTY_RUN = Run("")


class FontsMissingError(RuntimeError):
    """No folder given or found holds the layout's font."""


def render_pdf(paper: Paper, *, font_dirs: Sequence[Path] | None = None) -> bytes:
    """The paper as PDF; the same paper always gives the same bytes. Raises FontsMissingError."""
    return packed(compiled(paper, font_dirs=font_dirs))


def compiled(paper: Paper, *, font_dirs: Sequence[Path] | None = None) -> bytes:
    """The PDF as typst writes it, every object readable.

    Fonts come from `font_dirs`, else from `kit.fonts`. PDF/UA-1 forbids letters that no font has; a
    paper that holds such a letter (an emoji) is still tagged, without that claim. Raises FontsMissingError.
    """
    setting = set_paper(paper)
    folders = tuple(str(d) for d in (font_dirs_of_site() if font_dirs is None else font_dirs))
    fonts = _fonts(folders)
    if setting.layout.font.pdf not in fonts.families():
        raise FontsMissingError(f"no font {setting.layout.font.pdf!r} in {folders}")
    template = (resources.files(__package__) / "paper.typ").read_bytes()
    data = {"paper": json.dumps(_data(setting), ensure_ascii=False)}

    try:
        pdf = typst.compile(template, font_paths=fonts, sys_inputs=data, pdf_standards="ua-1", timestamp=0)
    except typst.TypstError:
        pdf = typst.compile(template, font_paths=fonts, sys_inputs=data, timestamp=0)
    return bytes(pdf)


@lru_cache(maxsize=4)
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))


def _data(setting: SetPaper) -> dict[str, Any]:
    language, _, region = setting.language.partition("-")
    day = setting.date
    return {
        "layout": asdict(setting.layout),
        "lang": language,
        "region": region or None,
        "document_title": setting.document_title,
        "issuer": setting.issuer,
        "date": {"year": day.year, "month": day.month, "day": day.day} if day else None,
        "header": [[[asdict(x) for x in side] for side in row] for row in setting.header],
        "title": [asdict(x) for x in setting.title],
        "addressees": setting.addressees,
        "blocks": _blocks(setting.blocks, setting.layout.page),
        "signature": [asdict(x) for x in setting.signature],
        "signer_name": asdict(setting.signer_name),
        "recipients": setting.recipients,
        "check": _check(setting.check) if setting.check else None,
        "signature_share": SIGNATURE_SHARE,
        "annexes": [
            {**asdict(a), "blocks": _blocks(a.blocks, setting.layout.page, landscape=a.landscape)}
            for a in setting.annexes
        ],
    }


def _check(check: SetCheck) -> dict[str, Any]:
    return {**asdict(check), "svg": qr_svg(check.address) if check.address else None}


def _blocks(blocks: Sequence[Block], page: Page, *, landscape: bool = False) -> list[dict[str, Any]]:
    """Blocks as JSON, heading levels without a gap: a reader of tags may not jump from 1 to 3."""
    result = []
    deepest = 0
    for block in blocks:
        data = _block(block)
        if isinstance(block, ChartBlock):
            data["width"], data["height"] = chart_size(block, page, landscape=landscape)
        if isinstance(block, Heading):
            deepest = data["level"] = min(block.level, deepest + 1)
        result.append(data)
    return result


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "runs": [asdict(r) for r in block.runs or (_EMPTY_RUN,)]}
        case BulletList():
            return {
                "kind": "bullets",
                "items": [[asdict(r) for r in i or (_EMPTY_RUN,)] for i in block.items],
            }
        case Table():
            return {"kind": "table", **_table(block)}
        case ChartBlock():
            table = _table(block.table) if block.table else None
            return {"kind": "chart", "title": block.title, "alt": block.alt, "svg": block.svg, "table": table}
        case PageBreak():
            return {"kind": "break"}


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "unit_of_measure": table.unit_of_measure,
        "source_note": table.source_note,
        "total_row": table.total_row,
        "together": table.together,
        "columns": [asdict(c) for c in table.columns],
        "groups": grouped(table.columns) if table.has_groups else None,
        "head_rows": 2 if table.has_groups else 1,
        "titles": [table.title_in(index) for index in range(len(table.rows))],
        "rows": [[asdict(c) if isinstance(c, Cell) else c for c in row] for row in table.rows],
    }

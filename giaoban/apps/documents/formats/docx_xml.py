"""WordprocessingML as strings: runs, paragraphs, tables, pictures.

Strings and one parse at the end, because an element at a time makes a paper of twenty tables slow.
Every text passes through `clean`: it cannot become markup and cannot hold what XML forbids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from giaoban.apps.documents.domain.layout import LineStyle
from giaoban.apps.documents.domain.paper import Cell, Column, Run, Table

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
EMU = 12700  # in a point
TWIPS = 20  # in a point
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_BORDERS = "".join(
    f'<w:{s} w:val="nil"/>' for s in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_GRID = "".join(
    f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for s in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def bare(text: str) -> str:
    """Text without the characters that XML cannot hold at all."""
    return _FORBIDDEN.sub("", text)


def clean(text: str) -> str:
    """Text safe inside an element."""
    return escape(bare(text))


def attribute(text: str) -> str:
    """Text safe as an attribute's value, with its quotes."""
    return quoteattr(bare(text))


def run(text: str, *, bold: bool | None = None, italic: bool | None = None, style: str = "") -> str:
    """One run. Line breaks and tabs in the text become breaks and tabs; None leaves the style's own form."""
    props = f'<w:rStyle w:val="{style}"/>' if style else ""
    props += "" if bold is None else f'<w:b w:val="{int(bold)}"/>'
    props += "" if italic is None else f'<w:i w:val="{int(italic)}"/>'
    return _run(props, text)


def styled_run(text: str, style: LineStyle) -> str:
    """One run in the form of a layout's line."""
    props = f'<w:b w:val="{int(style.bold)}"/><w:i w:val="{int(style.italic)}"/>'
    size = round(style.size * 2)
    props += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    return _run(props + ('<w:u w:val="single"/>' if style.underline else ""), text)


def _run(props: str, text: str) -> str:
    body = clean(text).replace("\r\n", "\n").replace("\r", "\n")
    body = body.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    body = body.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{body}</w:t></w:r>'


def paragraph(style: str, runs: str, props: str = "") -> str:
    """A paragraph in the style of that id; `props` follow the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{props}</w:pPr>{runs}</w:p>'


def rule(width: float, column: float, style: str) -> str:
    """A line `width` points long, centred in a column: the upper border of an empty, very low paragraph."""
    side = max(0, round((column - width) / 2 * TWIPS))
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>'
        '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        '<w:spacing w:before="40" w:after="0" w:line="80" w:lineRule="exact"/>'
        f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/><w:jc w:val="center"/></w:pPr></w:p>'
    )


def frame(columns: Sequence[float], rows: Sequence[Sequence[str]]) -> str:
    """A table without borders that holds its place: `rows` of cells' paragraphs, widths in points.
    No row breaks across pages, and rows stay together."""
    grid = "".join(f'<w:gridCol w:w="{round(c * TWIPS)}"/>' for c in columns)
    body = ""
    for cells in rows:
        body += "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        for width, content in zip(columns, cells, strict=True):
            body += (
                f'<w:tc><w:tcPr><w:tcW w:w="{round(width * TWIPS)}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
            )
        body += "</w:tr>"
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{round(sum(columns) * TWIPS)}" w:type="dxa"/>'
        f'<w:tblBorders>{_NO_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


@dataclass(frozen=True, slots=True)
class TableStyles:
    """Ids of the paragraph styles of a table's cells; `fill` is the head's ground ("": none)."""

    head: str
    cell: str
    fill: str


def grid_table(table: Table, width: float, styles: TableStyles, linked: Callable[[Run], str]) -> str:
    """A table with lines over `width` points: head rows repeat on every page, no row breaks across pages,
    the total stays with the row before it, the title of some rows with their first. `linked` turns a run with a link
    into XML."""
    shares = sum(c.width_share for c in table.columns)
    widths = [round(width * TWIPS * c.width_share / shares) for c in table.columns]
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    caption = f"<w:tblCaption w:val={attribute(table.caption)}/>" if table.caption else ""
    parts = [
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_GRID}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="{int(table.total_row)}"/>{caption}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>",
        *_head_rows(table.columns, widths, styles),
    ]
    last = len(table.rows) - 1
    for index, row in enumerate(table.rows):
        total = table.total_row and index == last
        held = (table.total_row and index == last - 1) or (table.source_note and index == last)
        title = table.title_in(index)
        held = held or (table.together and index < last) or title is not None
        keep = "<w:keepNext/>" if held else ""
        parts.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
        alone = len(row) if title is None else title
        for column, wide, cell in zip(table.columns[:alone], widths, row, strict=False):
            parts.append(_cell(column, wide, cell, styles.cell, keep, total, linked))
        if title is not None:
            rest = (table.columns[title], sum(widths[title:]), row[title])
            parts.append(_cell(*rest, styles.cell, keep, total, linked, over=len(row) - title))
        parts.append("</w:tr>")
    return "".join(parts) + "</w:tbl>"


def _cell(
    column: Column,
    width: int,
    cell: Cell | str,
    style: str,
    keep: str,
    total: bool,
    linked: Callable[[Run], str],
    over: int = 1,
) -> str:
    if isinstance(cell, str):
        content = run(cell, bold=True) if total else run(cell)
    else:
        as_run = Run(cell.text, bold=cell.bold or total, italic=cell.italic, href=cell.href)
        content = linked(as_run)
    span = f'<w:gridSpan w:val="{over}"/>' if over > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        + paragraph(style, content, f'{keep}<w:jc w:val="{column.align}"/>')
        + "</w:tc>"
    )


def _head_rows(columns: Sequence[Column], widths: Sequence[int], styles: TableStyles) -> list[str]:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{styles.fill}"/>' if styles.fill else ""
    start = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"

    def cell(text: str, width: int, props: str = "", merge: str = "") -> str:
        content = paragraph(styles.head, run(text) if text else "", "<w:keepNext/>")
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{props}{merge}{fill}<w:vAlign w:val="center"/>'
            f"</w:tcPr>{content}</w:tc>"
        )

    if not any(c.group for c in columns):
        return [
            start + "".join(cell(c.header, w) for c, w in zip(columns, widths, strict=True)) + "</w:tr>",
        ]
    upper, lower, at = "", "", 0
    for label, span in grouped(columns):
        wide = sum(widths[at : at + span])
        if label:
            upper += cell(label, wide, f'<w:gridSpan w:val="{span}"/>')
            lower += "".join(cell(columns[i].header, widths[i]) for i in range(at, at + span))
        else:
            upper += cell(columns[at].header, wide, "", '<w:vMerge w:val="restart"/>')
            lower += cell("", wide, "", "<w:vMerge/>")
        at += span
    return [f"{start}{upper}</w:tr>", f"{start}{lower}</w:tr>"]


def grouped(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """(group, how many columns) along the head; a column without a group stands alone."""
    spans: list[tuple[str, int]] = []
    for column in columns:
        if column.group and spans and spans[-1][0] == column.group:
            spans[-1] = (column.group, spans[-1][1] + 1)
        else:
            spans.append((column.group, 1))
    return spans


def picture(rel_id: str, number: int, width: float, height: float, alt: str) -> str:
    """An inline picture of `width` × `height` points with a text for those who cannot see it."""
    size = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="chart{number}" descr={attribute(alt)}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="chart{number}" descr={attribute(alt)}/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{rel_id}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )

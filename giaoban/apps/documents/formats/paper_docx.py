"""A paper as an editable DOCX: named styles, real headings and links, table heads that repeat, page numbers.

The same paper always gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from giaoban.apps.documents.domain.layout import Layout
from giaoban.apps.documents.domain.paper import (
    Block,
    BulletList,
    ChartBlock,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Table,
)
from giaoban.apps.documents.domain.setting import (
    SIGNATURE_SHARE,
    SetAnnex,
    SetCheck,
    SetLine,
    SetPaper,
    set_paper,
)
from giaoban.apps.documents.formats import docx_styles as styles
from giaoban.apps.documents.formats.chart_size import chart_size
from giaoban.apps.documents.formats.check_code import qr_png
from giaoban.apps.documents.formats.docx_xml import (
    NAMESPACES,
    TWIPS,
    TableStyles,
    attribute,
    bare,
    frame,
    grid_table,
    paragraph,
    picture,
    rule,
    run,
    styled_run,
)

_FIXED = (1980, 1, 1, 0, 0, 0)  # time of every entry in the archive
_LOW = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'


def render_docx(paper: Paper) -> bytes:
    """The paper as DOCX. Raises ValueError for a chart whose picture is not a PNG."""
    setting = set_paper(paper)
    document = docx.Document()
    styles.write_styles(document, setting.layout, setting.language)
    _write_properties(document, setting)
    writer = _Writer(document, setting)
    body = document.element.body
    fresh = parse_xml(f"<w:body {NAMESPACES}>{writer.body()}</w:body>")
    body.getparent().replace(body, fresh)
    saved = io.BytesIO()
    document.save(saved)
    return _same_times(saved.getvalue())


def _write_properties(document: Document, setting: SetPaper) -> None:
    day = setting.date
    when = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(*_FIXED, tzinfo=UTC)
    properties = document.core_properties
    properties.title = bare(setting.document_title)[:255]
    properties.author = properties.last_modified_by = bare(setting.issuer)[:255]
    properties.language = setting.language
    properties.comments = ""
    properties.created = properties.modified = when
    properties.revision = 1


def _same_times(archive: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return out.getvalue()


def _sides(line: SetLine) -> str:
    side = round(line.side * TWIPS)
    return f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/>' if side else ""


class _Writer:
    """Writes the body of one document; holds the links, pictures and the header part it needs."""

    def __init__(self, document: Document, setting: SetPaper) -> None:
        self.document = document
        self.setting = setting
        self.layout: Layout = setting.layout
        self.width = self.layout.text_width
        self.landscape = False
        self.links: dict[str, str] = {}
        self.pictures = 0
        self.table_styles = TableStyles(styles.CELL_HEAD, styles.CELL, self.layout.table.head_fill)
        self.header_id = self._page_number()

    def body(self) -> str:
        parts = [self._header(), *self._title()]
        blocks = self.setting.blocks
        parts += [self._block(b, keep=i == len(blocks) - 1) for i, b in enumerate(blocks)]
        parts.append(self._signature())
        sections = [(False, False), *((a.landscape, True) for a in self.setting.annexes)]
        for index, annex in enumerate(self.setting.annexes):
            parts.append(self._section_end(*sections[index]))
            self.landscape = annex.landscape
            self.width = self.layout.page.text_size(landscape=annex.landscape)[0]
            parts += self._annex(annex)
        landscape, is_annex = sections[-1]
        parts.append(paragraph(styles.BODY, "", _LOW))
        parts.append(self._section(landscape, is_annex))
        return "".join(parts)

    # --- page ---------------------------------------------------------------------------------

    def _page_number(self) -> str:
        """Make the header with the page number field; its relationship id."""
        header = self.document.sections[0].header
        header.is_linked_to_previous = False
        first = header.paragraphs[0]._p
        field = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        xml = paragraph(styles.PAGE_NUMBER, field).replace("<w:p>", f"<w:p {NAMESPACES}>", 1)
        first.getparent().replace(first, parse_xml(xml))
        reference = self.document.element.body.sectPr.find(qn("w:headerReference"))
        return str(reference.get(qn("r:id")))

    def _section(self, landscape: bool, is_annex: bool) -> str:
        page = self.layout.page
        mm = 1440 / 25.4
        width, height = round(page.width * mm), round(page.height * mm)
        size = f'w:w="{width}" w:h="{height}"'
        if landscape:
            size = f'w:w="{height}" w:h="{width}" w:orient="landscape"'
        restart = '<w:pgNumType w:start="1"/>' if is_annex and self.layout.annex.own_page_numbers else ""
        bare_first = not page.number_on_first and (not is_annex or self.layout.annex.own_page_numbers)
        return (
            f'<w:sectPr><w:headerReference w:type="default" r:id="{self.header_id}"/>'
            f'<w:type w:val="nextPage"/><w:pgSz {size}/>'
            f'<w:pgMar w:top="{round(page.top * mm)}" w:right="{round(page.right * mm)}" '
            f'w:bottom="{round(page.bottom * mm)}" w:left="{round(page.left * mm)}" '
            f'w:header="{round(page.number_from_top * mm)}" w:footer="{round(page.number_from_top * mm)}" '
            f'w:gutter="0"/>{restart}{"<w:titlePg/>" if bare_first else ""}</w:sectPr>'
        )

    def _section_end(self, landscape: bool, is_annex: bool) -> str:
        return paragraph(styles.BODY, "", _LOW + self._section(landscape, is_annex))

    # --- frame --------------------------------------------------------------------------------

    def _lines(self, lines: tuple[SetLine, ...], column: float, style: str) -> str:
        parts = []
        for line in lines:
            spacing = f'<w:spacing w:before="{round(line.space_before * TWIPS)}" w:after="0"/>'
            if line.boxed:
                parts.append(self._stamp(line, column, style, spacing))
                continue
            parts.append(paragraph(style, styled_run(line.text, line.style), spacing + _sides(line)))
            if line.rule:
                parts.append(rule(line.rule, column, style))
        return "".join(parts) or paragraph(style, "")

    def _stamp(self, line: SetLine, column: float, style: str, spacing: str) -> str:
        sides = "".join(
            f'<w:{s} w:val="single" w:sz="8" w:space="2" w:color="000000"/>'
            for s in ("top", "left", "bottom", "right")
        )
        side = round(column * 0.24 * TWIPS)
        apart = paragraph(style, "", _LOW)  # neighbours with like borders would share one box
        props = f'<w:pBdr>{sides}</w:pBdr>{spacing}<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/>'
        return apart + paragraph(style, styled_run(line.text, line.style), props)

    def _header(self) -> str:
        left = self.width * self.layout.left_share
        columns = (left, self.width - left)
        rows = [
            (self._lines(a, columns[0], styles.HEADER), self._lines(b, columns[1], styles.HEADER))
            for a, b in self.setting.header
        ]
        return frame(columns, rows)

    def _title(self) -> list[str]:
        parts = []
        for index, line in enumerate(self.setting.title):
            style = styles.SUMMARY if index else styles.TITLE
            parts.append(paragraph(style, styled_run(line.text, line.style), _sides(line)))
            if line.rule:
                parts.append(rule(line.rule, self.width, styles.SUMMARY))
        for index, text in enumerate(self.setting.addressees):
            several = len(self.setting.addressees) > 1
            first, last = index == 0, index == len(self.setting.addressees) - 1
            props = f'<w:spacing w:before="{240 if first else 0}" w:after="{160 if last else 40}"/>'
            if several:
                indent = self.width * (0.22 if first else 0.34)
                props += f'<w:ind w:left="{round(indent * TWIPS)}" w:firstLine="0"/><w:jc w:val="left"/>'
            parts.append(paragraph(styles.ADDRESSEE, run(text), props))
        parts.append(
            paragraph(
                styles.SUMMARY, "", '<w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/>'
            )
        )
        return parts

    def _signature(self) -> str:
        layout, setting = self.layout, self.setting
        right = self.width * SIGNATURE_SHARE
        columns = (self.width - right, right)
        heading = layout.words.recipients if setting.recipients else ""
        recipients = paragraph(styles.RECIPIENTS, styled_run(heading, layout.recipients.heading))
        for entry in setting.recipients:
            recipients += paragraph(styles.RECIPIENTS, styled_run(entry, layout.recipients.entry))
        if setting.check:
            recipients += self._check(setting.check, columns[0])
        signature = "".join(
            paragraph(styles.SIGNATURE, styled_run(s.text, s.style), _sides(s)) for s in setting.signature
        )
        space = f'<w:spacing w:before="{round(layout.signature.space * TWIPS)}" w:after="0"/>'
        name = setting.signer_name
        signature += paragraph(styles.SIGNATURE, styled_run(name.text, name.style), space)
        gap = paragraph(styles.BODY, "", "<w:keepNext/>" + _LOW.replace('"20"', '"120"'))
        return gap + frame(columns, [(recipients, signature)])

    def _check(self, check: SetCheck, width: float) -> str:
        """The QR with the letters beside it, or the letters alone."""
        first = '<w:spacing w:before="80" w:after="0"/>'
        words = "".join(
            paragraph(styles.RECIPIENTS, styled_run(line.text, line.style), "" if index else first)
            for index, line in enumerate(check.lines)
        )
        if not check.address:
            return words
        made = qr_png(check.address)
        rel_id, _ = self.document.part.get_or_add_image(io.BytesIO(made))
        self.pictures += 1
        drawn = paragraph(
            styles.RECIPIENTS, picture(rel_id, self.pictures, check.side, check.side, check.alt), first
        )
        beside = frame((check.side + 4, width - check.side - 10), [(drawn, words)])
        return beside + paragraph(styles.RECIPIENTS, "", _LOW)  # a cell does not end with a table

    # --- blocks -------------------------------------------------------------------------------

    def _block(self, block: Block, *, keep: bool = False) -> str:
        hold = "<w:keepNext/>" if keep else ""
        match block:
            case Heading():
                return paragraph(styles.HEADING[block.level - 1], run(block.text))
            case Paragraph():
                return paragraph(styles.BODY, self._runs(block.runs), hold)
            case BulletList():
                bullet = run(self.layout.bullet)
                return "".join(paragraph(styles.BULLET, bullet + self._runs(i), hold) for i in block.items)
            case Table():
                return self._table(block)
            case ChartBlock():
                return self._chart(block)
            case PageBreak():
                return paragraph(styles.BODY, '<w:r><w:br w:type="page"/></w:r>', _LOW)

    def _runs(self, runs: tuple[Run, ...]) -> str:
        return "".join(self._run(r) for r in runs)

    def _run(self, item: Run) -> str:
        bold, italic = item.bold or None, item.italic or None
        if not item.href:
            return run(item.text, bold=bold, italic=italic)
        if item.href not in self.links:
            # Not `relate_to`: it compares with every link there is, 30 s for the 2,500 figures of a nation.
            name = f"rLink{len(self.links) + 1}"
            self.document.part.rels.add_relationship(
                RELATIONSHIP_TYPE.HYPERLINK, item.href, name, is_external=True
            )
            self.links[item.href] = name
        inner = run(item.text, bold=bold, italic=italic, style=styles.LINK)
        return f'<w:hyperlink r:id={attribute(self.links[item.href])} w:history="1">{inner}</w:hyperlink>'

    def _table(self, table: Table) -> str:
        parts = []
        if table.caption:
            parts.append(paragraph(styles.CAPTION, run(table.caption)))
        if table.unit_of_measure:
            parts.append(paragraph(styles.UNIT, run(table.unit_of_measure)))
        parts.append(grid_table(table, self.width, self.table_styles, self._run))
        if table.source_note:
            parts.append(paragraph(styles.NOTE, run(table.source_note)))
        else:
            parts.append(paragraph(styles.BODY, "", _LOW.replace('"20"', '"160"')))
        return "".join(parts)

    def _chart(self, chart: ChartBlock) -> str:
        width, height = chart_size(chart, self.layout.page, landscape=self.landscape)
        rel_id, _ = self.document.part.get_or_add_image(io.BytesIO(chart.png))
        self.pictures += 1
        parts = paragraph(styles.FIGURE, picture(rel_id, self.pictures, width, height, chart.alt))
        parts += paragraph(styles.CAPTION, run(chart.title), '<w:keepNext w:val="0"/>')
        return parts + (self._table(chart.table) if chart.table else "")

    def _annex(self, annex: SetAnnex) -> list[str]:
        head = styled_run(annex.label.text, annex.label.style) + "<w:r><w:br/></w:r>"
        return [
            paragraph(styles.ANNEX, head + styled_run(annex.title.text, annex.title.style)),
            paragraph(styles.ANNEX_REFERENCE, run(annex.reference.text)),
            *(self._block(b) for b in annex.blocks),
        ]

"""Named styles of an editable paper, made from its layout.

Headings are based on the word processor's own Heading 1 to 4, so that they stand in the navigation pane and
are headings to a screen reader.
"""

from __future__ import annotations

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from giaoban.apps.documents.domain.layout import Layout, LineStyle
from giaoban.apps.documents.formats.docx_xml import NAMESPACES, TWIPS, attribute

HEADING = ("GBHeading1", "GBHeading2", "GBHeading3", "GBHeading4")
BODY, BULLET, CAPTION, UNIT, CELL, CELL_HEAD, NOTE, FIGURE = (
    "GBBody",
    "GBBullet",
    "GBCaption",
    "GBUnit",
    "GBCell",
    "GBCellHead",
    "GBNote",
    "GBFigure",
)
HEADER, TITLE, SUMMARY, ADDRESSEE, SIGNATURE, RECIPIENTS, ANNEX, ANNEX_REFERENCE, PAGE_NUMBER, LINK = (
    "GBHeader",
    "GBTitle",
    "GBSummary",
    "GBAddressee",
    "GBSignature",
    "GBRecipients",
    "GBAnnex",
    "GBAnnexReference",
    "GBPageNumber",
    "GBLink",
)


def write_styles(document: Document, layout: Layout, language: str) -> None:
    """Replace the template's defaults (font, size, language, theme colours) and add the paper's styles."""
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    styles.replace(defaults, parse_xml(_defaults(layout, language)))
    for xml in _style_list(layout):
        styles.append(parse_xml(xml))


def _fonts(name: str) -> str:
    font = attribute(name)
    return f"<w:rFonts w:ascii={font} w:hAnsi={font} w:eastAsia={font} w:cs={font}/>"


def _defaults(layout: Layout, language: str) -> str:
    size = round(layout.body.size * 2)
    lang = attribute(language)
    return (
        f"<w:docDefaults {NAMESPACES}><w:rPrDefault><w:rPr>{_fonts(layout.font.docx)}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val={lang} w:eastAsia={lang} w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )


def _form(style: LineStyle, font: str) -> str:
    size = round(style.size * 2)
    return (
        f'{_fonts(font)}<w:b w:val="{int(style.bold)}"/><w:bCs w:val="{int(style.bold)}"/>'
        f'<w:i w:val="{int(style.italic)}"/><w:iCs w:val="{int(style.italic)}"/><w:color w:val="000000"/>'
        f'<w:spacing w:val="0"/><w:kern w:val="0"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:u w:val="{"single" if style.underline else "none"}"/>'
    )


def _paragraph_style(style_id: str, name: str, form: str, props: str, based_on: str = "Normal") -> str:
    return (
        f'<w:style {NAMESPACES} w:type="paragraph" w:customStyle="1" w:styleId="{style_id}">'
        f'<w:name w:val={attribute(name)}/><w:basedOn w:val="{based_on}"/><w:qFormat/>'
        f"<w:pPr>{props}</w:pPr><w:rPr>{form}</w:rPr></w:style>"
    )


def _spacing(before: float = 0, after: float = 0, line: float = 1.0) -> str:
    return (
        f'<w:spacing w:before="{round(before * TWIPS)}" w:after="{round(after * TWIPS)}" '
        f'w:line="{round(line * 240)}" w:lineRule="auto"/>'
    )


def _style_list(layout: Layout) -> list[str]:
    names, body, font = layout.styles, layout.body, layout.font.docx
    first = round(body.first_line / 2.54 * 1440)
    indent = f'<w:ind w:left="0" w:right="0" w:firstLine="{first}"/>'
    flat = '<w:ind w:left="0" w:right="0" w:firstLine="0"/>'
    text_spacing = _spacing(0, body.space, body.line_spacing)
    plain = LineStyle(body.size)
    keep = "<w:keepNext/><w:keepLines/>"
    sides = "".join(f'<w:{s} w:val="nil"/>' for s in ("top", "left", "bottom", "right"))
    border_off = f"<w:pBdr>{sides}</w:pBdr>"

    def style(style_id: str, name: str, line: LineStyle, props: str, based_on: str = "Normal") -> str:
        return _paragraph_style(style_id, name, _form(line, font), props, based_on)

    left, right, centre, both = (f'<w:jc w:val="{v}"/>' for v in ("left", "right", "center", "both"))
    result = [
        style(BODY, names.body, plain, f"<w:widowControl/>{text_spacing}{indent}{both}"),
        style(BULLET, names.bullet, plain, f"<w:widowControl/>{text_spacing}{indent}{both}"),
        style(HEADER, names.header, plain, f"{_spacing()}{flat}{centre}"),
        style(
            TITLE,
            names.title,
            layout.title_block.type,
            f"{keep}{border_off}{_spacing(18, 0)}{flat}{centre}",
            "Title",
        ),
        style(SUMMARY, names.summary, layout.title_block.summary, f"{keep}{_spacing()}{flat}{centre}"),
        style(ADDRESSEE, names.addressee, layout.addressees, f"{_spacing(0, 6)}{flat}{centre}"),
        style(CAPTION, names.caption, layout.table.caption, f"{keep}{_spacing(8, 3)}{flat}{centre}"),
        style(UNIT, names.unit, layout.table.unit, f"{keep}{_spacing(0, 3)}{flat}{right}"),
        style(CELL, names.cell, layout.table.text, f"{_spacing(2, 2)}{flat}{left}"),
        style(CELL_HEAD, names.cell_head, layout.table.head, f"<w:keepNext/>{_spacing(3, 3)}{flat}{centre}"),
        style(NOTE, names.note, layout.table.unit, f"{_spacing(3, body.space)}{flat}{left}"),
        style(FIGURE, names.figure, plain, f"{keep}{_spacing(6, 3)}{flat}{centre}"),
        style(
            SIGNATURE, names.signature, layout.signature.authority, f"<w:keepNext/>{_spacing()}{flat}{centre}"
        ),
        style(RECIPIENTS, names.recipients, layout.recipients.entry, f"{_spacing()}{flat}{left}"),
        style(
            ANNEX,
            names.annex,
            layout.annex.title,
            f'{keep}{_spacing()}{flat}{centre}<w:outlineLvl w:val="0"/>',
            "Heading1",
        ),
        style(
            ANNEX_REFERENCE, names.annex_reference, layout.annex.reference, f"{_spacing(0, 10)}{flat}{centre}"
        ),
        style(
            PAGE_NUMBER, names.page_number, LineStyle(layout.page.number_size), f"{_spacing()}{flat}{centre}"
        ),
        _link_style(layout),
    ]
    for level, line in enumerate(layout.headings, 1):
        props = f"{keep}{_spacing(body.space, body.space, body.line_spacing)}"
        props += (flat + centre) if line.centred else (indent + both)
        props += f'<w:outlineLvl w:val="{level - 1}"/>'
        result.append(style(HEADING[level - 1], f"{names.heading} {level}", line, props, f"Heading{level}"))
    return result


def _link_style(layout: Layout) -> str:
    return (
        f'<w:style {NAMESPACES} w:type="character" w:customStyle="1" w:styleId="{LINK}">'
        f"<w:name w:val={attribute(layout.styles.link)}/><w:qFormat/>"
        f'<w:rPr><w:color w:val="{layout.body.link_colour}"/></w:rPr></w:style>'
    )

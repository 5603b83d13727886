"""Setting a paper: from what it says and its layout to lines and labelled blocks, ready to be drawn.

Both renderers draw the result, so numbering, captions, punctuation and fixed words agree in DOCX and PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from giaoban.apps.documents.domain.captions import Captions, roman
from giaoban.apps.documents.domain.layout import (
    HeaderLine,
    Layout,
    LineStyle,
    date_parts,
    format_place_date,
)
from giaoban.apps.documents.domain.lines import HELD, Together, even_width, held_together
from giaoban.apps.documents.domain.paper import (
    Annex,
    Block,
    BulletList,
    Cell,
    Check,
    Column,
    Paper,
    Paragraph,
    Run,
    Table,
    runs_of,
)
from giaoban.apps.documents.domain.register import bare_recipient, without_opening
from giaoban.apps.documents.domain.widths import text_width

SIGNATURE_SHARE = 0.53  # of the text width; the recipients take the rest
_GROUP = 5  # letters of a code that stand together
_GAP = 6.0  # points kept free at each side of a header column


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line as printed (capitals applied). In points: `rule`, the line drawn beneath (0: none); `side`, the
    indent at both sides that makes a text too long for one line break into lines of like length."""

    text: str
    style: LineStyle
    rule: float = 0.0
    space_before: float = 0.0
    boxed: bool = False
    side: float = 0.0


@dataclass(frozen=True, slots=True)
class SetAnnex:
    label: SetLine
    title: SetLine
    reference: SetLine
    blocks: tuple[Block, ...]
    landscape: bool


@dataclass(frozen=True, slots=True)
class SetCheck:
    """`lines` one below the other, beside a QR that opens `address` ("": none), `side` points wide and high."""

    lines: tuple[SetLine, ...]
    address: str
    side: float
    alt: str


@dataclass(frozen=True, slots=True)
class SetPaper:
    """`header`: (left, right) of each row. `addressees`: one line, or an intro and a line for each."""

    layout: Layout
    language: str
    document_title: str
    issuer: str
    date: date | None
    header: tuple[tuple[tuple[SetLine, ...], tuple[SetLine, ...]], ...]
    title: tuple[SetLine, ...]
    addressees: tuple[str, ...]
    blocks: tuple[Block, ...]
    signature: tuple[SetLine, ...]
    signer_name: SetLine
    recipients: tuple[str, ...]
    check: SetCheck | None
    annexes: tuple[SetAnnex, ...]


def set_paper(paper: Paper) -> SetPaper:
    """The paper with every label, caption, fixed word and closing mark in its place."""
    layout = paper.layout
    captions = Captions(layout)
    body = _last_item_apart(with_ending(paper.body, layout.body.ending))
    annexes = paper.annexes + ((_source_annex(paper),) if paper.source_annex and source_rows(paper) else ())
    return SetPaper(
        layout=layout,
        language=paper.language or layout.language,
        document_title=paper.document_title,
        issuer=paper.issuer_name or paper.issuer,
        date=paper.date,
        header=tuple(_header_rows(paper)),
        title=tuple(_title_lines(paper)),
        addressees=_addressee_lines(paper),
        blocks=tuple(captions.label(body, layout.text_width)),
        signature=tuple(_signature_lines(paper)),
        signer_name=_line(paper.signature.name, layout.signature.name),
        recipients=recipient_lines(layout, paper.recipients) if paper.numbered else (),
        check=_set_check(layout, paper.check) if paper.check else None,
        annexes=tuple(_set_annex(paper, annex, i, len(annexes), captions) for i, annex in enumerate(annexes)),
    )


def number_line(paper: Paper) -> str:
    """ "Số: 05/BC-MTTW-BTT", or with room for the number to be written by hand."""
    style = paper.layout.number
    return style.prefix + (paper.number or style.blank + paper.number_symbol)


def with_ending(blocks: tuple[Block, ...], ending: str) -> tuple[Block, ...]:
    """The blocks with the closing mark ("./.") after the last text. A paper that ends with a table or a
    chart gets none: there is no sentence to close."""
    if not blocks:
        return blocks
    last = blocks[-1]
    match last:
        case Paragraph(runs=(*_, _)):
            closed: Block = Paragraph(_close(last.runs, ending))
        case BulletList(items=(*_, _)):
            closed = BulletList((*last.items[:-1], _close(last.items[-1], ending)))
        case _:
            return blocks
    return (*blocks[:-1], closed)


def _last_item_apart(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The last item of a closing list as a block of its own: the signature holds on to it, not to the whole list."""
    match blocks:
        case (*before, BulletList(items=(*most, last))) if most:
            return (*before, BulletList(tuple(most)), BulletList((last,)))
    return blocks


def recipient_lines(layout: Layout, recipients: tuple[str, ...]) -> tuple[str, ...]:
    """ "- …;" for each, the filing entry last with a full stop."""
    style = layout.recipients
    room = (
        layout.text_width * (1 - SIGNATURE_SHARE) - 3 * _GAP
    )  # the dash, the full stop and the gap beside it
    entries = [_held(bare_recipient(r), style.entry, room, layout) for r in recipients if r.strip()]
    if not any(e.startswith(style.filed_word) for e in entries):
        entries.append(style.filed.rstrip("."))
    return tuple(f"- {e}{'.' if i == len(entries) - 1 else ';'}" for i, e in enumerate(entries))


def _set_check(layout: Layout, check: Check) -> SetCheck:
    style, words, qr = LineStyle(layout.check.size), layout.words, layout.check.qr
    code = check.code if len(check.code) != 2 * _GROUP else f"{check.code[:_GROUP]} {check.code[_GROUP:]}"
    lines = [words.check_code.format(code=code.replace(" ", HELD))]
    lines += [words.check_at.format(place=check.asked_at)] if check.asked_at else []
    return SetCheck(
        tuple(_line(line, style) for line in lines),
        check.address if qr else "",
        layout.check.side * 72 / 25.4,
        words.check_alt.format(code=code),
    )


def source_rows(paper: Paper) -> tuple[tuple[str, str, str], ...]:
    """(code, the words it stands behind, link) of every coded run and cell, each code once, reading order."""
    rows: dict[str, tuple[str, str, str]] = {}
    for part in (paper.body, *(a.blocks for a in paper.annexes)):
        for run in runs_of(part):
            if run.note_code:
                rows.setdefault(run.note_code, (run.note_code, run.text, run.href))
    return tuple(rows.values())


def _close(runs: tuple[Run, ...], ending: str) -> tuple[Run, ...]:
    last = runs[-1]
    text = last.text.rstrip()
    if text.endswith(ending):
        return runs
    bare = text.rstrip(".;,: ")
    if last.href:  # the mark is not part of the link
        return (*runs[:-1], replace(last, text=bare), Run(ending))
    return (*runs[:-1], replace(last, text=bare + ending))


def _line(text: str, style: LineStyle) -> SetLine:
    return SetLine(text.upper() if style.upper else text, style)


def _header_rows(paper: Paper) -> Iterator[tuple[tuple[SetLine, ...], tuple[SetLine, ...]]]:
    layout = paper.layout
    is_letter = not paper.type_name and paper.summary
    about = layout.words.about.format(summary=_about(paper)) if is_letter else ""
    values = {
        "superior": paper.superior or "",
        "issuer": paper.issuer,
        "number": number_line(paper) if paper.numbered else "",
        "about": about,
        "place_date": format_place_date(layout, paper.place, paper.date),
    }
    rows = len(layout.header)
    for index, row in enumerate(layout.header):
        share, held = layout.left_share, layout.together
        left = list(_header_lines(row.left, values, layout.text_width * share, held))
        right = list(_header_lines(row.right, values, layout.text_width * (1 - share), held))
        if index == rows - 1:
            stamps = (paper.urgency, layout.words.draft if paper.draft_mark else "")
            left += [SetLine(s.upper(), layout.stamp, boxed=True, space_before=6.0) for s in stamps if s]
        yield tuple(left), tuple(right)


def _about(paper: Paper) -> str:
    """What a letter is about, without the words that its line begins with anyway."""
    return without_opening(paper.summary, paper.layout.words.about_said)


def _header_lines(
    lines: tuple[HeaderLine, ...], values: dict[str, str], width: float, together: Together
) -> Iterator[SetLine]:
    for line in lines:
        if any(f"{{{name}}}" in line.text and not value for name, value in values.items()):
            continue
        text = line.text.format(**values)
        yield _ruled(text, line, line.rule, width, together, line.space_before)


def _ruled(
    text: str, style: LineStyle, share: float, width: float, together: Together, space_before: float = 0.0
) -> SetLine:
    """A line with its rule; too long for the width, it breaks into lines of like length, inside no name."""
    # A line never starts with the dash of "chính trị - xã hội".
    printed = (text.upper() if style.upper else text).replace(" - ", f"{HELD}- ")
    natural = max(text_width(line, style.size, bold=style.bold) for line in printed.split("\n"))
    room = width - 2 * _GAP
    wide, side = natural, 0.0
    if natural > room:
        printed = held_together(printed, together, room=room, size=style.size, bold=style.bold)
        wide = even_width(printed, room=room, size=style.size, bold=style.bold)[1]
        side = (width - wide) / 2
    return SetLine(
        printed, style, rule=round(wide * share, 1), space_before=space_before, side=round(side, 1)
    )


def _held(text: str, style: LineStyle, room: float, layout: Layout) -> str:
    """The text, its names kept whole when it takes more than one line."""
    if text_width(text, style.size, bold=style.bold) <= room:
        return text
    return held_together(text, layout.together, room=room, size=style.size, bold=style.bold)


def _title_lines(paper: Paper) -> Iterator[SetLine]:
    style = paper.layout.title_block
    if not paper.type_name:
        return
    yield _line(paper.type_name, style.type)
    width = paper.layout.text_width * 0.8
    if paper.summary:
        words = Together(paper.layout.together.words)
        yield _ruled(paper.summary, style.summary, style.rule, width, words)
    if style.mark:
        yield SetLine(style.mark, LineStyle(style.summary.size))


def _addressee_lines(paper: Paper) -> tuple[str, ...]:
    layout = paper.layout
    intro, room = layout.words.addressees, layout.text_width * 0.6  # beside the words and the indent
    names = [
        _held(a.strip().rstrip(";."), layout.addressees, room, layout) for a in paper.addressees if a.strip()
    ]
    if len(names) <= 1:
        return tuple(f"{intro} {name}" for name in names)
    return (intro, *(f"- {n}{'.' if i == len(names) - 1 else ';'}" for i, n in enumerate(names)))


def _signature_lines(paper: Paper) -> Iterator[SetLine]:
    layout, who = paper.layout, paper.signature
    style, width = layout.signature, layout.text_width * SIGNATURE_SHARE
    if who.authority:
        yield _ruled(
            _abbreviated(layout, who.authority, "collective"), style.authority, 0, width, layout.together
        )
    if who.on_behalf:
        yield _ruled(
            _abbreviated(layout, who.on_behalf, "deputy"), style.authority, 0, width, layout.together
        )
    alone = not (who.authority or who.on_behalf)
    yield _ruled(
        _abbreviated(layout, who.post, ""),
        style.authority if alone else style.post,
        0,
        width,
        layout.together,
    )


def _abbreviated(layout: Layout, text: str, default: str) -> str:
    """The text under this layout's own abbreviation, whichever layout's spelling it came with."""
    forms = layout.signature.abbreviations
    for name in ("collective", "deputy", "order", "delegated"):
        spellings: tuple[str, ...] = getattr(forms, name)
        for spelling in spellings:
            if text.upper().startswith(spelling.upper() + " "):
                return f"{spellings[0]} {text[len(spelling) :].strip()}"
    return f"{getattr(forms, default)[0]} {text}" if default else text


def _set_annex(paper: Paper, annex: Annex, index: int, count: int, captions: Captions) -> SetAnnex:
    words, style = paper.layout.words, paper.layout.annex
    label = words.annex_one if count == 1 else words.annex.format(roman=roman(index + 1), number=index + 1)
    return SetAnnex(
        label=_line(label, style.label),
        title=_line(annex.title, style.title),
        reference=_line(_annex_reference(paper), style.reference),
        blocks=tuple(captions.label(annex.blocks, paper.layout.page.text_size(landscape=annex.landscape)[0])),
        landscape=annex.landscape,
    )


def _annex_reference(paper: Paper) -> str:
    words = paper.layout.words
    when = words.date_phrase.format(**date_parts(paper.date)) if paper.date else words.date_phrase_blank
    return words.annex_reference.format(
        type=paper.type_name.strip().capitalize() or words.letter,
        number=paper.number or paper.layout.number.blank + paper.number_symbol,
        date=when,
        issuer=words.annex_issuer.format(issuer=paper.issuer_name) if paper.issuer_name else "",
    )


def _source_annex(paper: Paper) -> Annex:
    words = paper.layout.words
    columns = (
        Column(words.sources_code, "center", 1.1),
        Column(words.sources_figure, "left", 2.4),
        Column(words.sources_link, "left", 4.5),
    )
    rows = tuple((code, text, Cell(href, href=href)) for code, text, href in source_rows(paper))
    return Annex(
        words.sources_title,
        (Paragraph.of(words.sources_note), Table("", columns, rows)),
        landscape=False,
    )

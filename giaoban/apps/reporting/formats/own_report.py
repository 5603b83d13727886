"""A unit's own report as a paper, complete from header to recipients: nothing is left for the hand but the ink."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Literal

from giaoban.apps.documents.domain.layout import Layout, format_number, number_ending
from giaoban.apps.documents.domain.paper import (
    Annex,
    Block,
    Cell,
    Column,
    Heading,
    Paper,
    Paragraph,
    Run,
    Signature,
    Table,
)
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.kit.text import in_sentence

from ..domain.form_definition import SectionDef, figures, organisation_texts
from ..domain.own_outline import OwnOutline, OwnPart
from ..domain.said import section_said
from ..enums import EDITABLE, ReportState
from ..models import Report, ReportVersion
from ..policies import steps_off
from ..queries.papers import PAPER_LANGUAGE, OwnReport, own_outline, own_report_of, pack_rounding
from ..queries.sheet import Line, SheetSection

Kind = Literal["docx", "pdf"]
_UNSIGNED = EDITABLE | {ReportState.PUT_TO_LEADER}


def own_report(
    report: Report, version: ReportVersion, kind: Kind, *, day: date, to: frozenset[int] = frozenset()
) -> bytes:
    """The report's paper as DOCX or PDF; what is passed is said by `queries.papers.own_report_of`."""
    paper = own_report_paper(own_report_of(report, version, day, to), own_outline())
    return render_docx(paper) if kind == "docx" else render_pdf(paper)


def own_report_paper(own: OwnReport, outline: OwnOutline) -> Paper:
    """The paper. A draft mark stays on it until the leader has agreed, unless the office is one of one person."""
    report, head = own.report, own.head
    collection = report.expectation.collection
    period = in_sentence(collection.period.name)
    layout = load_layout(head.layout_code)
    number = _number(report, layout, head.issuer_symbol(outline.type_symbol), outline)
    return Paper(
        layout=layout,
        superior=head.superior or None,
        issuer=head.issuer,
        issuer_name=own.unit_name,
        number=number,
        number_symbol=""
        if number
        else number_ending(layout, outline.type_symbol, head.issuer_symbol(outline.type_symbol)),
        place=head.place,
        date=report.dated,
        type_name=outline.type_name,
        summary=outline.about(own.definition.code, period),
        addressees=tuple(line for _name, line in own.addressees),
        draft_mark=report.state in _UNSIGNED and not steps_off(report),
        body=_full_headings((*_opening(own, outline, period), *_body(own, outline))),
        signature=Signature(post=head.post, authority=head.authority, on_behalf=head.on_behalf),
        recipients=_recipients(own, outline),
        annexes=_annexes(own, outline, period),
        source_annex=False,
        language=layout.language,
    )


def _number(report: Report, layout: Layout, issuer: str, outline: OwnOutline) -> str:
    """The number as it was given; one without its symbol gets the unit's own."""
    if report.number is None:
        return ""
    if report.symbol[:1].isdigit():
        return report.symbol
    if report.symbol:
        return f"{report.number:0{layout.number.digits}d}/{report.symbol.lstrip('/')}"
    return format_number(layout, report.number, outline.type_symbol, issuer)


def _recipients(own: OwnReport, outline: OwnOutline) -> tuple[str, ...]:
    """“As above” for the addressees, then whoever the letterhead names besides."""
    named = [name for name, _line in own.addressees]
    others = (line for line in own.head.recipients if not any(line.startswith(name) for name in named))
    return (outline.words["as_above"], *others) if named else tuple(others)


def _opening(own: OwnReport, outline: OwnOutline, period: str) -> Iterator[Block]:
    if own.report.expectation.collection.synthetic:
        yield Paragraph((Run(outline.words["synthetic"], italic=True),))
    yield Paragraph.of(outline.intro.format(unit=own.unit_name, period=period))
    if own.version.estimates:
        yield Paragraph.of(outline.words["estimates"])


def _body(own: OwnReport, outline: OwnOutline) -> Iterator[Block]:
    texts = organisation_texts(own.definition, own.report.expectation.unit.organisation.code)
    for part in outline.parts:
        yield Heading(part.level, part.title)
        if part.sections:
            yield from _sections(own, outline, part)
        for text in texts:
            if text.kind in part.kinds:
                yield from _said(own.texts.get(text.code, ""))


def _said(body: str) -> Iterator[Paragraph]:
    for piece in filter(None, (line.strip() for line in body.splitlines())):
        yield Paragraph.of(piece)


def _sections(own: OwnReport, outline: OwnOutline, part: OwnPart) -> Iterator[Block]:
    organisation = own.report.expectation.unit.organisation.code
    for section in own.definition.sections:
        if not section.open_to(organisation):
            continue
        yield Heading(part.level + 1, section.title)
        yield from _sentences(own, outline, section)
        for text in section.texts:
            if text.kind not in outline.kinds and (
                not text.organisations or organisation in text.organisations
            ):
                yield from _said(own.texts.get(text.code, ""))
    yield from _plan_table(own, outline)


def _sentences(own: OwnReport, outline: OwnOutline, section: SectionDef) -> Iterator[Paragraph]:
    """What the section's figures say, as one paragraph."""
    values, estimated = figures(own.definition, own.total), _estimated(own)
    mark = f" {outline.words['estimate']}"
    none_of = outline.words["none_of"]
    said = section_said(
        own.definition, section, values, pack_rounding(), none_of=none_of, lang=PAPER_LANGUAGE
    )
    runs = tuple(Run(r.text + (mark if r.code in estimated else "")) for r in said)
    if runs:
        yield Paragraph(runs)


def _estimated(own: OwnReport) -> frozenset[str]:
    """Codes of cells and of indicators that are, or hold, an estimate."""
    cells = [own.definition.cells[slot] for slot in own.version.estimates]
    return frozenset({c.code for c in cells} | {c.indicator_code for c in cells})


def _plan_table(own: OwnReport, outline: OwnOutline) -> Iterator[Table]:
    words = outline.words
    lines = [line for section in own.sheet.sections for line in section.lines if "plan" in line.shown]
    if not lines:
        return
    columns = (
        Column(words["indicator"], "left", 3.2),
        Column(words["unit"], "center", 1),
        Column(words["value"], "right", 1.5),
        Column(words["plan"], "right", 1.5),
        Column(words["percent"], "right", 1),
    )
    rows = tuple(
        (
            line.cell.name,
            line.cell.unit_of_measure,
            *(_shown(line, n, words) for n in ("total", "plan", "percent")),
        )
        for line in lines
    )
    yield Table(words["plan_table"], columns, rows)


def _annexes(own: OwnReport, outline: OwnOutline, period: str) -> tuple[Annex, ...]:
    sections = [s for s in own.sheet.sections if any("total" in line.shown for line in s.lines)]
    if not sections:
        return ()
    words, sheet = outline.words, own.sheet
    names = ["total", *(["to_date"] if sheet.has_to_date else []), "last_year", "change_last_year"]
    names += ["plan", "percent"] if sheet.has_plan else []
    filled = {
        name for section in sections for line in section.lines for name in names if line.shown.get(name)
    }
    names = [name for name in names if name == "total" or name in filled]
    heads = {"total": "value", "change_last_year": "change"}
    columns = (
        Column(words["number"], "center", 0.7),
        Column(words["indicator"], "left", 4.5),
        Column(words["unit"], "center", 1.1),
        *(
            Column(
                words[heads.get(name, name)], "right", 1.7 if name in ("total", "last_year", "plan") else 1.2
            )
            for name in names
        ),
    )
    rows = [row for section in sections for row in _annex_rows(section, names, words)]
    table = Table("", columns, tuple(rows))
    return (Annex(words["annex"].format(period=period), (table,)),)


def _annex_rows(
    section: SheetSection, names: list[str], words: Mapping[str, str]
) -> Iterator[tuple[Cell | str, ...]]:
    blank = ("",) * len(names)
    yield (Cell(str(section.number), bold=True), Cell(section.title, bold=True), "", *blank)
    for _code, group in groupby(section.lines, key=lambda line: line.indicator.code):
        lines = list(group)
        head = lines[0]
        if len(lines) > 1 and not _is_total(head):
            ratio = next((line.shown["ratio"] for line in lines if "ratio" in line.shown), "")
            yield (head.number, head.indicator.name, "%" if ratio else "", ratio, *blank[1:])
        for at, line in enumerate(lines):
            part = len(lines) > 1 and not (at == 0 and _is_total(line))
            yield (
                "" if part else line.number,
                f"– {line.cell.label}" if part else line.indicator.name,
                line.cell.unit_of_measure,
                *(_shown(line, n, words) for n in names),
            )


def _is_total(line: Line) -> bool:
    return line.cell.category_code is None and line.cell.part == "value"


def _shown(line: Line, name: str, words: Mapping[str, str]) -> str:
    text = line.shown.get(name, "") or words["none"]
    return f"{text} {words['estimate']}" if name == "total" and line.estimate else str(text)


def _full_headings(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without headings under which nothing stands."""
    kept: list[Block] = []
    for block in reversed(blocks):
        follows = kept[-1] if kept else None
        if isinstance(block, Heading) and (
            follows is None or (isinstance(follows, Heading) and follows.level <= block.level)
        ):
            continue
        kept.append(block)
    return tuple(reversed(kept))

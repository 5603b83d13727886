"""A national briefing as DOCX and PDF: gathered, composed, its charts drawn, both papers laid out.

Layer: queries, composing and formats, one process, nothing stored. The texts of units are not in the data set: what
is measured are 20 tables and 10 charts. Reference: python-docx writing the same tables bare.
"""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from itertools import count

import docx

from bench.data import SMALL, TOP, YEAR, Made, collection_of
from bench.rows import Row, hint, row, seconds_of
from giaoban.apps.briefings.domain.composing import ANNEX_FIGURES, Composer
from giaoban.apps.briefings.domain.outline import Outline, Part
from giaoban.apps.briefings.queries.gathering import gather
from giaoban.apps.briefings.queries.outlines import load_outline, rounding_words
from giaoban.apps.documents.domain.paper import Annex, ChartBlock, Paper, Signature, Table
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.models import Collection
from giaoban.kit.ui.charts import bar_chart, render

SECONDS, TABLES, CHARTS = 10.0, 20, 10


def run(made: Made, quick: bool) -> list[Row]:
    collection, root = collection_of(SMALL, YEAR[-1]), Unit.objects.get(code=TOP)
    return [measure(collection, root, 1 if quick else 3, TABLES, CHARTS)]


def measure(collection: Collection, root: Unit, times: int, tables: int, charts: int) -> Row:
    """One row: seconds for both papers, the median of `times` runs in a warm process."""
    papers: list[Paper] = []

    def work() -> None:
        paper = _paper(collection, root)
        papers[:] = [paper]
        if not (render_docx(paper).startswith(b"PK") and render_pdf(paper).startswith(b"%PDF")):
            raise AssertionError("a paper is not what its name says")

    work()
    took = sorted(seconds_of(work) for _time in range(times))[times // 2]
    listed = _tables(papers[0])
    drawn = sum(isinstance(block, ChartBlock) for block in papers[0].body)
    bare = seconds_of(lambda: _bare(listed))
    found = row(
        "briefing", f"queries, composing, formats; national DOCX + PDF, {len(listed)} tables, {drawn} charts; "
        f"one process, median of {times}",
        took, "s", SECONDS, reference=f"python-docx writes the same tables bare: {bare:.1f} s", ratio=took / bare,
        also=(len(listed), drawn) == (tables, charts),
    )  # fmt: skip
    if not found["ok"]:
        found["hint"] = hint("briefing", work)
    return found


def _paper(collection: Collection, root: Unit) -> Paper:
    material = gather(collection, root)
    sections = [s for s in material.definition.sections if s.indicators]
    outline = _outline(load_outline("state"), [(s.code, s.title, s.indicators[0].code) for s in sections])
    numbers = count()
    composer = Composer(
        material, outline, rounding_words(), code_of=lambda _scope, _cell: f"b{next(numbers):07d}",
        address=lambda code: f"http://localhost/nguon/{code}", draw=_draw,
    )  # fmt: skip
    body = tuple(p.block for p in composer.body())
    annex = tuple(p.block for p in composer.annexes() if p.section == ANNEX_FIGURES)
    return Paper(
        layout=load_layout("state"), issuer="Ủy ban đo", place="Hà Nội", type_name=outline.type_name,
        summary=outline.summary.format(period=material.period), body=body, number="01/BC-ĐO",
        date=collection.period.cut_off, signature=Signature(post="Chủ tịch"), annexes=(Annex("Số liệu", annex),),
    )  # fmt: skip


def _outline(found: Outline, sections: list[tuple[str, str, str]]) -> Outline:
    """The pack's words with a part and a chart for each section of the form."""
    parts = [
        Part(title, place=f"P{code.removeprefix('s')}", chart=indicator)
        for code, title, indicator in sections
    ]
    return replace(found, code="state", parts=tuple(parts))


def _draw(title: str, values: dict[str, Decimal | None], unit: str) -> tuple[str, bytes]:
    heights = {name: None if value is None else float(value) for name, value in values.items()}
    images = render(bar_chart(heights, description=title, value_title=unit))
    return images.svg, images.png


def _tables(paper: Paper) -> list[Table]:
    blocks = [*paper.body, *(block for annex in paper.annexes for block in annex.blocks)]
    return [block for block in blocks if isinstance(block, Table)]


def _bare(tables: list[Table]) -> None:
    document = docx.Document()
    for table in tables:
        made = document.add_table(rows=0, cols=len(table.columns))
        for line in ([c.header for c in table.columns], *table.rows):
            for cell, content in zip(made.add_row().cells, line, strict=True):
                cell.text = content if isinstance(content, str) else content.text
    document.save(io.BytesIO())

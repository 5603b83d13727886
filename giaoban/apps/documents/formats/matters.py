"""The list of a year's matter files, and the list of papers in a file: DOCX, PDF and XLSX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Literal

import yaml
from django.conf import settings

from giaoban.apps.org.domain.letterhead import Letterhead
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.kit.export import ExportColumn, export_xlsx

from ..domain.matter_forms import MatterForms, PrintedList, matter_forms
from ..domain.paper import Column, Paper, Paragraph, Signature, Table
from ..enums import MatterState
from ..models import MatterFile
from ..queries.matters import FiledPaper
from .layouts import load_layout
from .paper_docx import render_docx
from .paper_pdf import render_pdf

FILE = "matter_files.yaml"
Kind = Literal["docx", "pdf", "xlsx"]
Rows = tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def load_matter_forms() -> MatterForms:
    """The pack's forms. Raises MatterFormError when they do not fit."""
    return matter_forms(
        yaml.safe_load((resources.files(settings.COUNTRY_PACK) / FILE).read_text(encoding="utf-8"))
    )


def retentions_offered() -> tuple[int | None, ...]:
    """Years of retention that a new file may have; None is permanent."""
    return tuple(load_matter_forms().retentions)


def list_file(unit: Unit, year: int, rows: Sequence[MatterFile], kind: Kind, *, day: date) -> bytes:
    """The list of files of `unit` (with its organisation) for `year`; `day` chooses the letterhead."""
    forms = load_matter_forms()
    form, cells = forms.list, _cells(forms.list, [_line(row, forms) for row in rows])
    permanent = sum(1 for row in rows if row.retention_years is None)
    counts = {"count": len(rows), "permanent": permanent, "limited": len(rows) - permanent}
    summary = form.summary.format(year=year)
    if kind == "xlsx":
        return _sheet(form, cells, f"{form.title} – {unit.name} – {summary}", summary)
    closing = form.sentences["closing"].format(**counts)
    return _drawn(_paper(unit, form, summary, cells, (), closing, day), kind)


def papers_file(row: MatterFile, papers: Sequence[FiledPaper], kind: Kind, *, day: date) -> bytes:
    """The list of papers in a file (with unit, organisation and keeper)."""
    forms = load_matter_forms()
    form, cells = forms.papers, _cells(forms.papers, [_paper_line(p, forms.words) for p in papers])
    summary = form.summary.format(code=row.code, title=row.title)
    if kind == "xlsx":
        return _sheet(form, cells, f"{form.title} – {summary}", row.code)
    said = form.sentences
    facts = said["facts"].format(retention=forms.retention(row.retention_years), keeper=_keeper(row))
    closed = row.begins_on is not None and row.ends_on is not None
    days = {"begins": _day(row.begins_on), "ends": _day(row.ends_on), "sheets": row.sheets}
    closing = said["closing" if closed else "open"].format(papers=len(papers), **days)
    return _drawn(_paper(row.unit, form, summary, cells, (facts,), closing, day), kind)


def _line(row: MatterFile, forms: MatterForms) -> dict[str, str]:
    notes = [row.note] if row.note else []
    if row.continues is not None:
        notes.append(forms.words["continues"].format(code=row.continues.code, year=row.continues.year))
    if row.state == MatterState.CLOSED:
        notes.append(forms.words["closed"].format(day=_day(row.ends_on), sheets=row.sheets))
    return {
        "code": row.code, "title": row.title, "retention": forms.retention(row.retention_years),
        "keeper": _keeper(row), "note": "; ".join(notes),
    }  # fmt: skip


def _paper_line(filed: FiledPaper, words: Mapping[str, str]) -> dict[str, str]:
    document, content = filed.document, filed.content
    title = (
        f"{document.type.name}: {document.summary}"
        if document
        else content.title
        if content
        else words["unread"]
    )
    return {
        "number": str(filed.paper.number),
        "symbol": document.symbol if document else "",
        "dated": _day(filed.day),
        "title": title,
        "issuer": document.issuer_name if document else content.unit.name if content else "",
        "sheet": "",
        "note": "; ".join(words[sign] for sign in filed.signs),
    }


def _cells(form: PrintedList, lines: Sequence[Mapping[str, str]]) -> Rows:
    return tuple(tuple(line[column.value] for column in form.columns) for line in lines)


def _paper(
    unit: Unit, form: PrintedList, summary: str, cells: Rows, facts: tuple[str, ...], closing: str, day: date
) -> Paper:
    head = letterhead_of(unit, day)
    layout = load_layout(head.layout_code)
    columns = tuple(
        Column(c.title, "center" if c.value in ("number", "sheet") else "left", c.width) for c in form.columns
    )
    table = Table("", columns, cells, may_part=True)
    return Paper(
        layout=layout,
        superior=head.superior or None,
        issuer=head.issuer,
        issuer_name=head.issuer_name,
        numbered=False,
        place=head.place,
        date=day,
        type_name=form.title,
        summary=summary,
        body=(*(Paragraph.of(fact) for fact in facts), table, Paragraph.of(closing)),
        signature=_signed(form, head),
        source_annex=False,
        language=layout.language,
    )


def _signed(form: PrintedList, head: Letterhead) -> Signature:
    """The list of files by the unit's leader, that of the papers by whoever keeps the file."""
    if post := form.sentences.get("signed"):
        return Signature(post=post)
    return Signature(post=head.post, authority=head.authority, on_behalf=head.on_behalf)


def _drawn(paper: Paper, kind: Kind) -> bytes:
    return render_docx(paper) if kind == "docx" else render_pdf(paper)


def _sheet(form: PrintedList, cells: Rows, title: str, sheet: str) -> bytes:
    columns = [ExportColumn(c.title, width=max(8, round(c.width * 14))) for c in form.columns]
    safe = "".join(letter for letter in sheet if letter not in "[]:*?/\\")[:31]
    return export_xlsx(columns, cells, title=title, sheet=safe or form.title.capitalize())


def _keeper(row: MatterFile) -> str:
    return row.keeper.user.label if row.keeper else ""


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""

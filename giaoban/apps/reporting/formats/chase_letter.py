"""The official letter (công văn) that asks late units for their reports, in the layout of its issuer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

from giaoban.apps.documents.domain.layout import number_ending, short_date
from giaoban.apps.documents.domain.paper import Annex, Block, Column, Paper, Paragraph, Run, Signature, Table
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.kit.text import in_sentence

from ..enums import ReportState
from ..models import Collection, Expectation
from ..queries.progress import due_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILE = "notices/don_doc_bao_cao.yaml"


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    text = (resources.files(settings.COUNTRY_PACK) / FILE).read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    return words


def chase_letter(unit: Unit, collection: Collection, late: Sequence[Expectation], now: datetime) -> bytes:
    """The letter as DOCX, to be numbered and signed. `late`: with unit and report; their list is the annex."""
    return render_docx(letter_paper(unit, collection, late, now))


def letter_paper(unit: Unit, collection: Collection, late: Sequence[Expectation], now: datetime) -> Paper:
    """The letter; one late unit is addressed by name, several as the units of the list."""
    words, today = _words(), timezone.localtime(now).date()
    head = letterhead_of(unit, today)
    due = due_of(late, collection)
    when = "after" if now > due else "before"
    title = in_sentence(collection.title)
    places = {
        "title": title, "issuer": head.issuer_name, "count": len(late), "deadline": _moment(due, words),
    }  # fmt: skip
    body: list[Block] = []
    if collection.synthetic:
        body.append(Paragraph((Run(words["synthetic"], italic=True),)))
    for part in (f"opening_{when}", f"request_{when}", "closing"):
        body.append(Paragraph.of(words[part].format_map(places)))
    names = tuple(row.unit.name for row in late)
    layout = load_layout(head.layout_code)
    return Paper(
        layout=layout,
        superior=head.superior or None,
        issuer=head.issuer,
        issuer_name=head.issuer_name,
        number_symbol=number_ending(layout, "", head.issuer_symbol()),
        place=head.place,
        date=today,
        type_name="",
        summary=words["summary"].format_map(places),
        addressees=names if len(names) == 1 else (words["addressee_many"],),
        body=tuple(body),
        signature=Signature(post=head.post, authority=head.authority, on_behalf=head.on_behalf),
        recipients=(words["as_above"],),
        annexes=(_annex(late, words),),
        source_annex=False,
    )


def _annex(late: Sequence[Expectation], words: dict[str, Any]) -> Annex:
    titles, states = words["columns"], words["states"]
    columns = (
        Column(titles["number"], "center", 0.5),
        Column(titles["unit"], "left", 4),
        Column(titles["state"], "left", 2),
    )
    rows = tuple(
        (str(n), row.unit.name, states["returned" if _returned(row) else "missing"])
        for n, row in enumerate(late, start=1)
    )
    return Annex(words["annex"], (Table("", columns, rows),), landscape=False)


def _returned(row: Expectation) -> bool:
    report = getattr(row, "report", None)
    return report is not None and report.state == ReportState.RETURNED


def _moment(moment: datetime, words: dict[str, Any]) -> str:
    local = timezone.localtime(moment)
    return str(words["deadline"].format(hour=f"{local:%H}", minute=f"{local:%M}", day=short_date(local)))

"""The weekly schedule: a paper in the unit's layout, its words from the country pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from django.conf import settings

from giaoban.apps.documents.domain.layout import Layout, number_ending, short_date
from giaoban.apps.documents.domain.paper import Block, Cell, Column, Paper, Paragraph, Run, Signature, Table
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.org.domain.letterhead import Letterhead
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.kit import clock

from ..domain.week_words import WeekWords, words_from
from ..enums import Mark
from ..models import Week, WeekEntry


@lru_cache(maxsize=1)
def load_week_words() -> WeekWords:
    """The pack's words. Raises WordsError when they do not fit."""
    return words_from(WeekWords, read_words("lich_tuan.yaml"))


def read_words(name: str) -> dict[str, Any]:
    """A file of words of the country pack."""
    text = (resources.files(settings.COUNTRY_PACK) / "notices" / name).read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def week_paper(week: Week, entries: Sequence[WeekEntry]) -> Paper:
    """The schedule with its table, in the order of `entries`. Until it is issued it carries a draft mark and no date.

    What changed after issue stays and says how and why.
    """
    words, head = load_week_words(), letterhead_of(week.unit, week.monday)
    layout = turned(load_layout(head.layout_code)) if words.landscape else load_layout(head.layout_code)
    return Paper(
        **frame(layout, head, words.type_symbol, clock.local_day(week.issued_at) if week.issued_at else None),
        type_name=words.type_name,
        summary=words.summary.format(**span(week.monday)),
        body=tuple(_body(week, entries, words, head)),
    )


def frame(layout: Layout, head: Letterhead, symbol: str, dated: date | None) -> dict[str, Any]:
    """What every paper of a unit shares: head, number to be written, place, date, signature, recipients."""
    return {
        "layout": layout,
        "superior": head.superior or None,
        "issuer": head.issuer,
        "issuer_name": head.issuer_name,
        "number_symbol": number_ending(layout, symbol, head.issuer_symbol(symbol)),
        "place": head.place,
        "date": dated,
        "draft_mark": dated is None,
        "signature": Signature(post=head.post, authority=head.authority, on_behalf=head.on_behalf),
        "recipients": head.recipients,
        "source_annex": False,
    }


def span(monday: date) -> dict[str, str]:
    """The first and the last day of a week, for words with places."""
    return {"first": short_date(monday), "last": short_date(monday + timedelta(days=6))}


def columns_of(names: dict[str, str], shares: dict[str, float], middle: Sequence[str]) -> tuple[Column, ...]:
    """Columns from the pack's words; those in `middle` are centred."""
    return tuple(Column(label, "center" if n in middle else "left", shares[n]) for n, label in names.items())


def _body(week: Week, entries: Sequence[WeekEntry], words: WeekWords, head: Letterhead) -> list[Block]:
    blocks: list[Block] = [Paragraph.of(Run(words.synthetic, italic=True))] if settings.DEMO else []
    blocks.append(Paragraph.of(words.opening.format(issuer=head.issuer_name)))
    columns = columns_of(dict(words.columns), dict(words.shares), ("day", "part"))
    rows, last = [], (-1, "")
    for entry in entries:
        rows.append(_row(entry, words, last))
        last = (entry.weekday, entry.part)
    blocks.append(Table("", columns, tuple(rows), may_part=True))
    if week.revision > 1:
        blocks.append(Paragraph.of(words.changed_note.format(count=week.revision - 1)))
    return [*blocks, Paragraph.of(words.closing)]


def _row(entry: WeekEntry, words: WeekWords, last: tuple[int, str]) -> tuple[Cell | str, ...]:
    """One entry. The day and the part stand in their first row only; who cancelled it says so in the content."""
    gone = entry.is_cancelled
    hour = f"{entry.starts_at:%H:%M} " if entry.starts_at else ""
    content = f"{hour}{' '.join(entry.content.split())}"
    if entry.mark:
        change = entry.changes.last()
        said = words.marks[entry.mark].format(reason=change.reason if change else "")
        content = f"[{said}] {content}" if entry.mark == Mark.CANCELLED else f"{content} [{said}]"
    cells = {
        "day": "" if entry.weekday == last[0] else f"{words.days[entry.weekday]} {entry.day:%d/%m}",
        "part": "" if (entry.weekday, entry.part) == last else words.parts[entry.part],
        "content": content,
        **{n: getattr(entry, n) for n in ("chair", "participants", "place", "prepared_by")},
    }
    heads = ("day", "part")
    return tuple(
        Cell(cells[name], bold=name == "day", italic=gone and name not in heads) for name in words.columns
    )


def turned(layout: Layout) -> Layout:
    """The same layout on a sheet laid on its side."""
    page = layout.page
    return replace(layout, page=replace(page, width=page.height, height=page.width))

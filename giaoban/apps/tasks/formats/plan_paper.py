"""The plan of work of a month, quarter or year: a paper in the unit's layout, its words from the country pack."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings

from giaoban.apps.documents.domain.layout import short_date
from giaoban.apps.documents.domain.paper import Block, Cell, Paper, Paragraph, Run, Table
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.kit import clock

from ..domain.turn import period_named
from ..domain.week_words import PlanWords, words_from
from ..enums import Mark
from ..models import Plan, PlanEntry
from .week_paper import columns_of, frame, read_words, turned


@lru_cache(maxsize=1)
def load_plan_words() -> PlanWords:
    """The pack's words. Raises WordsError when they do not fit."""
    return words_from(PlanWords, read_words("ke_hoach_cong_tac.yaml"))


def plan_paper(plan: Plan, entries: Sequence[PlanEntry]) -> Paper:
    """The plan with its table. Until it is issued it carries a draft mark and no date; changes say how and why."""
    words, head = load_plan_words(), letterhead_of(plan.unit, plan.first)
    layout = load_layout(head.layout_code)
    blocks: list[Block] = [Paragraph.of(Run(words.synthetic, italic=True))] if settings.DEMO else []
    period = period_in_words(plan.code, words)
    blocks.append(Paragraph.of(words.opening.format(issuer=head.issuer_name, period=period)))
    columns = columns_of(dict(words.columns), dict(words.shares), ("number", "due"))
    rows = tuple(_row(n, entry, words) for n, entry in enumerate(entries, 1))
    blocks.append(Table("", columns, rows, may_part=True))
    if plan.revision > 1:
        blocks.append(Paragraph.of(words.changed_note.format(count=plan.revision - 1)))
    issued = clock.local_day(plan.issued_at) if plan.issued_at else None
    return Paper(
        **frame(turned(layout) if words.landscape else layout, head, words.type_symbol, issued),
        type_name=words.type_name,
        summary=words.summary.format(period=period),
        body=(*blocks, Paragraph.of(words.closing)),
    )


def period_in_words(code: str, words: PlanWords) -> str:
    """As the pack says it: "tháng 7 năm 2021"."""
    span, period = period_named(code)
    return words.periods[span].format(number=period.number, year=period.year)


def _row(number: int, entry: PlanEntry, words: PlanWords) -> tuple[Cell | str, ...]:
    content = " ".join(entry.content.split())
    if entry.mark:
        change = entry.changes.last()
        said = words.marks[entry.mark].format(reason=change.reason if change else "")
        content = f"[{said}] {content}" if entry.mark == Mark.CANCELLED else f"{content} [{said}]"
    cells = {
        "number": str(number),
        "content": content,
        "due": short_date(entry.due) if entry.due else words.whole,
        **{name: getattr(entry, name) for name in ("lead", "product", "prepared_by")},
    }
    return tuple(Cell(cells[name], italic=entry.is_cancelled) for name in words.columns)

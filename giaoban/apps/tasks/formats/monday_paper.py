"""Monday's page, or the review of a plan: a paper in the unit's layout, its words from the country pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from django.conf import settings

from giaoban.apps.documents.domain.layout import short_date
from giaoban.apps.documents.domain.paper import Block, BulletList, Cell, Heading, Paper, Paragraph, Run, Table
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.kit import clock

from ..domain.turn import period_on
from ..domain.week_words import MondayWords, words_from
from ..enums import Section, Span
from ..queries.mondays import Line, Monday
from .plan_paper import load_plan_words, period_in_words
from .week_paper import columns_of, frame, read_words, span


@lru_cache(maxsize=2)
def load_monday_words(*, week: bool = True) -> MondayWords:
    """The pack's words, of Monday's page or of a plan's review. Raises WordsError when they do not fit."""
    return words_from(MondayWords, read_words("giao_ban_tuan.yaml" if week else "kiem_diem_ke_hoach.yaml"))


def monday_paper(found: Monday) -> Paper:
    """The page, section by section. Until it is frozen it carries a draft mark and no date."""
    week = found.turn.span == Span.WEEK
    words, head = load_monday_words(week=week), letterhead_of(found.unit, found.monday)
    at = found.page.frozen_at if found.page else None
    said = span(found.turn.start) if week else _period(found)
    blocks: list[Block] = [Paragraph.of(Run(words.synthetic, italic=True))] if settings.DEMO else []
    blocks.append(Paragraph.of(words.opening.format(issuer=head.issuer_name, **said)))
    for section in Section:
        lines = found.of(section)
        if lines or section is not Section.BECAME:
            blocks += _section(section, lines, words)
    layout = load_layout(head.layout_code)
    return Paper(
        **frame(layout, head, words.type_symbol, clock.local_day(at) if at else None),
        type_name=words.type_name,
        summary=words.summary.format(day=short_date(found.monday), **said),
        body=tuple(blocks),
    )


def _period(found: Monday) -> dict[str, str]:
    """The period that is looked back on, for words with places."""
    last = found.monday - timedelta(days=1)
    code = period_on(found.turn.span, last).code
    period = period_in_words(code, load_plan_words())
    return {"first": short_date(found.turn.start), "last": short_date(last), "period": period}


def _section(section: Section, lines: Sequence[Line], words: MondayWords) -> list[Block]:
    title = Heading(1, words.sections[section])
    if not lines:
        return [title, Paragraph.of(words.empty)]
    if section is Section.OBSTACLE:
        return [title, BulletList.of(*(line.words for line in lines))]
    columns = columns_of(dict(words.columns), dict(words.shares), ("number", "day"))
    rows = tuple(_row(n, line, words) for n, line in enumerate(lines, 1))
    return [title, Table("", columns, rows)]


def _row(number: int, line: Line, words: MondayWords) -> tuple[Cell | str, ...]:
    cells = {
        "number": str(number),
        "text": f"{line.text} ({line.who})" if line.who else line.text,
        "day": short_date(line.day) if line.day else "",
        "state": words.states.get(line.state, ""),
        "words": line.words,
    }
    return tuple(cells[name] for name in words.columns)

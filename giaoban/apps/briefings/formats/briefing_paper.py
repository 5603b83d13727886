"""A briefing as a paper in its layout: full, as a summary to be read out, or its figures alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from giaoban.apps.documents.domain.paper import (
    Annex,
    Block,
    ChartBlock,
    Heading,
    Paper,
    Paragraph,
    Signature,
    Table,
)
from giaoban.apps.documents.formats.blocks import to_blocks
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.documents.models import ParagraphText
from giaoban.apps.org.queries.letterheads import letterhead_of

from ..domain.composing import ANNEX_ASKS, ANNEX_FIGURES
from ..domain.outline import Outline
from ..enums import BriefingState, Size
from ..models import Briefing

WORDS_A_MINUTE = 180


def paper_of(
    briefing: Briefing, outline: Outline, texts: Sequence[ParagraphText], size: Size, day: date
) -> Paper:
    """The paper of `size`. A draft carries a draft mark, no number and the day it was made."""
    head = letterhead_of(briefing.unit, briefing.dated or day)
    parts = _split(texts)
    body = _body(parts[""], size)
    issued = briefing.state == BriefingState.ISSUED
    return Paper(
        layout=load_layout(briefing.layout),
        superior=head.superior or None,
        issuer=head.issuer,
        issuer_name=briefing.unit.name,
        number=briefing.symbol if issued else "",
        number_symbol="" if issued else head.symbol_for(outline.type_symbol),
        place=head.place,
        date=briefing.dated,
        type_name=outline.type_name,
        summary=outline.summary.format(period=briefing.collection.period.name),
        addressees=outline.addressees,
        draft_mark=not issued,
        body=body,
        signature=Signature(post=head.post, authority=head.authority, on_behalf=head.on_behalf),
        recipients=outline.recipients or tuple(head.recipients),
        annexes=_annexes(parts, outline) if size is not Size.SUMMARY else (),
        source_annex=size is not Size.SUMMARY,
    )


def reading_minutes(texts: Sequence[ParagraphText]) -> int:
    """Minutes to read the text out at 180 words a minute, at least 1; tables and charts are not read out."""
    words = sum(len(t.plain.split()) for t in texts if not t.paragraph.section.startswith("annex."))
    return max(1, round(words / WORDS_A_MINUTE))


def _split(texts: Sequence[ParagraphText]) -> dict[str, tuple[Block, ...]]:
    """Blocks of the body ("") and of each annex."""
    groups: dict[str, list[ParagraphText]] = {"": [], ANNEX_ASKS: [], ANNEX_FIGURES: []}
    for text in texts:
        section = text.paragraph.section
        groups[section if section in groups else ""].append(text)
    return {name: to_blocks(rows) for name, rows in groups.items()}


def _body(blocks: tuple[Block, ...], size: Size) -> tuple[Block, ...]:
    if size is Size.FULL:
        return blocks
    if size is Size.FIGURES:
        return tuple(b for b in blocks if isinstance(b, Heading | Table | ChartBlock))
    return _without_empty_headings(tuple(b for b in blocks if _read_out(b)))


def _read_out(block: Block) -> bool:
    """Headings and sentences made of figures: what a summary says."""
    if isinstance(block, Heading):
        return True
    return isinstance(block, Paragraph) and any(run.href for run in block.runs)


def _without_empty_headings(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    kept: list[Block] = []
    for block in reversed(blocks):
        follows = kept[-1] if kept else None
        empty = isinstance(block, Heading) and (
            follows is None or (isinstance(follows, Heading) and follows.level <= block.level)
        )
        if not empty:
            kept.append(block)
    return tuple(reversed(kept))


def _annexes(parts: dict[str, tuple[Block, ...]], outline: Outline) -> tuple[Annex, ...]:
    found = []
    if parts[ANNEX_ASKS]:
        found.append(Annex(outline.words["annex_asks"], parts[ANNEX_ASKS], landscape=False))
    if parts[ANNEX_FIGURES]:
        found.append(Annex(outline.words["annex_figures"], parts[ANNEX_FIGURES]))
    return tuple(found)

"""A briefing as a paper in its layout, in three sizes.

Full: the text with its tables, what units ask for and the figures of the whole. Summary: what is read out. Figures:
every table, by area too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from giaoban.apps.documents.domain.layout import number_ending
from giaoban.apps.documents.domain.paper import (
    Annex,
    Block,
    BulletList,
    ChartBlock,
    Heading,
    Paper,
    Paragraph,
    Run,
    Signature,
    Table,
    runs_of,
)
from giaoban.apps.documents.formats.blocks import to_blocks
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.documents.models import ParagraphText
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.kit.text import in_sentence

from ..domain.composing import ANNEX_ASKS, ANNEX_FIGURES, ANNEX_MISSING, ANNEX_WHOLE
from ..domain.outline import Outline
from ..enums import BriefingState, Size
from ..models import Briefing

WORDS_A_MINUTE = 180
SUMMARY_ITEMS = 5  # of a list, those that most units wrote


def paper_of(
    briefing: Briefing, outline: Outline, texts: Sequence[ParagraphText], size: Size, day: date
) -> Paper:
    """The paper of `size`. A draft carries a draft mark, no number and the day it was made."""
    head = letterhead_of(briefing.unit, briefing.dated or day)
    parts, layout = _split(texts), load_layout(briefing.layout)
    period = in_sentence(briefing.collection.period.name)
    about = {Size.SUMMARY: outline.words["summary_of"], Size.FIGURES: outline.words["figures_of"]}
    issued = briefing.state == BriefingState.ISSUED
    return Paper(
        layout=layout,
        superior=head.superior or None,
        issuer=head.issuer,
        issuer_name=head.issuer_name,
        number=briefing.symbol if issued else "",
        number_symbol=""
        if issued
        else number_ending(layout, outline.type_symbol, head.issuer_symbol(outline.type_symbol)),
        place=head.place,
        date=briefing.dated,
        type_name=outline.type_name,
        summary=about.get(size, outline.summary).format(period=period),
        addressees=outline.addressees,
        draft_mark=not issued,
        body=_body(parts, outline, size),
        signature=Signature(post=head.post, authority=head.authority, on_behalf=head.on_behalf),
        recipients=outline.recipients or tuple(head.recipients),
        annexes=tuple(_annexes(parts, outline, size)),
        source_annex=size is Size.FULL,
    )


def reading_minutes(texts: Sequence[ParagraphText], size: Size) -> int:
    """Minutes to read the text of `size` out at 180 words a minute; tables, charts and annexes are not read out."""
    return _minutes(_sized(_split(texts), size))


def _minutes(blocks: tuple[Block, ...]) -> int:
    spoken = tuple(b for b in blocks if isinstance(b, Paragraph | BulletList))
    words = sum(len(run.text.split()) for run in runs_of(spoken))
    words += sum(len(b.text.split()) for b in blocks if isinstance(b, Heading))
    return max(1, round(words / WORDS_A_MINUTE))


_INTRO = "intro"


def _split(texts: Sequence[ParagraphText]) -> dict[str, tuple[Block, ...]]:
    """Blocks of the opening ("intro"), of the body ("") and of each annex."""
    groups: dict[str, list[ParagraphText]] = {
        _INTRO: [], "": [], ANNEX_MISSING: [], ANNEX_ASKS: [], ANNEX_WHOLE: [], ANNEX_FIGURES: [],
    }  # fmt: skip
    for text in texts:
        section = text.paragraph.section
        groups[section if section in groups else ""].append(text)
    return {name: to_blocks(rows) for name, rows in groups.items()}


def _body(parts: dict[str, tuple[Block, ...]], outline: Outline, size: Size) -> tuple[Block, ...]:
    blocks = _sized(parts, size)
    if size is not Size.SUMMARY:
        return (*parts[_INTRO], *blocks)
    time = outline.say("reading_time", minutes=_minutes(blocks))
    return (Paragraph((Run(time, italic=True),)), *parts[_INTRO], *blocks)


def _sized(parts: dict[str, tuple[Block, ...]], size: Size) -> tuple[Block, ...]:
    if size is Size.FULL:
        return parts[""]
    if size is Size.FIGURES:
        return _without_empty_headings(
            tuple(b for b in parts[""] if isinstance(b, Heading | Table | ChartBlock))
        )
    return _without_empty_headings(tuple(_read_out(parts[""])))


def _read_out(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Headings, who answered, sentences made of figures, and the first items of a list: what a summary says."""
    parts = 0
    for block in blocks:
        if isinstance(block, Heading):
            parts += 1
            yield block
        elif isinstance(block, BulletList):
            yield BulletList(block.items[:SUMMARY_ITEMS])
        elif isinstance(block, Paragraph) and (parts == 1 or any(run.href for run in block.runs)):
            yield block


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


def _annexes(parts: dict[str, tuple[Block, ...]], outline: Outline, size: Size) -> Iterator[Annex]:
    wanted = {
        Size.FULL: (ANNEX_MISSING, ANNEX_ASKS, ANNEX_WHOLE),
        Size.FIGURES: (ANNEX_WHOLE, ANNEX_FIGURES),
    }.get(size, ())
    titles = {
        ANNEX_MISSING: "annex_missing", ANNEX_ASKS: "annex_asks", ANNEX_WHOLE: "annex_whole",
        ANNEX_FIGURES: "annex_figures",
    }  # fmt: skip
    for name in wanted:
        if parts[name]:
            yield Annex(
                outline.words[titles[name]], parts[name], landscape=name in (ANNEX_WHOLE, ANNEX_FIGURES)
            )

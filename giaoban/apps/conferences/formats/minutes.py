"""The minutes as a paper and as paragraphs to be edited; who was there as a worksheet."""

from __future__ import annotations

from giaoban.apps.documents.domain.paper import Annex, Block, Heading, Paper
from giaoban.apps.documents.domain.stored import NewParagraph
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.org.domain.letterhead import Letterhead
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.apps.tasks.formats.week_paper import frame
from giaoban.kit.clock import local_day

from ..domain.minutes import CLOSING, Minutes, MinutesWords, annex_blocks, body_of
from ..domain.notice import first_capital
from ..models import Conference
from ..queries.minutes import minutes_of
from ..queries.words import words_of

FILE = "bien_ban_hoi_nghi.yaml"


def minutes_words() -> MinutesWords:
    """The pack's words of minutes."""
    return words_of(FILE, MinutesWords)


def minutes_paper(found: Conference) -> Paper:
    """The paper with who was there as its annex; a draft mark and no number until it is issued as a document."""
    words, head, data = minutes_words(), _head(found), minutes_of(found)
    layout = load_layout(head.layout_code)
    annexes = (Annex(_annex(data, words), annex_blocks(data, words), landscape=False),) if data.rows else ()
    return Paper(
        **frame(layout, head, words.type_symbol, None),
        type_name=words.type_name,
        summary=summary_of(data, words),
        body=tuple(_body(data, words, head)),
        annexes=annexes,
    )


def minutes_paragraphs(found: Conference) -> tuple[str, list[NewParagraph]]:
    """The summary, and the text by paragraphs, the annex before its closing words, for a draft that is edited."""
    words, data = minutes_words(), minutes_of(found)
    blocks = _body(data, words, _head(found))
    if data.rows:
        annex = [Heading(1, _annex(data, words)), *annex_blocks(data, words)]
        blocks = [*blocks[:-CLOSING], *annex, *blocks[-CLOSING:]]
    return summary_of(data, words), [NewParagraph(block) for block in blocks]


def summary_of(data: Minutes, words: MinutesWords) -> str:
    """What the minutes are of."""
    return words.summary.format(Title=first_capital(data.title))


def _annex(data: Minutes, words: MinutesWords) -> str:
    return words.annex_hall if data.one_hall else words.annex


def _head(found: Conference) -> Letterhead:
    return letterhead_of(found.unit, local_day(found.starts_at))


def _body(data: Minutes, words: MinutesWords, head: Letterhead) -> list[Block]:
    return body_of(data, words, load_layout(head.layout_code).words.date_phrase)

"""Documents found by their words: number, summary, issuer, and the text itself with the passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.text import Piece, marked, matches_all_words, whole_word

from .. import policies
from ..enums import ContentState
from ..models import Content, Document, ParagraphText
from .register import documents

MOST = 50
"""Documents, and drafts, that one answer names."""
PASSAGES = 3
"""Passages shown of each."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with the words: in pieces, those searched for marked; `uid` is its place on the page."""

    uid: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Hit:
    """A registered document, or a text that is not registered (a draft, a briefing), with its passages.

    `more`: how many further paragraphs hold the words. `summary` is in pieces, as a passage is.
    """

    document: Document | None
    content: Content | None
    summary: Sequence[Piece]
    passages: Sequence[Passage]
    more: int
    day: date


def find(actor: Actor, query: str) -> list[Hit]:
    """What the actor may read and that holds all words of `query`: in its register line, or in one paragraph.

    Newest first, at most MOST registered and MOST other texts; nothing for an empty query. Three queries.
    """
    words = matches_all_words(query)
    if not words:
        return []
    texts = _texts(actor, words)
    holding = Q(content__in=list(texts))
    register = Q()
    for word in words:
        register &= Q(folded__contains=word)
    rows = list(documents(actor).filter(register | holding)[:MOST])
    hits = [_registered(row, texts.get(row.content_id or 0, ()), words) for row in rows]
    registered = {row.content_id for row in rows}
    loose = Content.objects.visible_to(actor, policies.read_content).filter(pk__in=set(texts) - registered)
    for content in loose.select_related("unit"):
        hits.append(_loose(content, texts[content.pk], words))
    return sorted(hits, key=lambda hit: hit.day, reverse=True)


def readable_texts(actor: Actor) -> QuerySet[ParagraphText]:
    """Standing paragraphs of contents the actor may read, and of issued documents the actor may read.

    A document that has only its number yet stands in the register, its text is still its writers' own.
    """
    mine = Content.objects.visible_to(actor, policies.read_content).values("pk")
    sent = documents(actor).filter(content__isnull=False).values("content")
    issued = Q(content__in=sent, content__state=ContentState.ISSUED)
    rows: QuerySet[ParagraphText] = ParagraphText.objects.filter(until__isnull=True)
    return rows.filter(Q(content__in=mine) | issued)


def _texts(actor: Actor, words: Sequence[str]) -> Mapping[int, list[ParagraphText]]:
    """Standing paragraphs with all words, by content, of the contents last changed."""
    rows = readable_texts(actor)
    for word in words:  # the first narrows by the index, the second is exact
        rows = rows.filter(folded__contains=word, folded__regex=whole_word(word))
    rows = rows.select_related("paragraph")
    found: dict[int, list[ParagraphText]] = defaultdict(list)
    for row in rows.order_by("-content__updated_at", "content", "position")[: MOST * 40]:
        if row.content_id in found or len(found) < MOST:
            found[row.content_id].append(row)
    return found


def _registered(document: Document, texts: Sequence[ParagraphText], words: Sequence[str]) -> Hit:
    summary = marked(document.summary, words)
    return Hit(document, None, summary, *_passages(texts, words), document.issued_on)


def _loose(content: Content, texts: Sequence[ParagraphText], words: Sequence[str]) -> Hit:
    return Hit(None, content, (), *_passages(texts, words), clock.local_day(content.updated_at))


def _passages(texts: Sequence[ParagraphText], words: Sequence[str]) -> tuple[list[Passage], int]:
    shown = [Passage(str(t.paragraph.uid), marked(t.plain, words)) for t in texts[:PASSAGES]]
    return shown, max(0, len(texts) - PASSAGES)

"""Reads of citations: which documents a text mentions, for this reader; who cites a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from giaoban.kit.access import Actor
from giaoban.kit.text import fold

from ..domain.citing import Mention, Words, key_of, linked, mentions, number_in, sign_of
from ..enums import Fate, LinkKind
from ..models import CitationChoice, Content, Document, DocumentLink, ParagraphText
from .contents import Line, Reading
from .register import documents, usable
from .search import readable_texts

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Cited:
    """One mention, what it means, and what stands in the place of that document now."""

    mention: Mention
    words: str
    fate: Fate
    document: Document | None
    newer: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedBy:
    """A text that cites a document: its entry in the register where it has one."""

    title: str
    address: str
    unit: str


def with_citations(actor: Actor, reading: Reading, words: Words) -> Reading:
    """The page of a content with its mentions found and linked for this reader. At most five queries."""
    lines = lines_with_citations(actor, reading.content, reading.lines, words)
    return replace(reading, lines=lines)


def lines_with_citations(
    actor: Actor, content: Content, lines: Sequence[Line], words: Words
) -> tuple[Line, ...]:
    """Lines with `cited`, and their runs with links to documents that the reader may read."""
    found = {line.text.pk: mentions(line.text.plain, words) for line in lines}
    meant = _meant(actor, content, [mention for row in found.values() for mention in row])
    return tuple(_shown(line, found[line.text.pk], meant) for line in lines)


def candidates(actor: Actor, content: Content, keys: Collection[str]) -> dict[str, list[Document]]:
    """Documents that a mention in this text may mean, by key, one entry for each real document. One query.

    The same paper registered by several units is one document: the writing unit's own entry speaks for it.
    """
    if not keys:
        return {}
    rows = usable(actor).filter(number__in={number_in(key) for key in keys}).exclude(content=content)
    found: dict[str, dict[tuple[str, object], Document]] = defaultdict(dict)
    for row in rows:
        key = key_of(row.symbol)
        if key not in keys:
            continue
        same = (fold(row.issuer_name), row.issued_on)
        kept = found[key].get(same)
        if kept is None or (row.unit_id == content.unit_id != kept.unit_id):
            found[key][same] = row
    return {key: list(rows.values()) for key, rows in found.items()}


def cited_by(actor: Actor, row: Document) -> list[CitedBy]:
    """Texts that the actor may read and that cite this document, newest first. At most three queries.

    A text whose unit decided that the mention means another document is left out.
    """
    key = key_of(row.symbol)
    if not key:
        return []
    signs = [key, sign_of(key, row.issued_on)]
    texts = readable_texts(actor).filter(cites__overlap=signs).exclude(content=row.content_id)
    contents = list(
        Content.objects.filter(pk__in=texts.values("content"))
        .select_related("unit")
        .order_by("-updated_at")[:SHOWN]
    )
    if not contents:
        return []
    others = (
        CitationChoice.objects.filter(sign__in=signs).exclude(document=row).values_list("unit", flat=True)
    )
    registered = {d.content_id: d for d in documents(actor).filter(content__in=contents)}
    elsewhere = set(others)
    return [_citing(c, registered.get(c.pk)) for c in contents if c.unit_id not in elsewhere]


def _citing(content: Content, document: Document | None) -> CitedBy:
    if document is not None:
        address = reverse("documents:document", args=[document.pk])
        return CitedBy(f"{document}: {document.summary}", address, document.unit.short_name)
    address = reverse("documents:content", args=[content.pk])
    return CitedBy(content.title, address, content.unit.short_name)


def _meant(
    actor: Actor, content: Content, found: Sequence[Mention]
) -> dict[str, tuple[Fate, Document | None, tuple[Document, ...]]]:
    """What each sign means to this reader."""
    signs = {mention.sign: mention for mention in found}
    if not signs:
        return {}
    choices = {
        row.sign: row.document_id
        for row in CitationChoice.objects.filter(unit=content.unit_id, sign__in=list(signs))
    }
    chosen = {d.pk: d for d in documents(actor).filter(pk__in=[pk for pk in choices.values() if pk])}
    fitting = candidates(actor, content, {m.key for sign, m in signs.items() if sign not in choices})
    meant = {
        sign: _decided(choices[sign], chosen) if sign in choices else _fitting(mention, fitting)
        for sign, mention in signs.items()
    }
    newer = _newer(actor, [d.pk for _fate, d in meant.values() if d is not None])
    return {sign: (fate, d, newer.get(d.pk, ()) if d else ()) for sign, (fate, d) in meant.items()}


def _decided(document_id: int | None, readable: Mapping[int, Document]) -> tuple[Fate, Document | None]:
    if document_id is None:
        return Fate.OUTSIDE, None
    document = readable.get(document_id)
    return (Fate.RESOLVED, document) if document else (Fate.UNKNOWN, None)


def _fitting(mention: Mention, fitting: Mapping[str, list[Document]]) -> tuple[Fate, Document | None]:
    """One fits, or one of that date: that is it. Of another date than the text says, a person decides."""
    rows = fitting.get(mention.key, [])
    if not rows:
        return Fate.UNKNOWN, None
    if mention.dated:
        same = [row for row in rows if row.issued_on == mention.dated]
        return (Fate.RESOLVED, same[0]) if len(same) == 1 else (Fate.AMBIGUOUS, None)
    return (Fate.RESOLVED, rows[0]) if len(rows) == 1 else (Fate.AMBIGUOUS, None)


def _newer(actor: Actor, ids: Iterable[int]) -> dict[int, tuple[Document, ...]]:
    """Readable documents that stand in the place of these, by the older one. Two queries at most."""
    kinds = (LinkKind.REPLACES, LinkKind.RECALLS)
    links = list(
        DocumentLink.objects.filter(target__in=list(ids), kind__in=kinds).values_list(
            "target_id", "source_id"
        )
    )
    readable = {d.pk: d for d in usable(actor).filter(pk__in=[s for _t, s in links])} if links else {}
    found: dict[int, tuple[Document, ...]] = {}
    for target, source in links:
        if source in readable:
            found[target] = (*found.get(target, ()), readable[source])
    return found


def _shown(
    line: Line,
    found: Sequence[Mention],
    meant: Mapping[str, tuple[Fate, Document | None, tuple[Document, ...]]],
) -> Line:
    text: ParagraphText = line.text
    links: dict[tuple[int, int], str] = {}
    cited: dict[str, Cited] = {}
    for mention in found:
        fate, document, newer = meant[mention.sign]
        words = text.plain[mention.start : mention.end]
        cited.setdefault(mention.sign, Cited(mention, words, fate, document, newer))
        if document is not None:
            links[mention.start, mention.end] = reverse("documents:document", args=[document.pk])
    return replace(line, cited=tuple(cited.values()), runs=tuple(linked(text.runs, links)) if links else None)

"""Erase texts with their histories, and mentions of a document in other texts. Plain functions of `erase_secret`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from giaoban.kit.text import fold

from ..domain.citing import Mention, key_of, mentions, number_in, sign_of
from ..domain.secrecy import blotted, see_paper
from ..domain.stored import words_of
from ..enums import ContentState, DocumentState
from ..formats.citing import cited_in, citing_words
from ..models import (
    CitationChoice,
    Comment,
    Content,
    ContentVersion,
    Document,
    KeptAside,
    ParagraphText,
)

_EMPTY: dict[str, Any] = {
    "runs": [], "data": {}, "sources": [], "folded": "", "cites": [], "drawing": None, "picture": None,
}  # fmt: skip


def erase_contents(ids: Collection[int], now: datetime) -> set[int]:
    """Every word in every revision of these texts, their versions and comments; returns the ids of their pictures.

    Nobody reads or writes them from then on.
    """
    list(Content.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    texts = ParagraphText.objects.filter(content__in=ids)
    files = {pk for pair in texts.values_list("drawing", "picture") for pk in pair if pk}
    Comment.objects.filter(content__in=ids).delete()
    KeptAside.objects.filter(paragraph__content__in=ids).delete()
    texts.update(**_EMPTY)
    ContentVersion.objects.filter(content__in=ids).update(label="–")
    Content.objects.filter(pk__in=ids).update(
        title=see_paper(), readers=[], sha256="", state=ContentState.ISSUED, comments_due_on=None,
        issued_at=Coalesce("issued_at", now),
    )  # fmt: skip
    return files


def erase_mentions(row: Document, *, besides: Collection[int]) -> set[tuple[int, int]]:
    """Blot the document's number out of all other texts, in every revision; returns (document, unit) of those that are
    registered, for their units to judge.

    A mention counts when its text means this document and no other: by its date, by what somebody decided, or because
    no other document has the number.
    """
    key = key_of(row.symbol)
    if not key:
        return set()
    signs = [key, sign_of(key, row.issued_on)]
    alone = not _others(row, key)
    chosen = set(CitationChoice.objects.filter(document=row).values_list("unit", "sign"))
    touched: set[int] = set()
    texts = ParagraphText.objects.filter(cites__overlap=signs).exclude(content__in=besides)
    for text in texts.select_related("content"):
        unit = text.content.unit_id
        meant = [
            m
            for m in mentions(text.plain, citing_words())
            if m.sign in signs and (m.dated or alone or (unit, m.sign) in chosen)
        ]
        if meant:
            _blot(text, meant)
            touched.add(text.content_id)
    _blot_asides(row, key, touched)
    rows = Document.objects.filter(content__in=touched).exclude(state=DocumentState.SECRET)
    return set(rows.values_list("pk", "unit_id"))


def _blot(text: ParagraphText, meant: Sequence[Mention]) -> None:
    runs = blotted(text.runs, [(m.start, m.end) for m in meant], f"[{see_paper()}]")
    ParagraphText.objects.filter(pk=text.pk).update(runs=runs, folded=words_of(runs), cites=cited_in(runs))


def _blot_asides(row: Document, key: str, contents: Collection[int]) -> None:
    """Remarks on those texts, and what lost to another's edit there, that say the number too."""
    for comment in Comment.objects.filter(content__in=contents):
        body, answer = (_plain(said, row, key) for said in (comment.body, comment.answer_body))
        Comment.objects.filter(pk=comment.pk).update(body=body, answer_body=answer)
    for kept in KeptAside.objects.filter(paragraph__content__in=contents):
        KeptAside.objects.filter(pk=kept.pk).update(body=_plain(kept.body, row, key))


def _plain(said: str, row: Document, key: str) -> str:
    found = [m for m in mentions(said, citing_words()) if m.key == key and m.dated in (None, row.issued_on)]
    runs = blotted([{"text": said}], [(m.start, m.end) for m in found], f"[{see_paper()}]")
    return "".join(run["text"] for run in runs)


def _others(row: Document, key: str) -> bool:
    """Does any other document carry the same number and symbol?"""
    same = Q(issued_on=row.issued_on)
    rows = Document.objects.filter(number=number_in(key)).exclude(pk=row.pk)
    return any(
        key_of(other.symbol) == key and fold(other.issuer_name) != fold(row.issuer_name)
        for other in rows.filter(same)
    ) or any(key_of(other.symbol) == key for other in rows.exclude(same))

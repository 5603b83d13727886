"""Reads for the table of comments and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from giaoban.apps.org.models import Unit

from ..domain.answering import Said
from ..models import Comment, Content
from .contents import reading, shown_text


@dataclass(frozen=True, slots=True)
class Answers:
    """All comments on a content, in the order of its paragraphs; who was asked and said nothing."""

    rows: tuple[Said, ...]
    asked: int
    silent: tuple[str, ...]


def answers_of(content: Content) -> Answers:
    """Comments on paragraphs that were deleted stand at the end. Four queries."""
    found = reading(content)
    rows = [_said(comment) for line in found.lines for comment in line.comments]
    rows += [_said(comment, deleted=True) for comment in found.stray]
    spoke = {c.unit_id for line in found.lines for c in line.comments} | {c.unit_id for c in found.stray}
    silent = _names([unit for unit in content.readers if unit not in spoke])
    return Answers(tuple(rows), len(content.readers), silent)


def _said(row: Comment, *, deleted: bool = False) -> Said:
    post = row.user.label if row.user else ""
    return Said(shown_text(row.text), row.unit.name, post, row.body, row.answer, row.answer_body, deleted)


def _names(units: Sequence[int]) -> tuple[str, ...]:
    rows = Unit.objects.filter(pk__in=units).order_by("level", "sort_key")
    return tuple(rows.values_list("name", flat=True)) if units else ()

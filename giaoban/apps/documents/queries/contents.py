"""Reads of contents: what stands in a revision, histories, comments, comparisons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.comparing import Change, Standing, compare
from ..domain.stored import Json
from ..enums import Fate
from ..models import Comment, Content, KeptAside, Paragraph, ParagraphText


@dataclass(frozen=True, slots=True)
class TableShown:
    """A stored table for a page: headings and cells (as runs), each with "is it a number"."""

    caption: str
    unit: str
    source_note: str
    head: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[Json, bool], ...], ...]
    total_row: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph on the page: its text now, how many texts it has had, its comments, what it cites.

    `cited` holds `queries.citations.Cited`; `runs` are those with links, None before anybody looked.
    """

    text: ParagraphText
    changes: int
    comments: tuple[Comment, ...] = ()
    cited: tuple[Any, ...] = ()
    runs: tuple[Json, ...] | None = None

    @property
    def shown_runs(self) -> Sequence[Json]:
        """The runs as the page shows them: with links to cited documents once they were looked for."""
        return self.text.runs if self.runs is None else self.runs

    @property
    def needs_look(self) -> bool:
        """Is there a citation that a person should look at: not found, several, or replaced by a newer one?"""
        return any(c.newer or c.fate in (Fate.AMBIGUOUS, Fate.UNKNOWN) for c in self.cited)

    @property
    def table(self) -> TableShown | None:
        """The table of a table, or the one behind a chart."""
        data = self.text.data.get("table", self.text.data)
        return shown_table(data) if "columns" in data else None


@dataclass(frozen=True, slots=True)
class Reading:
    """A content as its page shows it. `stray`: comments on paragraphs that were deleted."""

    content: Content
    lines: tuple[Line, ...]
    stray: tuple[Comment, ...] = ()
    open_comments: int = field(default=0)

    @property
    def commented(self) -> bool:
        """Has anybody commented?"""
        return bool(self.stray) or any(line.comments for line in self.lines)


def contents(actor: Actor) -> QuerySet[Content]:
    """Contents the actor may read, newest first, with `waiting`: comments without an answer."""
    rows: QuerySet[Content] = Content.objects.visible_to(actor, policies.read_content)
    waiting = Count("comments", filter=Q(comments__answer=""))
    return rows.select_related("unit").annotate(waiting=waiting).order_by("-updated_at")


def content(actor: Actor, pk: int) -> Content:
    """One content. Raises NotFound outside the actor's scope."""
    rows = Content.objects.visible_to(actor, policies.read_content).select_related("unit")
    found: Content | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def paragraph(actor: Actor, uid: UUID) -> Paragraph:
    """One paragraph of a content that the actor may read. Raises NotFound."""
    readable = Content.objects.visible_to(actor, policies.read_content)
    found = Paragraph.objects.select_related("content__unit").filter(uid=uid, content__in=readable).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def comment(actor: Actor, pk: int) -> Comment:
    """One comment on a content that the actor may read. Raises NotFound."""
    readable = Content.objects.visible_to(actor, policies.read_content)
    rows = Comment.objects.select_related("content__unit", "paragraph__content__unit", "unit")
    found = rows.filter(pk=pk, content__in=readable).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def texts_of(content: Content, revision: int | None = None) -> list[ParagraphText]:
    """What stands (or stood in `revision`), in order, with paragraphs and chart files. One query."""
    rows = ParagraphText.objects.filter(content=content)
    if revision is None:
        rows = rows.filter(until__isnull=True)
    else:
        now = Q(until__isnull=True) | Q(until__gt=revision)
        rows = rows.filter(now, since__lte=revision)
    return list(rows.select_related("paragraph", "drawing", "picture").order_by("position"))


def reading(content: Content) -> Reading:
    """The whole page of a content: three queries."""
    texts = texts_of(content)
    counts = dict(
        ParagraphText.objects.filter(content=content)
        .values_list("paragraph_id")
        .annotate(n=Count("pk"))
        .values_list("paragraph_id", "n")
    )
    by_place = comments_by_paragraph(content, texts)
    lines = tuple(
        Line(text, counts[text.paragraph_id], tuple(by_place.pop(text.paragraph_id, ()))) for text in texts
    )
    stray = tuple(comment for rest in by_place.values() for comment in rest)
    waiting = sum(not c.answer for c in (*(c for line in lines for c in line.comments), *stray))
    return Reading(content, lines, stray, waiting)


def line(content: Content, paragraph: Paragraph) -> Line:
    """One paragraph of the page again (after an edit or a comment). Raises NotFound when it is gone."""
    text = (
        ParagraphText.objects.filter(paragraph=paragraph, until__isnull=True)
        .select_related("paragraph", "drawing", "picture")
        .first()
    )
    if text is None:
        raise NotFound(_("The paragraph is no longer in this document; look in the history."))
    comments = comments_by_paragraph(content, [text]).get(paragraph.pk, [])
    return Line(text, paragraph.texts.count(), tuple(comments))


def comments_by_paragraph(content: Content, texts: list[ParagraphText]) -> dict[int, list[Comment]]:
    """Comments by the paragraph they hang on now: those of a merged one follow it. Two queries at most."""
    rows = list(
        Comment.objects.filter(content=content).select_related(
            "unit", "user", "answered_by", "text", "paragraph"
        )
    )
    if not rows:
        return {}
    target = dict(
        Paragraph.objects.filter(content=content, merged_into__isnull=False).values_list(
            "pk", "merged_into_id"
        )
    )
    found: dict[int, list[Comment]] = defaultdict(list)
    for row in rows:
        found[resting_place(row.paragraph_id, target)].append(row)
    return found


def resting_place(paragraph: int, merged: Mapping[int, int | None]) -> int:
    """Where a paragraph's text went after every merge, itself when it was never merged."""
    while (target := merged.get(paragraph)) is not None:
        paragraph = target
    return paragraph


def living(paragraph: Paragraph) -> Paragraph:
    """The paragraph that holds its text now: itself, or what it was merged into."""
    while paragraph.merged_into is not None:
        paragraph = paragraph.merged_into
    return paragraph


def history(paragraph: Paragraph) -> QuerySet[ParagraphText]:
    """Every text of a paragraph, newest first."""
    return paragraph.texts.select_related("user").order_by("-since")


def aside(paragraph: Paragraph, actor: Actor) -> QuerySet[KeptAside]:
    """The actor's own texts that lost a conflict in this paragraph, newest first."""
    return paragraph.kept_aside.filter(user_id=actor.user_id or 0)


def changes(content: Content, old: int, new: int | None = None) -> tuple[Change, ...]:
    """What became of each paragraph from revision `old` to `new` (None: now). Two queries."""
    before, after = (
        [Standing(text.paragraph_id, shown_text(text)) for text in texts_of(content, revision)]
        for revision in (old, new)
    )
    return compare(before, after)


def shown_text(text: ParagraphText) -> str:
    """The words of a text for reading and comparing: of a table caption and cells, of a chart the title."""
    table = text.data.get("table", text.data)
    rows = table.get("rows", [])
    cells = (cell if isinstance(cell, str) else cell["text"] for row in rows for cell in row)
    head = text.data.get("title") or text.data.get("caption") or ""
    return text.plain or " · ".join(filter(None, [head, *cells]))


def shown_table(data: Json) -> TableShown:
    """A table as `domain.stored` keeps it, ready for a template."""
    right = [column[1] == "right" for column in data["columns"]]
    heads = (f"{group}: {header}" if group else header for header, _align, _share, group in data["columns"])
    return TableShown(
        data["caption"],
        data["unit"],
        data["source_note"],
        tuple(zip(heads, right, strict=True)),
        tuple(
            tuple(({"text": c} if isinstance(c, str) else c, r) for c, r in zip(row, right, strict=True))
            for row in data["rows"]
        ),
        data["total_row"],
    )

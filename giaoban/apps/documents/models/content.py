"""Contents written paragraph by paragraph, with every state they were ever in.

A content has a `revision` that rises by one with each change. A text stands in the content for the revisions
`since` ≤ r < `until` (`until` null: now), so any revision can be shown and any two compared without copies.
Triggers (see the migration) keep the history append-only, and everything of an issued content as it is.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import User
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet
from giaoban.kit.fields import SortKeyField

from ..enums import Answer, ContentKind, ContentState, ParagraphKind, TextStep


class Content(models.Model):
    """What a unit writes. `readers`: units it was sent round to; they read and comment."""

    kind = models.CharField(max_length=12, choices=ContentKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="contents")
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=ContentState, default=ContentState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    readers: ArrayField[Any, Any] = ArrayField(models.BigIntegerField(), default=list)
    comments_due_on = models.DateField(null=True)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="successors")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="digest of the text as issued")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "kind", "-updated_at"], name="documents_content_of_unit"),
            GinIndex(fields=["readers"], name="documents_content_readers"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ContentState.ISSUED, issued_at__isnull=False)
                | (~Q(state=ContentState.ISSUED) & Q(issued_at__isnull=True)),
                name="documents_issued_has_moment",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ContentVersion(models.Model):
    """A revision worth a name: the first draft, what was sent round, what was issued."""

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField()
    label = models.CharField(max_length=120)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["content", "number"]
        constraints = [models.UniqueConstraint(fields=["content", "number"], name="documents_one_version")]


class Paragraph(models.Model):
    """A place in a content that keeps its identity through every edit, move and merge.

    `section` is the writer's own code ("situation"); `merged_into` is where its text and comments went.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="paragraphs")
    section = models.CharField(max_length=60, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")


class ParagraphText(models.Model):
    """What stood in a paragraph while the content's revision was in [since, until).

    `runs`: [{"text", "href"?, "code"?, "bold"?, "italic"?}]; `data`: table or chart as `domain.stored` writes
    it; `sources`: [{"report", "codes", "label", "href"}]. `drawing` (SVG) and `picture` (PNG) are a chart's.
    """

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="texts")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="texts")
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)
    step = models.CharField(max_length=8, choices=TextStep)
    position = SortKeyField()
    kind = models.CharField(max_length=10, choices=ParagraphKind)
    level = models.PositiveSmallIntegerField(default=0, help_text="of a heading, 1 to 4")
    runs = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    sources = models.JSONField(default=list)
    drawing = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    picture = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    folded = models.TextField(default="", editable=False, help_text="what searches compare")
    cites: ArrayField[Any, Any] = ArrayField(
        models.CharField(max_length=120), default=list, editable=False,
        help_text="signs of the documents it mentions, as domain.citing writes them",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paragraph"], condition=Q(until__isnull=True), name="documents_one_text_now"
            ),
            models.UniqueConstraint(fields=["paragraph", "since"], name="documents_one_text_a_revision"),
            models.UniqueConstraint(
                fields=["content", "position"],
                condition=Q(until__isnull=True),
                name="documents_one_text_a_place",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="documents_text_lasts"
            ),
            models.CheckConstraint(
                condition=Q(kind=ParagraphKind.HEADING, level__range=(1, 4))
                | (~Q(kind=ParagraphKind.HEADING) & Q(level=0)),
                name="documents_heading_level",
            ),
        ]
        indexes = [
            models.Index(fields=["content", "since"], name="documents_text_by_revision"),
            GinIndex(
                fields=["folded"], opclasses=["gin_trgm_ops"], condition=Q(until__isnull=True),
                name="documents_text_words",
            ),
            GinIndex(fields=["cites"], condition=Q(until__isnull=True), name="documents_text_cites"),
        ]  # fmt: skip

    @property
    def plain(self) -> str:
        """The words alone."""
        return "".join(run["text"] for run in self.runs)


class KeptAside(models.Model):
    """A text that lost to somebody else's edit: kept, so that its author can fetch it back."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="kept_aside")
    seen = models.ForeignKey(ParagraphText, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.TextField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]


class Comment(models.Model):
    """A remark on a paragraph as it stood in `text`, and what became of it."""

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="comments")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="comments")
    text = models.ForeignKey(ParagraphText, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answer_body = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["content", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="documents_answer_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=[Answer.PARTLY, Answer.EXPLAINED]) | ~Q(answer_body=""),
                name="documents_answer_says_why",
            ),
        ]

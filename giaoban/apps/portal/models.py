"""Public pages of units, their news with every wording that was public, pictures, shown documents, visits."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import User
from giaoban.apps.conferences.models import Conference
from giaoban.apps.documents.models import Document
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from .domain.addresses import slug_of, words_of
from .domain.text import plain
from .domain.writing import NewsText
from .enums import ItemState

_PUBLISHED = Q(state=ItemState.PUBLISHED)


class PublicPage(models.Model):
    """A unit's page for everybody. Nothing of it is read while it is closed.

    `from_above`: shows what units above it share. `all_documents`: lists every issued document whose text is public.
    """

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="public_page")
    name = models.CharField(max_length=200)
    editor = models.CharField(max_length=200, blank=True, help_text="a post, never a name")
    licence = models.CharField(max_length=200, blank=True)
    contact = models.TextField(blank=True)
    attribution = models.CharField(max_length=300, blank=True)
    is_open = models.BooleanField(default=False)
    from_above = models.BooleanField(default=True)
    all_documents = models.BooleanField(default=False)

    class Meta:
        ordering = ["unit__level", "unit__sort_key"]

    def __str__(self) -> str:
        return self.name


class NewsItem(models.Model):
    """One item of news of one unit. Its number stays in its address; `slug` follows the title.

    `folded` holds the words of title, lead and body without diacritics; `words` is what searches ask.
    """

    page = models.ForeignKey(PublicPage, on_delete=models.PROTECT, related_name="items")
    state = models.CharField(max_length=9, choices=ItemState, default=ItemState.DRAFT)
    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=80, db_index=False)
    lead = models.TextField(blank=True)
    body = models.TextField(blank=True)
    category = models.CharField(max_length=40)
    source = models.CharField(max_length=200, blank=True)
    shared = models.BooleanField(default=False, help_text="pages of units below may show it")
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, null=True, related_name="news")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.TextField(blank=True)
    folded = models.TextField(editable=False)
    folded_title = models.TextField(editable=False)
    words = models.GeneratedField(
        expression=SearchVector("folded", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    objects = ScopedQuerySet["NewsItem"].as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ItemState.DRAFT, published_at=None)
                | ~Q(state=ItemState.DRAFT) & Q(published_at__isnull=False),
                name="portal_published_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_reason="") & ~Q(state=ItemState.WITHDRAWN)
                | Q(withdrawn_at__isnull=False, state=ItemState.WITHDRAWN) & ~Q(withdrawal_reason=""),
                name="portal_withdrawn_says_why",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="portal_item_has_title"),
        ]  # fmt: skip
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), condition=_PUBLISHED, name="portal_newest"),
            models.Index(
                F("page"), F("published_at").desc(), F("id").desc(), condition=_PUBLISHED, name="portal_of_page"
            ),
            models.Index(
                F("category"), F("published_at").desc(), condition=_PUBLISHED, name="portal_of_category"
            ),
            GinIndex(fields=["words"], condition=_PUBLISHED, name="portal_words"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def unit_id(self) -> int:
        """The unit whose news this is (with `select_related("page")`)."""
        return self.page.unit_id

    @property
    def text(self) -> NewsText:
        """As it is written now."""
        return NewsText(self.title, self.lead, self.body, self.category, self.source, self.shared)

    def take(self, text: NewsText) -> None:
        """Set what was written, its address and what searches compare (not saved). `text` is tidied."""
        self.title, self.lead, self.body = text.title, text.lead, text.body
        self.category, self.source, self.shared = text.category, text.source, text.shared
        self.slug, self.folded_title = slug_of(text.title), words_of(text.title)
        self.folded = words_of(f"{text.title} {text.lead} {plain(text.body)}")


class FormerText(models.Model):
    """What an item said to everybody until it was corrected, and what the correction was. Only ever added."""

    item = models.ForeignKey(NewsItem, on_delete=models.PROTECT, related_name="former")
    title = models.CharField(max_length=300)
    lead = models.TextField(blank=True)
    body = models.TextField(blank=True)
    category = models.CharField(max_length=40)
    source = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300)
    until = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["item", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="portal_correction_says_what")]


class Picture(models.Model):
    """A picture of an item: as it was kept (without EXIF data), as pages show it, and small for lists."""

    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="pictures")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    shown = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    small = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(max_length=300, help_text="what can be seen, for whoever cannot see it")
    caption = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    objects = ScopedQuerySet["Picture"].as_manager()

    class Meta:
        ordering = ["item", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="portal_picture_is_described"),
            models.UniqueConstraint(fields=["item", "file"], name="portal_picture_once"),
        ]

    def __str__(self) -> str:
        return self.alt


class ShownDocument(models.Model):
    """An issued document that its unit put on its public page by hand."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="shown")
    page = models.ForeignKey(PublicPage, on_delete=models.PROTECT, related_name="shown_documents")
    shown_at = models.DateTimeField()


class PortalStamp(models.Model):
    """One row that changes with whatever changes public pages: a kept answer is good while it stands."""

    stamp = models.UUIDField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="portal_one_stamp")]


class Visit(models.Model):
    """A page was opened on a day: which page (None: the network's own), which item. Nothing about who.

    Only ever added, so nobody waits for anybody; `fold_visits` turns rows into `VisitDay` and `ItemVisits`.
    """

    page_id: Any = models.BigIntegerField(null=True)
    item_id: Any = models.BigIntegerField(null=True)
    day = models.DateField()


class VisitDay(models.Model):
    """Folded visits of one page on one day; those with `page_id` None are of the whole network."""

    page_id: Any = models.BigIntegerField(null=True)
    day = models.DateField()
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page_id", "day"], nulls_distinct=False, name="portal_one_visit_day"
            )
        ]


class ItemVisits(models.Model):
    """Folded visits of one item."""

    item_id: Any = models.BigIntegerField(primary_key=True)
    count = models.PositiveBigIntegerField()

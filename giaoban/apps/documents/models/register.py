"""The register: what arrived, what went out, who is in charge of it, and what stands in whose place."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit.access import ScopedQuerySet
from giaoban.kit.text import fold, matches_all_words

from ..enums import Audience, Direction, DocumentState, LinkKind, Urgency
from .content import Content


class DocumentType(models.Model):
    """What a document is (decision, plan …). Chosen by the clerk: "QĐ" alone may be either of two types."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    abbreviation = models.CharField(max_length=12, blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class RegisterBook(models.Model):
    """The last number given in one unit's book of one direction and year. Numbering restarts on 1 January."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=10, choices=Direction)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "direction", "year"], name="documents_one_book")
        ]


class DocumentQuerySet(ScopedQuerySet[Any]):
    """Documents by text and by what stands in whose place."""

    def search(self, query: str) -> Any:
        """Every word of `query` found in symbol, summary or issuer, diacritics ignored."""
        rows = self
        for word in matches_all_words(query):
            rows = rows.filter(folded__contains=word)
        return rows

    def marked_replaced(self) -> Any:
        """With `is_replaced`: a newer document takes the place of the row, or recalls it."""
        kinds = (LinkKind.REPLACES, LinkKind.RECALLS)
        newer = DocumentLink.objects.filter(target=models.OuterRef("pk"), kind__in=kinds)
        return self.annotate(is_replaced=models.Exists(newer))


class Document(models.Model):
    """One document in the book of the unit that registered it.

    The issuer is a unit, an organisation outside the network, or only a name; `issuer_name` is as printed.
    `entry` is the running number in the unit's book of the year.
    """

    direction = models.CharField(max_length=10, choices=Direction)
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="documents")
    issuer_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="issued")
    issuer_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="issued"
    )
    issuer_name = models.CharField(max_length=200)
    number = models.PositiveIntegerField(null=True)
    symbol = models.CharField(max_length=80, blank=True, help_text="number and symbol as printed: 290-QĐ/TW")
    issued_on = models.DateField()
    summary = models.TextField()
    urgency = models.CharField(max_length=12, choices=Urgency, default=Urgency.ORDINARY)
    state = models.CharField(max_length=12, choices=DocumentState)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.ADDRESSEES)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="registered")
    entry = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    received_on = models.DateField()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="documents")
    folded = models.TextField(editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "direction", "year", "entry"], name="documents_one_entry"
            ),
            models.CheckConstraint(
                condition=Q(issuer_unit__isnull=True) | Q(issuer_organisation__isnull=True),
                name="documents_one_issuer",
            ),
            models.CheckConstraint(condition=~Q(summary=""), name="documents_summary_given"),
        ]
        indexes = [
            GistIndex(fields=["folded"], opclasses=["gist_trgm_ops"], name="documents_folded"),
            models.Index(fields=["unit", "-issued_on", "-id"], name="documents_of_unit"),
            models.Index(fields=["symbol"], name="documents_symbol"),
        ]

    def __str__(self) -> str:
        return f"{self.type.name} {self.symbol}".strip()

    def fold(self) -> None:
        """Set the search column (not saved)."""
        self.folded = fold(f"{self.symbol} {self.summary} {self.issuer_name}")


class DocumentLink(models.Model):
    """`source` does something to `target`: takes its place, corrects, recalls it, or carries it out."""

    source = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=10, choices=LinkKind)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="documents_one_link"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="documents_not_own_link"),
        ]


class Delivery(models.Model):
    """A document sent to a unit: it may read it from then on, and is asked to acknowledge it by `due_on`.

    That both exist is checked once a statement (`kit/foreign_keys.py`).
    """

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="deliveries"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="deliveries"
    )
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "unit"], name="documents_one_delivery"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(received_at__isnull=False),
                name="documents_received_first",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-sent_at"], name="documents_sent_to")]


class Instruction(models.Model):
    """The leader's instruction (bút phê) on a document, and who is in charge. The latest one holds."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="instructions")
    body = models.TextField()
    lead_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="+")
    coordinating = models.ManyToManyField(Unit, related_name="+")
    due_on = models.DateField(null=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["document", "-id"]


class PaperRegisterNote(models.Model):
    """All that may be noted of a secret paper: that the paper register has an entry."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    entry = models.CharField(max_length=40)
    noted_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "received_on", "entry"], name="documents_one_note")
        ]

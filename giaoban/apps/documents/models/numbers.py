"""Numbers of outgoing documents: series, every number ever given, and what clerks chose as types.

Triggers (see the migration) let a series move by one only and keep given numbers for ever.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import User
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from .register import Document, DocumentType


class NumberSeries(models.Model):
    """The last number of one series of a unit. `began_after`: given on paper before the series began here."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, help_text="type, group of types, or * for all")
    span = models.CharField(max_length=40, help_text="2021, or a term: party-XIII")
    last = models.PositiveIntegerField()
    began_after = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-span", "code"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code", "span"], name="documents_one_series"),
            models.CheckConstraint(condition=Q(last__gte=F("began_after")), name="documents_series_grows"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.span}"


class GivenNumber(models.Model):
    """One number of a series: a document carries it, or `skipped_reason` says why none does (or both)."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="given")
    number = models.PositiveIntegerField()
    symbol = models.CharField(max_length=80)
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, null=True, related_name="given_number"
    )
    dated = models.DateField()
    given_at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    skipped_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["series", "number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="documents_one_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="documents_number_from_one"),
            models.CheckConstraint(
                condition=Q(document__isnull=False) | ~Q(skipped_reason=""), name="documents_number_accounted"
            ),
        ]


class TypeChoice(models.Model):
    """How often the clerks of `unit` took an abbreviation of an issuer for a type. `issuer` is its folded name."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=200)
    abbreviation = models.CharField(max_length=20)
    type = models.ForeignKey(DocumentType, on_delete=models.CASCADE, related_name="+")
    times = models.PositiveIntegerField(default=1)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "issuer", "abbreviation", "type"], name="documents_one_choice"
            )
        ]
        indexes = [models.Index(fields=["issuer", "abbreviation"], name="documents_choices")]

"""Briefings and their figures. A figure of an issued briefing never moves (trigger in the migration)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from giaoban.apps.documents.models import Content
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.models import Collection, Report
from giaoban.kit.access import ScopedQuerySet

from .enums import BriefingState, Size


class Briefing(models.Model):
    """What `unit` composed of the reports that count in `root` for one collection.

    Figures are the handed-in ones (what each unit below signed), frozen when the briefing is issued.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="briefings")
    root = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="briefings")
    content = models.OneToOneField(Content, on_delete=models.PROTECT, related_name="briefing")
    title = models.CharField(max_length=300)
    layout = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=BriefingState, default=BriefingState.DRAFT)
    number = models.PositiveIntegerField(null=True)
    symbol = models.CharField(max_length=60, blank=True)
    dated = models.DateField(null=True)
    composed_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    reports: models.ManyToManyField[Report, Report] = models.ManyToManyField(Report, related_name="briefings")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-composed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BriefingState.DRAFT) | Q(issued_at__isnull=False, number__isnull=False),
                name="briefings_issued_is_numbered",
            )
        ]

    def __str__(self) -> str:
        return self.title


class BriefingFigure(models.Model):
    """One figure as the briefing states it. `code` stands in its address /nguon/<code> and in the annex."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="figures")
    code = models.CharField(max_length=16, unique=True)
    scope = models.CharField(
        max_length=40, blank=True, help_text="'': the whole; 'organisation:3'; 'area:12'"
    )
    cell = models.CharField(max_length=120, help_text="code of a cell or of an indicator")
    name = models.CharField(max_length=400)
    unit_of_measure = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=24, decimal_places=4)
    decimals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["briefing", "id"]
        constraints = [
            models.UniqueConstraint(fields=["briefing", "scope", "cell"], name="briefings_one_figure")
        ]


class BriefingFile(models.Model):
    """A rendered paper of a briefing: one a size and kind, made by a job."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="files")
    size = models.CharField(max_length=8, choices=Size)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(help_text="of the content it shows")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["briefing", "size", "-id"]

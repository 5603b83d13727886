"""Workbooks handed in as files: one upload is a batch, each workbook an item with a result of its own."""

from __future__ import annotations

from django.db import models

from giaoban.apps.accounts.models import User
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from ..enums import ImportState
from .collections import Collection
from .reports import Report


class ImportBatch(models.Model):
    """One upload: a workbook or a ZIP of them. `hand_in`: good ones go straight to their receivers."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="imports")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    hand_in = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    refused = models.TextField(blank=True, help_text="why the whole upload was refused")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]


class ImportItem(models.Model):
    """One workbook of a batch and what became of it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState)
    report = models.ForeignKey(Report, on_delete=models.SET_NULL, null=True, related_name="+")
    problems = models.JSONField(
        default=list, help_text="file, sheet, cell, value, message and remedy of each"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["batch", "position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="reporting_one_item")]

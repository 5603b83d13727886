"""Forms and their versions. A version's definition never changes once it is published."""

from __future__ import annotations

from django.db import models

from giaoban.apps.indicators.models import FREQUENCIES, CellSet


class Form(models.Model):
    """A form by code; what it asks lies in its versions."""

    code = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=300)
    short_title = models.CharField(max_length=120)
    frequency = models.CharField(max_length=10, choices=FREQUENCIES)

    def __str__(self) -> str:
        return self.short_title


class FormVersion(models.Model):
    """One published version: the YAML as loaded, and the cell set made of it."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    source = models.TextField()
    sha256 = models.CharField(max_length=64)
    cell_set = models.OneToOneField(CellSet, on_delete=models.PROTECT, related_name="form_version")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["form", "number"]
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="reporting_one_form_version")]

    def __str__(self) -> str:
        return f"{self.form} v{self.number}"

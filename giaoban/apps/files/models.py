"""Stored files: one row a content, addressed by its SHA-256."""

from __future__ import annotations

from django.db import models

from giaoban.apps.org.models import Unit


class StoredFile(models.Model):
    """A file's content as kept. The name a person gave it is a label only, never a path."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

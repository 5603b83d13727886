"""Stored files: content is addressed by its SHA-256; one row for each name that people gave it."""

from __future__ import annotations

from django.db import models

from giaoban.apps.org.models import Unit


class StoredFile(models.Model):
    """A file's content as kept. The name a person gave it is a label only, never a path.

    The same content under another name is a row of its own: whoever hands it in reads their own name for it, not
    the one that somebody elsewhere gave it first.
    """

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "name"], name="files_content_and_name")]

    def __str__(self) -> str:
        return self.name

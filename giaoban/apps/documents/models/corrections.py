"""What was put right in an entry of the register, that it was struck, and who has to know of that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from giaoban.apps.accounts.models import User
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from .register import Document


class EntryChange(models.Model):
    """A correction of an entry, its striking, or that it was found secret (no parts). Only ever
    added (see the migration).

    `parts`: [{"field", "before", "after"}], what stood in the book before and what stands there since; days as
    ISO dates, choices by their codes. `former_file` is the file that another one took the place of.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="entry_changes")
    struck = models.BooleanField(default=False)
    reason = models.TextField()
    parts = models.JSONField(default=list)
    former_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["document", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="documents_change_has_reason"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(struck=True), name="documents_struck_once"
            ),
        ]


class StruckNotice(models.Model):
    """A unit that had the entry, or had something to do for it, and has to know that it was struck."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="struck_notices")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "unit"], name="documents_one_struck_notice")
        ]

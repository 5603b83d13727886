"""What shows that a task was done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from giaoban.apps.accounts.models import User
from giaoban.apps.documents.models import Document
from giaoban.apps.files.models import StoredFile
from giaoban.kit.access import ScopedQuerySet

from .tasks import Task, TaskStep


class Evidence(models.Model):
    """One piece: a file, or a document of a register. `claim` is the step that handed it in, never changed after it;
    without one the lead unit is still gathering, and nobody else reads it. `preview` is a small picture of a photo.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="evidence")
    claim = models.ForeignKey(TaskStep, on_delete=models.CASCADE, null=True, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    preview = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    caption = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet["Evidence"].as_manager()

    class Meta:
        ordering = ["task", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file=None, preview=None, document__isnull=False)
                | Q(file__isnull=False, document=None) & ~Q(caption=""),
                name="tasks_evidence_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["task", "file"], condition=Q(claim=None), name="tasks_evidence_file_once"
            ),
            models.UniqueConstraint(
                fields=["task", "document"], condition=Q(claim=None), name="tasks_evidence_document_once"
            ),
        ]

    def __str__(self) -> str:
        return self.caption or str(self.document)

"""What is on the agenda, and the papers given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Unit

from ..enums import ItemKind, PaperState
from .conference import Conference


class Paper(models.Model):
    """A paper that a unit gives (tham luận), in the order fixed beforehand."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="papers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(default=7)
    state = models.CharField(max_length=10, choices=PaperState, default=PaperState.ASKED)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "position"],
                name="conferences_paper_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """One point of the agenda."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ItemKind)
    title = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField(default=0)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.SET_NULL, null=True, related_name="items")
    script = models.TextField(blank=True, help_text="what the chair says before it")
    note = models.TextField(blank=True, help_text="the secretary's note, for the minutes")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "position"],
                name="conferences_item_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at__isnull=False), name="conferences_item_begins_first"
            ),
            models.UniqueConstraint(
                fields=["conference"], condition=Q(started_at__isnull=False, ended_at=None),
                name="conferences_one_item_at_a_time",
            ),
        ]  # fmt: skip

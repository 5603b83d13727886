"""Asks: one row for each thing asked of a unit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from ..enums import AskState


class Ask(models.Model):
    """One thing asked of a unit, written by whoever asks. Only one is open for one subject and kind.

    `sequence` counts how often its day or title was changed, for calendars that hold a copy.
    That `unit` exists is checked once a statement (`kit/foreign_keys.py`).
    """

    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_constraint=False, related_name="asks")
    post = models.CharField(max_length=15, blank=True, help_text="which post of the unit; empty: any")
    title = models.CharField(max_length=300)
    due = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=AskState, default=AskState.OPEN)
    url = models.CharField(max_length=300)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Ask"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "unit"],
                condition=Q(state=AskState.OPEN),
                name="tasks_one_open_ask",
            ),
            models.CheckConstraint(
                condition=Q(state=AskState.OPEN, done_at=None) | ~Q(state=AskState.OPEN) & ~Q(done_at=None),
                name="tasks_ask_done_at",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due"], condition=Q(state=AskState.OPEN), name="tasks_open_asks"),
        ]

"""Asks, action programmes, tasks and their history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import User
from giaoban.apps.documents.models import Document
from giaoban.apps.indicators.models import Indicator, Period
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet
from giaoban.kit.text import fold, matches_all_words

from .enums import ENDED, AskState, ProgrammeState, TaskState, TaskStepKind


class Ask(models.Model):
    """One thing asked of a unit, written by whoever asks. Only one is open for one subject and kind."""

    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="asks")
    post = models.CharField(max_length=15, blank=True, help_text="which post of the unit; empty: any")
    title = models.CharField(max_length=300)
    due = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=AskState, default=AskState.OPEN)
    url = models.CharField(max_length=300)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

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


class FoldedQuerySet(ScopedQuerySet[Any]):
    """Rows with `folded` text: search ignores diacritics and case, every word must be found."""

    def search(self, query: str) -> Any:
        rows = self
        for word in matches_all_words(query):
            rows = rows.filter(folded__contains=word)
        return rows


class Programme(models.Model):
    """An action programme: what a unit sets out to do for a document, a year or a period, as key tasks."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="programmes")
    title = models.CharField(max_length=300)
    aim = models.TextField(blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="programmes")
    year = models.PositiveSmallIntegerField()
    period = models.ForeignKey(Period, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ProgrammeState, default=ProgrammeState.RUNNING)
    created_at = models.DateTimeField()
    folded = models.TextField(editable=False)
    seen_by: ArrayField[Any, Any] = ArrayField(models.BigIntegerField(), default=list)

    objects = FoldedQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-id"]
        indexes = [
            models.Index(fields=["unit", "-year"], name="tasks_programmes_of_unit"),
            GinIndex(fields=["seen_by"], name="tasks_programme_seen_by"),
        ]

    def __str__(self) -> str:
        return self.title

    def fold_words(self) -> None:
        """Set what searches compare (not saved)."""
        self.folded = fold(f"{self.title} {self.aim}")


class Task(models.Model):
    """Something one unit answers for. `assigned_by` gave it and confirms it.

    `seen_by` holds the ids of the units that may read it: both, the coordinating ones and, when it was given
    to another unit, those above the lead unit when it was given.
    """

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="tasks")
    position = models.PositiveSmallIntegerField(default=0)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tasks")
    coordinating = models.ManyToManyField(Unit, related_name="coordinated_tasks")
    assigned_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="given_tasks")
    title = models.TextField()
    aim = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    deadline = models.DateField()
    is_key = models.BooleanField(default=False)
    state = models.CharField(max_length=15, choices=TaskState, default=TaskState.PLANNED)
    result = models.TextField(blank=True)
    origin_type = models.CharField(max_length=60, blank=True)
    origin_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    folded = models.TextField(editable=False)
    seen_by: ArrayField[Any, Any] = ArrayField(models.BigIntegerField(), default=list)

    objects = FoldedQuerySet.as_manager()

    class Meta:
        ordering = ["deadline", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False) | ~Q(state__in=ENDED) & Q(ended_at=None),
                name="tasks_task_ended_at",
            ),
            models.CheckConstraint(
                condition=Q(indicator=None, target=None) | Q(indicator__isnull=False, target__isnull=False),
                name="tasks_task_target",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(TaskState.CLAIMED_DONE, TaskState.CONFIRMED)) | ~Q(result=""),
                name="tasks_done_has_result",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="tasks_not_part_of_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "deadline"], name="tasks_of_lead"),
            models.Index(fields=["assigned_by", "deadline"], name="tasks_given_by"),
            models.Index(fields=["programme", "position"], name="tasks_of_programme"),
            models.Index(fields=["origin_type", "origin_id"], name="tasks_of_origin"),
            GinIndex(fields=["seen_by"], name="tasks_task_seen_by"),
            GistIndex(fields=["folded"], opclasses=["gist_trgm_ops"], name="tasks_task_folded"),
        ]

    def __str__(self) -> str:
        return self.title

    def fold_words(self) -> None:
        """Set what searches compare (not saved)."""
        self.folded = fold(" ".join((self.title, self.aim, self.measure)))

    def is_late(self, today: date) -> bool:
        """Past its deadline and not yet reported done."""
        return self.deadline < today and self.state not in (*ENDED, TaskState.CLAIMED_DONE)


class TaskStep(models.Model):
    """One step of a task's way, with who and why. `deadline` is the one set by this step."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=TaskStepKind)
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    deadline = models.DateField(null=True)

    class Meta:
        ordering = ["task", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(
                    step__in=(
                        TaskStepKind.CLAIMED,
                        TaskStepKind.SENT_BACK,
                        TaskStepKind.EXTENDED,
                        TaskStepKind.DROPPED,
                    )
                )
                | ~Q(reason=""),
                name="tasks_step_says_why",
            )
        ]

"""Asks, action programmes, tasks and their history; the week and Monday's page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import User
from giaoban.apps.documents.models import Document
from giaoban.apps.indicators.models import Indicator, Period
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet
from giaoban.kit.text import fold, matches_all_words

from .enums import (
    ENDED,
    AskState,
    Mark,
    MondayState,
    Part,
    ProgrammeState,
    Section,
    TaskState,
    TaskStepKind,
    WeekState,
)


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
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, db_index=False, related_name="tasks"
    )
    position = models.PositiveSmallIntegerField(default=0)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, related_name="tasks")
    coordinating = models.ManyToManyField(Unit, related_name="coordinated_tasks")
    assigned_by = models.ForeignKey(
        Unit, on_delete=models.PROTECT, db_index=False, related_name="given_tasks"
    )
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
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="tasks_task_words"),
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


class Week(models.Model):
    """The working schedule of a unit and of its leaders for the week that begins on `monday`.

    `revision` is 0 until it is issued, 1 then, and one more with every change after that.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="weeks")
    monday = models.DateField()
    state = models.CharField(max_length=6, choices=WeekState, default=WeekState.DRAFT)
    revision = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Week"].as_manager()

    class Meta:
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "monday"], name="tasks_one_week"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="tasks_week_begins_on_monday"),
            models.CheckConstraint(
                condition=Q(state=WeekState.DRAFT, revision=0, issued_at=None)
                | Q(state=WeekState.ISSUED, revision__gte=1, issued_at__isnull=False),
                name="tasks_week_issued",
            ),
        ]

    @property
    def is_issued(self) -> bool:
        return self.state == WeekState.ISSUED


class WeekEntry(models.Model):
    """One thing on the schedule. Posts and places are words, never people's names.

    `mark` says what happened to it after its week was issued; `clash_reason` why it stands beside another that
    needs the same chair, person or place. `link` is a path of this site (a conference's page).
    """

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="entries")
    weekday = models.PositiveSmallIntegerField(help_text="0 Monday … 6 Sunday")
    part = models.CharField(max_length=9, choices=Part)
    starts_at = models.TimeField(null=True)
    content = models.TextField()
    chair = models.CharField(max_length=200, blank=True)
    participants = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    prepared_by = models.CharField(max_length=200, blank=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="entries")
    link = models.CharField(max_length=300, blank=True)
    standing = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    mark = models.CharField(max_length=9, choices=Mark, blank=True)
    clash_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["week", "weekday", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="tasks_entry_weekday"),
            models.CheckConstraint(condition=~Q(content=""), name="tasks_entry_says_what"),
        ]

    def __str__(self) -> str:
        return self.content

    @property
    def day(self) -> date:
        return self.week.monday + timedelta(days=self.weekday)

    @property
    def is_cancelled(self) -> bool:
        return self.mark == Mark.CANCELLED


class WeekChange(models.Model):
    """One change of an issued week: what was done to an entry, why, and how the entry stood before."""

    entry = models.ForeignKey(WeekEntry, on_delete=models.CASCADE, related_name="changes")
    revision = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Mark)
    reason = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["entry", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(kind=""), name="tasks_week_change_says_why")
        ]


class MondayPage(models.Model):
    """A unit's briefing on the Monday `monday`. Once frozen neither it nor a line of it changes (trigger)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="mondays")
    monday = models.DateField()
    state = models.CharField(max_length=6, choices=MondayState, default=MondayState.OPEN)
    frozen_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["MondayPage"].as_manager()

    class Meta:
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "monday"], name="tasks_one_monday_page"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="tasks_monday_is_a_monday"),
            models.CheckConstraint(
                condition=Q(state=MondayState.OPEN, frozen_at=None)
                | Q(state=MondayState.FROZEN, frozen_at__isnull=False),
                name="tasks_monday_frozen_at",
            ),
        ]


class MondayLine(models.Model):
    """One line of Monday's page.

    While the page is open only what was typed is stored: `words` (the reason of a line that is read from its
    source, or an obstacle). Freezing stores every line as it was shown. The source is a task, an entry, or none.
    """

    page = models.ForeignKey(MondayPage, on_delete=models.CASCADE, related_name="lines")
    section = models.CharField(max_length=8, choices=Section)
    position = models.PositiveSmallIntegerField(default=0)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True)
    text = models.TextField(blank=True)
    who = models.CharField(max_length=300, blank=True)
    day = models.DateField(null=True)
    state = models.CharField(max_length=15, blank=True, help_text="a TaskState or a LineState")
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["page", "section", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "section", "source_type", "source_id"], name="tasks_one_monday_line"
            ),
            models.CheckConstraint(
                condition=~Q(section=Section.OBSTACLE) | ~Q(words=""), name="tasks_obstacle_says_what"
            ),
        ]

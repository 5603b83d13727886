"""The week of a unit and Monday's page."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from giaoban.apps.accounts.models import User
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from ..enums import Mark, MondayState, Part, Section, WeekState
from .tasks import Task


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

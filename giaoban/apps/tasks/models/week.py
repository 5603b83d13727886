"""The week of a unit and Monday's page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q

from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from ..enums import Mark, MondayState, Part, Section, Span, WeekState
from .schedule import Change, Issued, Marked
from .tasks import Task


class Week(Issued):
    """The working schedule of a unit and of its leaders for the week that begins on `monday`."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="weeks")
    monday = models.DateField()

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


class WeekEntry(Marked):
    """One thing on the schedule. Posts and places are words, never people's names.

    `clash_reason` says why it stands beside another that
    needs the same chair, person or place. `link` is a path of this site (a conference's page). An entry with a source
    ("conferences.Conference", 42) follows it. `sequence` counts its changes, for calendars that hold a copy.
    `public`: it stands on the public page of its unit, where there is one.
    """

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="entries")
    weekday = models.PositiveSmallIntegerField(help_text="0 Monday … 6 Sunday")
    part = models.CharField(max_length=9, choices=Part)
    starts_at = models.TimeField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True, help_text="how long it takes, where that is known")
    chair = models.CharField(max_length=200, blank=True)
    participants = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="entries")
    link = models.CharField(max_length=300, blank=True)
    standing = models.BooleanField(default=False)
    clash_reason = models.CharField(max_length=300, blank=True)
    source_type = models.CharField(max_length=60, blank=True, default="", db_default="")
    source_id = models.BigIntegerField(null=True)
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField(null=True)
    public = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["week", "weekday", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["week", "source_type", "source_id"],
                condition=Q(source_id__isnull=False) & ~Q(mark=Mark.CANCELLED),
                name="tasks_one_entry_a_source",
            ),
            models.CheckConstraint(
                condition=Q(source_type="", source_id=None) | ~Q(source_type="") & Q(source_id__isnull=False),
                name="tasks_entry_source_whole",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="tasks_entry_weekday"),
            models.CheckConstraint(condition=~Q(content=""), name="tasks_entry_says_what"),
        ]
        indexes = [
            models.Index(
                fields=["source_type", "source_id"],
                condition=Q(source_id__isnull=False),
                name="tasks_entries_of_source",
            )
        ]

    @property
    def day(self) -> date:
        return self.week.monday + timedelta(days=self.weekday)

    @property
    def is_bound(self) -> bool:
        """It follows what it comes from."""
        return self.source_id is not None

    def touch(self, now: datetime) -> None:
        """One more change that copies of it must learn of (not saved)."""
        self.sequence, self.changed_at = self.sequence + 1, now


class WeekChange(Change):
    """One change of an issued week."""

    entry = models.ForeignKey(WeekEntry, on_delete=models.CASCADE, related_name="changes")

    class Meta:
        ordering = ["entry", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(kind=""), name="tasks_week_change_says_why")
        ]


class MondayPage(models.Model):
    """A unit's briefing on the Monday `monday`; or, with another `span`, the review of the month, quarter or year that
    ended the day before. Once frozen neither it nor a line of it changes (trigger).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="mondays")
    span = models.CharField(max_length=7, choices=Span, default=Span.WEEK, db_default=Span.WEEK)
    monday = models.DateField()
    state = models.CharField(max_length=6, choices=MondayState, default=MondayState.OPEN)
    frozen_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["MondayPage"].as_manager()

    class Meta:
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "span", "monday"], name="tasks_one_page_a_span"),
            models.CheckConstraint(
                condition=Q(span=Span.WEEK, monday__iso_week_day=1) | ~Q(span=Span.WEEK) & Q(monday__day=1),
                name="tasks_page_begins_a_span",
            ),
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


class PublicSchedule(models.Model):
    """The issued weeks of `unit` are open to everybody, with their public entries. No row: they are not."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

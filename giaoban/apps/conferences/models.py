"""Conferences: agenda, sites, papers, conclusions, the tasks agreed on and what was said against them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from giaoban.apps.accounts.models import User
from giaoban.apps.documents.models import Content
from giaoban.apps.files.models import StoredFile
from giaoban.apps.indicators.models import Indicator, Period
from giaoban.apps.org.models import Area, Unit
from giaoban.apps.tasks.models import Task
from giaoban.kit.access import ScopedQuerySet
from giaoban.kit.fields import SortKeyField
from giaoban.kit.text import fold

from .enums import (
    ConferenceForm,
    ConferenceKind,
    ConferenceState,
    ItemKind,
    LineTest,
    Outcome,
    PaperState,
    StanceKind,
)


class Conference(models.Model):
    """A meeting that one unit convenes. Chair and secretary are posts, never names.

    `seen_by` holds the ids of the units that may read it: the convenor, the units of the sites, of the papers and
    of the tasks agreed on. `confirmed_at`: when the chair confirmed the conclusions, which then stand.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="conferences")
    kind = models.CharField(max_length=15, choices=ConferenceKind)
    form = models.CharField(max_length=10, choices=ConferenceForm)
    state = models.CharField(max_length=10, choices=ConferenceState, default=ConferenceState.PLANNED)
    title = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair_post = models.CharField(max_length=200)
    secretary_post = models.CharField(max_length=200, blank=True)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, null=True, related_name="+")
    draft = models.ForeignKey(
        Content, on_delete=models.PROTECT, null=True, related_name="conferences",
        help_text="the draft briefing sent round before it",
    )  # fmt: skip
    agenda_note = models.TextField(blank=True, help_text="what those who take part should know beforehand")
    entered_after = models.BooleanField(default=False, help_text="entered after it had begun, and said so")
    synthetic = models.BooleanField(default=False)
    facts_published = models.TextField(blank=True, help_text="which facts of it were published, and where")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    folded = models.TextField(editable=False)
    seen_by: ArrayField[Any, Any] = ArrayField(models.BigIntegerField(), default=list)

    objects = ScopedQuerySet["Conference"].as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(state=ConferenceState.CLOSED),
                name="conferences_confirmed_when_closed",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "-starts_at"], name="conferences_of_unit"),
            GinIndex(fields=["seen_by"], name="conferences_seen_by"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_settled(self) -> bool:
        """Nothing of it changes any more: its conclusions are confirmed, or it was called off."""
        return self.confirmed_at is not None or self.state == ConferenceState.CALLED_OFF

    def fold_words(self) -> None:
        """Set what searches compare (not saved)."""
        self.folded = fold(f"{self.title} {self.place}")


class ConferenceChange(models.Model):
    """What was changed of a planned conference, or that it was called off, with the reason. Only ever added.

    `parts`: [{"field", "before", "after"}]; moments as ISO, choices by their codes.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="changes")
    called_off = models.BooleanField(default=False)
    reason = models.TextField()
    parts = models.JSONField(default=list)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["conference", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="conferences_change_has_reason"),
            models.UniqueConstraint(
                fields=["conference"], condition=Q(called_off=True), name="conferences_called_off_once"
            ),
        ]


class ChangeNotice(models.Model):
    """A unit that was asked to take part is told of changes since `since`, and looked at them at `seen_at`."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="change_notices")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["ChangeNotice"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "unit"], name="conferences_one_change_notice")
        ]


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

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "position"],
                name="conferences_item_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class Site(models.Model):
    """A place that takes part (điểm cầu). Counts are null until the site has counted; `parent`: a site above it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="sites")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="below")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="sites")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    sort_key = SortKeyField()
    expected = models.PositiveIntegerField(default=0)
    officers = models.PositiveIntegerField(null=True, help_text="officers and members present")
    others = models.PositiveIntegerField(null=True, help_text="others present")
    line_test = models.CharField(max_length=8, choices=LineTest, default=LineTest.WAITING)
    line_note = models.CharField(max_length=300, blank=True)
    connected_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Site"].as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "unit"], name="conferences_one_site_a_unit"),
            models.UniqueConstraint(fields=["conference", "name"], name="conferences_one_site_a_name"),
            models.CheckConstraint(
                condition=Q(officers=None, others=None, counted_at=None)
                | Q(officers__isnull=False, others__isnull=False, counted_at__isnull=False),
                name="conferences_counted_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Conclusion(models.Model):
    """What the chair concluded. Followed until carried out; the next conference opens with it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="conclusions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    outcome = models.CharField(max_length=5, choices=Outcome, default=Outcome.OPEN)
    outcome_note = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "position"], name="conferences_conclusion_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.DONE) | ~Q(outcome_note=""), name="conferences_done_says_how"
            ),
        ]  # fmt: skip


class AgreedTask(models.Model):
    """A task that the conference is asked to agree on. `task` is what it became; one at most."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="agreed_tasks")
    conclusion = models.ForeignKey(
        Conclusion, on_delete=models.SET_NULL, null=True, related_name="agreed_tasks"
    )
    position = models.PositiveSmallIntegerField()
    title = models.TextField()
    aim = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    coordinating = models.ManyToManyField(Unit, related_name="+")
    deadline = models.DateField()
    is_key = models.BooleanField(default=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    task = models.OneToOneField(Task, on_delete=models.PROTECT, null=True, related_name="agreed_as")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "position"], name="conferences_task_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Stance(models.Model):
    """A reservation or an objection to one task, kept with the post that holds it. Settled ones stay readable."""

    agreed_task = models.ForeignKey(AgreedTask, on_delete=models.CASCADE, related_name="stances")
    kind = models.CharField(max_length=12, choices=StanceKind)
    post = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

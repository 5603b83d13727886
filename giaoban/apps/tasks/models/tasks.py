"""Action programmes, tasks and their history."""

from __future__ import annotations

from datetime import date
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

from ..enums import ENDED, WITH_LEAD, ProgrammeState, TaskState, TaskStepKind, Wish


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
    `wish` is what the lead unit asks of the giver and has no answer to yet, since `wished_on`; `rests_until` the day
    on which work on a task that was put off goes on. A `rehearsal` is practice: it is never late.
    That `lead` and `assigned_by` exist is checked once a statement (`kit/foreign_keys.py`): thousands come in one.
    Where the measure is a `checklist`, `ticked` holds the places (from 0, ascending) of the items that are done: how
    far it is follows from the two, nobody types it.
    """

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="parts"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, db_index=False, related_name="tasks"
    )
    position = models.PositiveSmallIntegerField(default=0)
    lead = models.ForeignKey(
        Unit, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="tasks"
    )
    coordinating = models.ManyToManyField(Unit, related_name="coordinated_tasks")
    assigned_by = models.ForeignKey(
        Unit, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="given_tasks"
    )
    title = models.TextField()
    aim = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    target = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    checklist: ArrayField[Any, Any] = ArrayField(models.CharField(max_length=300), default=list)
    ticked: ArrayField[Any, Any] = ArrayField(models.PositiveSmallIntegerField(), default=list)
    deadline = models.DateField()
    is_key = models.BooleanField(default=False)
    rehearsal = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=15, choices=TaskState, default=TaskState.PLANNED)
    result = models.TextField(blank=True)
    origin_type = models.CharField(max_length=60, blank=True)
    origin_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    rests_until = models.DateField(null=True)
    wish = models.CharField(max_length=8, choices=Wish, blank=True, default="", db_default="")
    wish_deadline = models.DateField(null=True)
    wish_rests_until = models.DateField(null=True)
    wished_on = models.DateField(null=True)
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
                condition=Q(indicator=None) | Q(checklist__len=0), name="tasks_task_one_measure"
            ),
            models.CheckConstraint(
                condition=Q(ticked__len__lte=F("checklist__len")), name="tasks_task_ticks_items"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(TaskState.CLAIMED_DONE, TaskState.CONFIRMED)) | ~Q(result=""),
                name="tasks_done_has_result",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.POSTPONED, rests_until__isnull=False)
                | ~Q(state=TaskState.POSTPONED) & Q(rests_until=None),
                name="tasks_put_off_until",
            ),
            models.CheckConstraint(
                condition=Q(wish="", wish_deadline=None, wish_rests_until=None, wished_on=None)
                | Q(state__in=WITH_LEAD, wished_on__isnull=False)
                & (
                    Q(wish=Wish.DROP, wish_deadline=None, wish_rests_until=None)
                    | Q(wish=Wish.EXTEND, wish_deadline__isnull=False, wish_rests_until=None)
                    | Q(wish=Wish.POSTPONE, wish_deadline__gte=F("wish_rests_until"))
                ),
                name="tasks_wish_says_what",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="tasks_not_part_of_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["deadline", "id"], name="tasks_by_deadline"),
            models.Index(fields=["lead", "deadline"], name="tasks_of_lead"),
            models.Index(fields=["assigned_by", "deadline"], name="tasks_given_by"),
            models.Index(
                fields=["assigned_by"], condition=Q(state=TaskState.CLAIMED_DONE), name="tasks_to_confirm"
            ),
            # Of thousands given at once none has a parent, a programme or an indicator: nothing to write there.
            models.Index(
                fields=["programme", "position"],
                condition=Q(programme__isnull=False),
                name="tasks_of_programme",
            ),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="tasks_parts_of"),
            models.Index(
                fields=["indicator"], condition=Q(indicator__isnull=False), name="tasks_measured_by"
            ),
            models.Index(fields=["origin_type", "origin_id"], name="tasks_of_origin"),
            GinIndex(fields=["seen_by"], name="tasks_task_seen_by"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="tasks_task_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def fold_words(self) -> None:
        """Set what searches compare (not saved)."""
        self.folded = fold(" ".join((self.title, self.aim, self.measure)))

    @property
    def left(self) -> list[str]:
        """Items of the checklist that are not done."""
        return [item for n, item in enumerate(self.checklist) if n not in self.ticked]

    @property
    def asked_in_time(self) -> bool:
        """The lead unit asked for a change while there was time, and has no answer yet."""
        return self.wished_on is not None and self.wished_on <= self.deadline

    def is_past(self, today: date) -> bool:
        """Past its deadline and not yet reported done; never in a rehearsal."""
        return self.deadline < today and self.state in WITH_LEAD and not self.rehearsal

    def is_late(self, today: date) -> bool:
        """Past its deadline, not yet reported done, and not for want of the giver's answer."""
        return self.is_past(today) and not self.asked_in_time


class TaskStep(models.Model):
    """One step of a task's way, with who and why.

    `deadline` and `rests_until` are those set, or asked for, by this step; `wish` is what was asked or answered.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=TaskStepKind)
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    deadline = models.DateField(null=True)
    rests_until = models.DateField(null=True)
    wish = models.CharField(max_length=8, choices=Wish, blank=True, default="", db_default="")

    class Meta:
        ordering = ["task", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(
                    step__in=(
                        TaskStepKind.CLAIMED,
                        TaskStepKind.SENT_BACK,
                        TaskStepKind.EXTENDED,
                        TaskStepKind.POSTPONED,
                        TaskStepKind.DROPPED,
                        TaskStepKind.ASKED,
                        TaskStepKind.REFUSED,
                    )
                )
                | ~Q(reason=""),
                name="tasks_step_says_why",
            )
        ]

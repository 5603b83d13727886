"""The plan of work of a unit for a month, a quarter or a year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from ..enums import Mark, Span, WeekState
from .schedule import Change, Issued, Marked
from .tasks import Task


class Plan(Issued):
    """What a unit means to do from `first` to `last`. `code` names the period: "2021-M07", "2021-Q3", "2021"."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="work_plans")
    span = models.CharField(max_length=7, choices=Span)
    code = models.CharField(max_length=8)
    first = models.DateField()
    last = models.DateField()

    objects = ScopedQuerySet["Plan"].as_manager()

    class Meta:
        ordering = ["-first", "code"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="tasks_one_plan_a_period"),
            models.CheckConstraint(
                condition=Q(first__day=1, last__gt=F("first")) & ~Q(span=Span.WEEK), name="tasks_plan_spans"
            ),
            models.CheckConstraint(
                condition=Q(state=WeekState.DRAFT, revision=0, issued_at=None)
                | Q(state=WeekState.ISSUED, revision__gte=1, issued_at__isnull=False),
                name="tasks_plan_issued",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PlanEntry(Marked):
    """One piece of work. `due` is None when it goes on through the whole period; `lead` names a post or a unit.

    With a task, the task says how far it is; without, `done_on` and `result` are what somebody said.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="entries")
    lead = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True)
    product = models.CharField(max_length=300, blank=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+")
    done_on = models.DateField(null=True)
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["plan", F("due").asc(nulls_last=True), "position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(content=""), name="tasks_plan_entry_says_what"),
            models.CheckConstraint(
                condition=Q(done_on=None, result="") | Q(done_on__isnull=False, task=None) & ~Q(result=""),
                name="tasks_plan_entry_done",
            ),
            models.UniqueConstraint(
                fields=["plan", "task"], condition=~Q(mark=Mark.CANCELLED), name="tasks_task_once_in_a_plan"
            ),
        ]


class PlanChange(Change):
    """One change of an issued plan."""

    entry = models.ForeignKey(PlanEntry, on_delete=models.CASCADE, related_name="changes")

    class Meta:
        ordering = ["entry", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(kind=""), name="tasks_plan_change_says_why")
        ]

"""Tasks given to many units at once, and scenarios: tasks prepared for what may happen."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from giaoban.apps.accounts.models import User
from giaoban.apps.indicators.models import Indicator
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from .tasks import Programme


class Scenario(models.Model):
    """What a unit has prepared for one way things may go: `trigger` says when it is declared."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scenarios")
    title = models.CharField(max_length=300)
    trigger = models.TextField()
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Scenario"].as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(trigger=""), name="tasks_scenario_says_when"),
        ]

    def __str__(self) -> str:
        return self.title


class ScenarioTask(models.Model):
    """A task that goes out when the scenario is declared: due so many working days after that day (0: on it).

    `addressing` says who gets one of its own; empty: the unit itself.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="prepared")
    position = models.PositiveSmallIntegerField()
    title = models.TextField()
    measure = models.TextField(blank=True)
    days = models.PositiveSmallIntegerField()
    addressing = models.JSONField(default=dict)

    class Meta:
        ordering = ["scenario", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "position"], name="tasks_scenario_task_in_place"),
            models.CheckConstraint(condition=~Q(title=""), name="tasks_scenario_task_says_what"),
        ]


class Declaration(models.Model):
    """The scenario was declared, in earnest or as a rehearsal, until it was closed."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="declarations")
    rehearsal = models.BooleanField()
    reason = models.TextField()
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ["-declared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario"], condition=Q(closed_at=None), name="tasks_one_declaration_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="tasks_declared_for_a_reason"),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="tasks_closed_with_an_outcome",
            ),
        ]


class TaskOrder(models.Model):
    """The same task given by `unit` to `given` units, each with its own state (`Task.origin`).

    `key` is the mark of what was prepared on one page, so that it is given once; "" where nothing was prepared.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="task_orders")
    title = models.TextField()
    aim = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    checklist: ArrayField[Any, Any] = ArrayField(models.CharField(max_length=300), default=list)
    deadline = models.DateField()
    is_key = models.BooleanField(default=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="orders")
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, null=True, related_name="orders")
    position = models.PositiveSmallIntegerField(default=0)
    addressing = models.JSONField(default=dict)
    given = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=64, blank=True, default="", db_default="")
    created_at = models.DateTimeField()

    objects = ScopedQuerySet["TaskOrder"].as_manager()

    class Meta:
        ordering = ["-created_at", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="tasks_order_says_what"),
            models.CheckConstraint(
                condition=Q(indicator=None, target=None) | Q(indicator__isnull=False, target__isnull=False),
                name="tasks_order_target",
            ),
            models.CheckConstraint(
                condition=Q(indicator=None) | Q(checklist__len=0), name="tasks_order_one_measure"
            ),
            models.UniqueConstraint(fields=["unit", "key"], condition=~Q(key=""), name="tasks_order_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rehearsal(self) -> bool:
        """Is it practice only?"""
        return self.declaration is not None and self.declaration.rehearsal

"""A form asked for one period, and who is expected to answer, frozen when it opens."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from giaoban.apps.indicators.models import Period
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from ..enums import CollectionState, GiverRole
from .forms import FormVersion


class Collection(models.Model):
    """A form version asked for one period. Opening it freezes who is expected and who receives."""

    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="collections")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="collections")
    title = models.CharField(max_length=300)
    deadline = models.DateTimeField()
    state = models.CharField(max_length=8, choices=CollectionState, default=CollectionState.OPEN)
    opened_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False, help_text="its figures are generated, and pages say so")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-period__starts_on", "form_version"]
        constraints = [
            models.UniqueConstraint(fields=["form_version", "period"], name="reporting_one_collection"),
        ]

    def __str__(self) -> str:
        return self.title


class Expectation(models.Model):
    """One unit is expected to answer. Never changed after the period opened.

    `chain`: the unit and everybody its figures count in, from below upwards, ending at the top of the line.
    `readers`: units that may read besides (convening bodies of its area and above).
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="expectations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="expectations")
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="expected_below")
    role = models.CharField(max_length=25, choices=GiverRole)
    level = models.PositiveSmallIntegerField(choices=Level)
    organisation_id = models.BigIntegerField()
    area_id = models.BigIntegerField()
    chain: ArrayField[Any, Any] = ArrayField(models.BigIntegerField())
    readers: ArrayField[Any, Any] = ArrayField(models.BigIntegerField(), default=list)
    deadline = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "unit"], name="reporting_one_expectation"),
            models.CheckConstraint(
                condition=Q(receiver__isnull=False) | Q(role=GiverRole.ONLY_CONSOLIDATES),
                name="reporting_giver_has_receiver",
            ),
            models.CheckConstraint(condition=~Q(receiver=F("unit")), name="reporting_not_own_receiver"),
        ]
        indexes = [
            GinIndex(fields=["chain"], name="reporting_chain"),
            GinIndex(fields=["readers"], name="reporting_readers"),
            models.Index(fields=["collection", "receiver"], name="reporting_expected_below"),
            models.Index(fields=["collection", "level", "organisation_id"], name="reporting_by_level"),
        ]


class Office(models.Model):
    """How a unit works inside. `steps_off`: an office of one hands in without putting drafts to a leader."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="office")
    steps_off = models.BooleanField(default=False)

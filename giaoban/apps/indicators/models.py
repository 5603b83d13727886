"""Indicators, calendar periods, cell sets and the stored totals.

Values of one report, and totals of one unit, are one array with a place for each cell of the cell set: 80
times smaller than a row a value, and one lock a unit. A null element means "nobody gave a value"; zero is a
value. Ratios keep numerator and denominator in two cells, so that both add up.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet
from giaoban.kit.periods import Frequency

from .enums import AreaAggregation, TimeAggregation, ValueType

FREQUENCIES = [(f.value, f.value) for f in Frequency]


def numbers() -> ArrayField[Any, Any]:
    """An array of exact numbers, one element a cell."""
    return ArrayField(models.DecimalField(max_digits=24, decimal_places=4, null=True), default=list)


class Indicator(models.Model):
    """What is counted. Its two aggregation settings say how it adds up over units and over time."""

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=120)
    unit_of_measure = models.CharField(max_length=40)
    value_type = models.CharField(max_length=10, choices=ValueType)
    decimals = models.PositiveSmallIntegerField(default=0)
    area_aggregation = models.CharField(max_length=20, choices=AreaAggregation)
    time_aggregation = models.CharField(max_length=10, choices=TimeAggregation)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name


class Period(models.Model):
    """A calendar period of some frequency, with the window its figures cover."""

    code = models.CharField(max_length=12, unique=True)
    frequency = models.CharField(max_length=10, choices=FREQUENCIES)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    cut_off = models.DateField()

    class Meta:
        ordering = ["starts_on", "cut_off"]
        constraints = [
            models.UniqueConstraint(fields=["year", "frequency", "number"], name="indicators_one_period"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("cut_off")), name="indicators_period_order"),
        ]

    def __str__(self) -> str:
        return self.name


class CellSet(models.Model):
    """The ordered cells of one form version. Never changed once values stand in it."""

    code = models.CharField(max_length=90, unique=True)
    size = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.code


class Cell(models.Model):
    """One place of the arrays: an indicator, or one category or part of it."""

    cell_set = models.ForeignKey(CellSet, on_delete=models.CASCADE, related_name="cells")
    slot = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=120)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="cells")
    category = models.CharField(max_length=40, blank=True)
    category_name = models.CharField(max_length=160, blank=True)
    part = models.CharField(max_length=12, default="value", help_text="value, numerator or denominator")
    area_aggregation = models.CharField(max_length=20, choices=AreaAggregation)

    class Meta:
        ordering = ["cell_set", "slot"]
        constraints = [
            models.UniqueConstraint(fields=["cell_set", "slot"], name="indicators_one_slot"),
            models.UniqueConstraint(fields=["cell_set", "code"], name="indicators_one_code"),
        ]


class UnitTotal(models.Model):
    """A unit's totals for one period, as they stand now.

    `own`: what the unit itself gave (own part and adjustment) in the report its superior received.
    `live`: `own` of the unit and of everybody below it whose report was received: each leaf once.
    `givers`: for each cell, how many units gave a value; `live` is null exactly where it is zero.
    `handed_in`: the total the unit signed and handed in, unmoved by what arrives later; null before.
    """

    cell_set = models.ForeignKey(CellSet, on_delete=models.PROTECT)
    period = models.ForeignKey(Period, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="totals")
    superior_id = models.BigIntegerField(
        null=True, help_text="whom the unit reported to when the period opened"
    )
    own = numbers()
    live = numbers()
    givers: ArrayField[Any, Any] = ArrayField(models.IntegerField(), default=list)
    handed_in = ArrayField(models.DecimalField(max_digits=24, decimal_places=4, null=True), null=True)
    reports = models.PositiveIntegerField(default=0, help_text="received reports in `live`")
    moved_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "cell_set", "unit"], name="indicators_one_total"),
        ]
        indexes = [models.Index(fields=["period", "cell_set", "superior_id"], name="indicators_total_below")]


class YearPlan(models.Model):
    """A unit's plan of the year, cell by cell."""

    cell_set = models.ForeignKey(CellSet, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="plans")
    values = numbers()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cell_set", "year", "unit"], name="indicators_one_plan")
        ]

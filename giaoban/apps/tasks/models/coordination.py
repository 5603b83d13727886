"""Coordination: regulations, joint programmes and schemes with their parties, commitments, meetings and reviews."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from giaoban.apps.accounts.models import User
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from ..enums import CoordinationKind


class Coordination(models.Model):
    """What several bodies agreed to do together. `unit` keeps it; `seen_by` holds the ids of units that may read it.

    `review_on` is the day of the next review, which then comes every `review_months`; `meetings` are due in a year.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="coordinations")
    kind = models.CharField(max_length=12, choices=CoordinationKind)
    title = models.CharField(max_length=300)
    symbol = models.CharField(max_length=80, blank=True)
    signed_on = models.DateField()
    meetings = models.PositiveSmallIntegerField(default=0)
    review_on = models.DateField()
    review_months = models.PositiveSmallIntegerField(default=12)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_by: ArrayField[Any, Any] = ArrayField(models.BigIntegerField(), default=list)

    objects = ScopedQuerySet["Coordination"].as_manager()

    class Meta:
        ordering = ["review_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="tasks_coordination_has_title"),
            models.CheckConstraint(condition=Q(review_months__gte=1), name="tasks_coordination_is_reviewed"),
        ]
        indexes = [GinIndex(fields=["seen_by"], name="tasks_coordination_seen_by")]

    def __str__(self) -> str:
        return self.title


class Party(models.Model):
    """One body of it: a unit of the network, or another body by name (`unit` is null then)."""

    coordination = models.ForeignKey(Coordination, on_delete=models.CASCADE, related_name="parties")
    position = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=300)

    class Meta:
        ordering = ["coordination", "position"]
        constraints = [
            models.UniqueConstraint(fields=["coordination", "position"], name="tasks_party_in_place"),
            models.CheckConstraint(condition=~Q(name=""), name="tasks_party_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Commitment(models.Model):
    """What one party promised, by a day where one was named."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="commitments")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    by = models.DateField(null=True)

    class Meta:
        ordering = ["party", "position"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="tasks_commitment_says_what")]

    def __str__(self) -> str:
        return self.text


class JointMeeting(models.Model):
    """The parties met."""

    coordination = models.ForeignKey(Coordination, on_delete=models.CASCADE, related_name="held")
    held_on = models.DateField()
    words = models.TextField(blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["coordination", "held_on"], name="tasks_one_meeting_a_day"),
        ]


class Review(models.Model):
    """A review: what it found, commitment by commitment (`Judgement`), and the day the next one is due."""

    coordination = models.ForeignKey(Coordination, on_delete=models.CASCADE, related_name="reviews")
    due_on = models.DateField()
    held_on = models.DateField()
    words = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="tasks_review_says_what")]

    @property
    def is_late(self) -> bool:
        return self.held_on > self.due_on


class Judgement(models.Model):
    """Was a commitment kept: in time, and as it was agreed? What was not says why."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="judgements")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="judgements")
    in_time = models.BooleanField()
    as_agreed = models.BooleanField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["-review", "commitment"]
        constraints = [
            models.UniqueConstraint(fields=["review", "commitment"], name="tasks_one_judgement"),
            models.CheckConstraint(
                condition=Q(in_time=True, as_agreed=True) | ~Q(words=""), name="tasks_not_kept_says_why"
            ),
        ]

    @property
    def kept(self) -> bool:
        return self.in_time and self.as_agreed

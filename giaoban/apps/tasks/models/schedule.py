"""What a week and a plan of work have in common: they are issued, and from then on what changes is marked."""

from __future__ import annotations

from django.db import models

from giaoban.apps.accounts.models import User

from ..enums import Mark, WeekState


class Issued(models.Model):
    """`revision` is 0 until it is issued, 1 then, and one more with every change after that."""

    state = models.CharField(max_length=6, choices=WeekState, default=WeekState.DRAFT)
    revision = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_issued(self) -> bool:
        return self.state == WeekState.ISSUED


class Marked(models.Model):
    """One thing that stands there. `mark` says what happened to it after issue."""

    content = models.TextField()
    prepared_by = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    mark = models.CharField(max_length=9, choices=Mark, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.content

    @property
    def is_cancelled(self) -> bool:
        return self.mark == Mark.CANCELLED


class Change(models.Model):
    """One change after issue: what was done to an entry, why, and how the entry stood before."""

    revision = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Mark)
    reason = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

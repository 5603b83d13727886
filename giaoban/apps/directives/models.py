"""What is asked of which units for a document, what they did, and whom a replacement concerns."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import User
from giaoban.apps.documents.models import Document
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from .enums import DisseminationState, Form, Reason


class Directive(models.Model):
    """`unit` asks other units to disseminate `document` by the end of `deadline`."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="directives")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="directives")
    deadline = models.DateField()
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [models.UniqueConstraint(fields=["document", "unit"], name="directives_one_a_document")]


class Dissemination(models.Model):
    """One unit's dissemination. `officers` + `members` of `due` were present; `others` were reached besides."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="disseminations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="disseminations")
    state = models.CharField(max_length=8, choices=DisseminationState, default=DisseminationState.ASKED)
    form = models.CharField(max_length=12, choices=Form, blank=True)
    held_on = models.DateField(null=True)
    classes = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    officers = models.PositiveIntegerField(default=0)
    members = models.PositiveIntegerField(default=0)
    others = models.PositiveIntegerField(default=0)
    material = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["directive", "unit"], name="directives_one_a_unit"),
            models.CheckConstraint(
                condition=Q(due__gte=F("officers") + F("members")), name="directives_present_of_due"
            ),
            models.CheckConstraint(
                condition=Q(state=DisseminationState.ASKED, ticked_at__isnull=True)
                | Q(
                    state=DisseminationState.DONE,
                    ticked_at__isnull=False,
                    held_on__isnull=False,
                    due__gt=0,
                    classes__gt=0,
                ),
                name="directives_done_says_what",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="directives_of_unit")]

    @property
    def present(self) -> int:
        """People present who were due to be."""
        return self.officers + self.members

    def is_late(self, today: date) -> bool:
        """Still to do after the deadline, or done after it (needs `directive`)."""
        done = self.state == DisseminationState.DONE and self.held_on is not None
        return (self.held_on if done and self.held_on else today) > self.directive.deadline


class ReplacementNotice(models.Model):
    """`unit` acts under `old` (for `reasons`) and is told that `new` takes its place."""

    old = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="replacement_notices")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="replacement_notices")
    reasons: ArrayField[Any, Any] = ArrayField(models.CharField(max_length=12))
    told_at = models.DateTimeField()
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "unit__sort_key"]
        constraints = [models.UniqueConstraint(fields=["old", "new", "unit"], name="directives_told_once")]

    @property
    def why(self) -> str:
        """The reasons in words."""
        return "; ".join(str(Reason(reason).label) for reason in self.reasons)

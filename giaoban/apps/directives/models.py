"""What is asked of which units for a document, what they did, and whom a replacement concerns."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import User
from giaoban.apps.documents.models import Document
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.models import Programme
from giaoban.kit.access import ScopedQuerySet

from .enums import DisseminationState, Form, Reason


class Directive(models.Model):
    """`unit` asks other units to carry out `document`; `own_document` is what it issued itself to that end.

    A wave is a directive with all that passes it down: `wave` is the first of them (null: this is the first),
    `parent` the one passed down here. `deadline` is the last one of its levels. `addressing` says who is meant, as
    somebody said it; `meant` and `sent_at` tell that they were asked. `acknowledge_by` makes it an urgent telegram,
    sent again every `repeat_hours` to whoever has not acknowledged.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="directives")
    own_document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="directives")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="passed_down")
    wave = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="whole_wave")
    deadline = models.DateField()
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    addressing = models.JSONField(default=dict)
    meant = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    acknowledge_by = models.DateTimeField(null=True)
    repeat_hours = models.PositiveSmallIntegerField(null=True)
    repeated = models.PositiveSmallIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["document", "unit"], name="directives_one_a_document"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, wave__isnull=True)
                | Q(parent__isnull=False, wave__isnull=False),
                name="directives_passed_down_in_a_wave",
            ),
            models.CheckConstraint(
                condition=Q(acknowledge_by__isnull=False) | Q(repeat_hours__isnull=True),
                name="directives_telegram_repeats",
            ),
        ]

    @property
    def top_id(self) -> int:
        """The first directive of the wave."""
        return self.wave_id or self.pk


class LevelTerm(models.Model):
    """What is asked at one level, set once at the top: dissemination by `deadline`, a programme by `programme_by`."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="terms")
    level = models.PositiveSmallIntegerField(choices=Level)
    deadline = models.DateField()
    programme_by = models.DateField(null=True)
    asked = models.TextField(blank=True, help_text="what is asked at this level, in words")

    class Meta:
        ordering = ["directive", "level"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "level"], name="directives_one_term_a_level"),
        ]


class GivenTask(models.Model):
    """A task that every unit of `levels` (empty: of all) gets of its own when it is asked."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    title = models.TextField()
    measure = models.TextField(blank=True)
    deadline = models.DateField()
    levels: ArrayField[Any, Any] = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta:
        ordering = ["directive", "position"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "position"], name="directives_task_in_place"),
            models.CheckConstraint(condition=~Q(title=""), name="directives_task_says_what"),
        ]


class Dissemination(models.Model):
    """One unit that is asked, and what it did. `officers` + `members` of `due` were present; `others` besides.

    One statement writes these rows, from the directive that it holds and from units: the table does not check these
    three again, row by row, for 20,000 units. The delivery of the same unit does.
    `path` holds unit ids from the first asker of the wave down to the unit; with `level` it is frozen when asked.
    """

    directive = models.ForeignKey(
        Directive, on_delete=models.PROTECT, db_constraint=False, related_name="disseminations"
    )
    wave = models.ForeignKey(
        Directive, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="addressees"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="disseminations"
    )
    level = models.PositiveSmallIntegerField(choices=Level)
    path: ArrayField[Any, Any] = ArrayField(models.BigIntegerField())
    asked_at = models.DateTimeField()
    deadline = models.DateField()
    state = models.CharField(
        max_length=8,
        choices=DisseminationState,
        default=DisseminationState.ASKED,
        db_default=DisseminationState.ASKED,
    )
    form = models.CharField(max_length=12, choices=Form, blank=True, db_default="")
    held_on = models.DateField(null=True)
    classes = models.PositiveIntegerField(default=0, db_default=0)
    due = models.PositiveIntegerField(default=0, db_default=0)
    officers = models.PositiveIntegerField(default=0, db_default=0)
    members = models.PositiveIntegerField(default=0, db_default=0)
    others = models.PositiveIntegerField(default=0, db_default=0)
    material = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    note = models.TextField(blank=True, db_default="")
    days_late = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="working days, when done")
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    programme_by = models.DateField(null=True)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    programme_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    filed_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "unit"], name="directives_one_a_unit"),
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
            models.CheckConstraint(
                condition=Q(filed_at__isnull=True, programme__isnull=True, programme_file__isnull=True)
                | Q(filed_at__isnull=False) & (Q(programme__isnull=False) | Q(programme_file__isnull=False)),
                name="directives_filed_says_what",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="directives_of_unit")]

    @property
    def present(self) -> int:
        """People present who were due to be."""
        return self.officers + self.members

    @property
    def is_done(self) -> bool:
        return self.state == DisseminationState.DONE


class Escalation(models.Model):
    """`to_unit`, above the late unit in the wave, was asked to see to it; step 1 is the next above."""

    dissemination = models.ForeignKey(Dissemination, on_delete=models.PROTECT, related_name="escalations")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["dissemination", "step"]
        constraints = [
            models.UniqueConstraint(fields=["dissemination", "step"], name="directives_escalated_once"),
        ]


class Chase(models.Model):
    """`unit`, above the late unit in the wave, reminded it on that day. The late unit sees it with what is asked."""

    dissemination = models.ForeignKey(Dissemination, on_delete=models.PROTECT, related_name="chases")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["dissemination", "-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["dissemination", "unit", "day"], name="directives_chased_once_a_day"
            ),
        ]


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

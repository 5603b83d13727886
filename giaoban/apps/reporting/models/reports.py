"""Reports, their versions, texts, steps, comments and doubts."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from giaoban.apps.accounts.models import User
from giaoban.apps.files.models import StoredFile
from giaoban.apps.indicators.models import numbers
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from ..enums import DoubtState, ReportState, Step
from .collections import Expectation


class Report(models.Model):
    """One unit's answer. Its current content is `version`; `revision` rises with every saved change."""

    expectation = models.OneToOneField(Expectation, on_delete=models.PROTECT, related_name="report")
    state = models.CharField(max_length=15, choices=ReportState, default=ReportState.DRAFTING)
    revision = models.PositiveIntegerField(default=0)
    version = models.OneToOneField("ReportVersion", on_delete=models.PROTECT, null=True, related_name="+")
    counted = models.OneToOneField(
        "ReportVersion", on_delete=models.PROTECT, null=True, related_name="+",
        help_text="the received version whose figures stand in the totals",
    )  # fmt: skip
    number = models.PositiveIntegerField(null=True)
    symbol = models.CharField(max_length=60, blank=True)
    dated = models.DateField(null=True)
    first_handed_in_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    signed_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    signed_digest = models.CharField(
        max_length=64, blank=True, help_text="digest of the data the scan was signed for"
    )
    updated_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state"], name="reporting_report_state")]


class ReportVersion(models.Model):
    """The content of a report: arrays with a place for each cell of the form's cell set.

    `own` is typed; `below` is the live sum from the units below as it stood when the version was frozen;
    `adjustments` correct it, each with a reason; `deducted` is what a lead unit reports too (SharedResult), so that
    it counts once; `total` = own + below + adjustments − deducted, frozen with it.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    own = numbers()
    adjustments = numbers()
    reasons = models.JSONField(default=dict, help_text="slot → reason of the adjustment")
    deducted = numbers()
    below = numbers()
    total = numbers()
    estimates: ArrayField[Any, Any] = ArrayField(models.PositiveSmallIntegerField(), default=list)
    formulas: ArrayField[Any, Any] = ArrayField(models.PositiveSmallIntegerField(), default=list)
    explanations = models.JSONField(default=dict, help_text="rule code → explanation given with the warning")
    touched = models.JSONField(
        default=dict, help_text="cell → [user id, moment, window]: who typed what stands there"
    )
    source_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    source_cells = models.JSONField(default=dict, help_text="cell → place in the workbook")
    reason = models.TextField(blank=True, help_text="why this version was opened")
    created_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="reporting_one_version")]


class ReportText(models.Model):
    """One text of a version."""

    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="texts")
    code = models.CharField(max_length=60)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="reporting_one_text")]


class DraftJournal(models.Model):
    """Everything that was ever typed into a draft, also what lost a conflict: nothing is thrown away.

    `client_key` is made by the browser, so that a resend after a dropped line is known.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="journal")
    cell = models.CharField(max_length=120)
    seen = models.TextField(null=True)  # noqa: DJ001 - empty text and "was empty" differ
    typed = models.TextField(null=True)  # noqa: DJ001
    kept = models.BooleanField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    client_key = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "client_key", "cell"], name="reporting_journal_once"),
        ]


class ReportStep(models.Model):
    """One step of a report's way, with who and why. `cells` are the ones a return names."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="steps")
    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=15, choices=Step)
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    cells = models.JSONField(default=dict, help_text="cell or text code → what is wrong with it")

    class Meta:
        ordering = ["report", "id"]


class CellComment(models.Model):
    """A remark on one cell or text of a report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="comments")
    cell = models.CharField(max_length=120)
    body = models.TextField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["report", "id"]


class Doubt(models.Model):
    """A figure that a rule or the unit's own past calls into question."""

    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="doubts")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="doubts")
    rule = models.CharField(max_length=80)
    cells: ArrayField[Any, Any] = ArrayField(models.CharField(max_length=120))
    left = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    right = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    ratio = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    message = models.TextField()
    explanation = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=DoubtState, default=DoubtState.OPEN)
    raised_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "rule", "cells"], name="reporting_one_doubt")
        ]
        indexes = [models.Index(fields=["state", "-raised_at"], name="reporting_open_doubts")]


class SharedResult(models.Model):
    """`amount` of this version's cell is the lead unit's result too; the lead reports it, it counts once."""

    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="shared")
    slot = models.PositiveSmallIntegerField()
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=24, decimal_places=4)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "slot", "lead"], name="reporting_one_shared"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="reporting_shared_positive"),
        ]


class Attachment(models.Model):
    """A file beside the report, with its caption."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=300)
    at = models.DateTimeField()

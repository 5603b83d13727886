"""Matter files (hồ sơ công việc): the papers of one matter in their order, and how long they are kept.

Triggers (see the migration) keep a closed file as it was closed, number the papers of a file 1, 2, 3 … without a gap,
and let nothing be deleted: a retention that has ended only makes the file a case for people.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Deferrable, F, Q
from django.db.models.functions import Upper

from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from ..enums import MatterState, MatterStepKind
from .content import Content
from .register import Document

CLOSING = ("closed_at", "begins_on", "ends_on", "sheets")


class MatterFile(models.Model):
    """One file of a unit's list of files of a year. `retention_years` None: permanent; counted from the year in
    which the matter ended (`ends_on`). `keeper` is in charge; `continues` is the file of an earlier year."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="matter_files")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=30, help_text="number and symbol in the list of files: 01.VP")
    title = models.TextField()
    retention_years = models.PositiveSmallIntegerField(null=True)
    keeper = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    continues = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="continued_by")
    state = models.CharField(max_length=8, choices=MatterState, default=MatterState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    begins_on = models.DateField(null=True, help_text="day of the first paper")
    ends_on = models.DateField(null=True, help_text="day of the last paper: the matter ended")
    sheets = models.PositiveIntegerField(null=True, help_text="numbered sheets; 0 where nothing is on paper")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "code"]
        constraints = [
            models.UniqueConstraint("unit", "year", Upper("code"), name="documents_one_matter_code"),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(title=""), name="documents_matter_is_named"
            ),
            models.CheckConstraint(
                condition=Q(retention_years__isnull=True) | Q(retention_years__range=(1, 200)),
                name="documents_matter_retention",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=MatterState.CLOSED, closed_at__isnull=False, begins_on__isnull=False,
                    ends_on__gte=F("begins_on"), sheets__isnull=False,
                )
                | Q(
                    state=MatterState.OPEN, closed_at__isnull=True, begins_on__isnull=True,
                    ends_on__isnull=True, sheets__isnull=True,
                ),
                name="documents_matter_closing",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} – {self.title}"

    @property
    def last_year_kept(self) -> int | None:
        """The last year of its retention; None while it is open, and for a permanent one."""
        if self.ends_on is None or self.retention_years is None:
            return None
        return self.ends_on.year + self.retention_years


class MatterPaper(models.Model):
    """A document, or a content that is not issued yet, at place `number` of a file; None once it was taken out."""

    file = models.ForeignKey(MatterFile, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveIntegerField(null=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="matter_papers")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="matter_papers")
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    out_at = models.DateTimeField(null=True)
    out_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    out_reason = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["file", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "number"], deferrable=Deferrable.DEFERRED, name="documents_one_matter_place"
            ),
            models.UniqueConstraint(
                fields=["file", "document"], condition=Q(number__isnull=False),
                name="documents_once_in_a_matter",
            ),
            models.UniqueConstraint(
                fields=["file", "content"], condition=Q(number__isnull=False),
                name="documents_content_once_in_a_matter",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=True) ^ Q(content__isnull=True),
                name="documents_matter_paper_is_one",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, out_at__isnull=True, out_reason="")
                | (Q(number__isnull=True, out_at__isnull=False) & ~Q(out_reason="")),
                name="documents_matter_paper_out",
            ),
        ]  # fmt: skip


class MatterStep(models.Model):
    """What was done with a file, when, by which post and why. Only ever added."""

    file = models.ForeignKey(MatterFile, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=MatterStepKind)
    note = models.TextField(blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["file", "id"]

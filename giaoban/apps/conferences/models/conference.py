"""A conference, what was changed of its plan, and who is told."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from giaoban.apps.accounts.models import User
from giaoban.apps.documents.models import Content
from giaoban.apps.indicators.models import Period
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet
from giaoban.kit.text import fold

from ..enums import ConferenceForm, ConferenceKind, ConferenceState


class Conference(models.Model):
    """A meeting that one unit convenes. Chair and secretary are posts, never names.

    `seen_by` holds the ids of the units that may read it: the convenor, the units of the sites, of the papers and
    of the tasks agreed on. `confirmed_at`: when the chair confirmed the conclusions, which then stand.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="conferences")
    kind = models.CharField(max_length=15, choices=ConferenceKind)
    form = models.CharField(max_length=10, choices=ConferenceForm)
    state = models.CharField(max_length=10, choices=ConferenceState, default=ConferenceState.PLANNED)
    title = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair_post = models.CharField(max_length=200)
    secretary_post = models.CharField(max_length=200, blank=True)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, null=True, related_name="+")
    draft = models.ForeignKey(
        Content, on_delete=models.PROTECT, null=True, related_name="conferences",
        help_text="the draft briefing sent round before it",
    )  # fmt: skip
    agenda_note = models.TextField(blank=True, help_text="what those who take part should know beforehand")
    questions = models.TextField(blank=True, help_text="what the chair wants discussed, one question a line")
    line_url = models.URLField(max_length=300, blank=True, help_text="where picture and sound are")
    is_public = models.BooleanField(default=False, help_text="anybody may look on")
    rehearsal = models.BooleanField(default=False, help_text="leaves no trace in figures")
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    entered_after = models.BooleanField(default=False, help_text="entered after it had begun, and said so")
    synthetic = models.BooleanField(default=False)
    facts_published = models.TextField(blank=True, help_text="which facts of it were published, and where")
    opened_at = models.DateTimeField(null=True)
    list_closed_at = models.DateTimeField(null=True, help_text="nobody else may ask to speak since then")
    closed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    folded = models.TextField(editable=False)
    seen_by: ArrayField[Any, Any] = ArrayField(models.BigIntegerField(), default=list)

    objects = ScopedQuerySet["Conference"].as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(state=ConferenceState.CLOSED),
                name="conferences_confirmed_when_closed",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "-starts_at"], name="conferences_of_unit"),
            GinIndex(fields=["seen_by"], name="conferences_seen_by"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def said_title(self) -> str:
        """Its title; a rehearsal says so wherever it is named."""
        return _("Rehearsal: %(title)s") % {"title": self.title} if self.rehearsal else self.title

    @property
    def is_open_to_all(self) -> bool:
        """Anybody may look on: never at a rehearsal, and not when it was called off."""
        return self.is_public and not self.rehearsal and self.state != ConferenceState.CALLED_OFF

    @property
    def is_settled(self) -> bool:
        """Nothing of it changes any more: its conclusions are confirmed, or it was called off."""
        return self.confirmed_at is not None or self.state == ConferenceState.CALLED_OFF

    @property
    def takes_sites(self) -> bool:
        """Sites may still be added: until it closes."""
        return not self.is_settled and self.state != ConferenceState.CLOSED

    def fold_words(self) -> None:
        """Set what searches compare (not saved)."""
        self.folded = fold(f"{self.title} {self.place}")


class ConferenceChange(models.Model):
    """What was changed of a planned conference, or that it was called off, with the reason. Only ever added.

    `parts`: [{"field", "before", "after"}]; moments as ISO, choices by their codes.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="changes")
    called_off = models.BooleanField(default=False)
    reason = models.TextField()
    parts = models.JSONField(default=list)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["conference", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="conferences_change_has_reason"),
            models.UniqueConstraint(
                fields=["conference"], condition=Q(called_off=True), name="conferences_called_off_once"
            ),
        ]


class ChangeNotice(models.Model):
    """A unit that was asked to take part is told of changes since `since`, and looked at them at `seen_at`."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="change_notices")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["ChangeNotice"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "unit"], name="conferences_one_change_notice")
        ]

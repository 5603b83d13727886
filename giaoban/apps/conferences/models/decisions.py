"""What was concluded, the tasks agreed on, what was said against them, and matters put to a count."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from giaoban.apps.documents.models import Outgoing
from giaoban.apps.indicators.models import Indicator
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.models import Task

from ..enums import ConferencePaper, DecisionMode, MatterOutcome, Outcome, StanceKind, VoteChoice
from .agenda import AgendaItem
from .conference import Conference
from .sites import Delegate, Site


class Conclusion(models.Model):
    """What the chair concluded. Followed until carried out; the next conference opens with it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="conclusions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    outcome = models.CharField(max_length=5, choices=Outcome, default=Outcome.OPEN)
    outcome_note = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "position"], name="conferences_conclusion_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.DONE) | ~Q(outcome_note=""), name="conferences_done_says_how"
            ),
        ]  # fmt: skip


class AgreedTask(models.Model):
    """A task that the conference is asked to agree on. `task` is what it became; one at most."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="agreed_tasks")
    conclusion = models.ForeignKey(
        Conclusion, on_delete=models.SET_NULL, null=True, related_name="agreed_tasks"
    )
    position = models.PositiveSmallIntegerField()
    title = models.TextField()
    aim = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    coordinating = models.ManyToManyField(Unit, related_name="+")
    deadline = models.DateField()
    is_key = models.BooleanField(default=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    task = models.OneToOneField(Task, on_delete=models.PROTECT, null=True, related_name="agreed_as")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "position"], name="conferences_task_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Stance(models.Model):
    """A reservation or an objection to one task, kept with the post that holds it. Settled ones stay readable."""

    agreed_task = models.ForeignKey(AgreedTask, on_delete=models.CASCADE, related_name="stances")
    kind = models.CharField(max_length=12, choices=StanceKind)
    post = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class Matter(models.Model):
    """A matter put to decision (vấn đề xin ý kiến): by consensus, by a count of hands a site, or by named vote.

    The rule (`needed` of `base`, at least `quorum` of those summoned) is copied from the pack when it is put, so a
    later pack changes no old decision. `figures`: what was counted, as decided on.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="matters")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, related_name="matters")
    agreed_task = models.ForeignKey(AgreedTask, on_delete=models.SET_NULL, null=True, related_name="matters")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    mode = models.CharField(max_length=10, choices=DecisionMode)
    rule = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=MatterOutcome, blank=True)
    figures: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "position"], name="conferences_matter_order"),
            models.UniqueConstraint(
                fields=["conference"], condition=Q(closed_at=None), name="conferences_one_matter_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="conferences_matter_closed_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Tally(models.Model):
    """Hands counted at one site for one matter; the newest count stands."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="tallies")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="tallies")
    agree = models.PositiveIntegerField()
    against = models.PositiveIntegerField()
    abstain = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "site"], name="conferences_one_tally_a_site")
        ]


class NamedVote(models.Model):
    """How one delegate voted on one matter; the newest stands until the matter is closed."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="votes")
    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=8, choices=VoteChoice)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "delegate"], name="conferences_one_vote_a_delegate")
        ]


class ConferenceDocument(models.Model):
    """A document that was drafted from the conference: its minutes, or the notice of its conclusions. One that was
    dropped may be drafted anew.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=8, choices=ConferencePaper)
    outgoing = models.OneToOneField(Outgoing, on_delete=models.PROTECT, related_name="of_conference")

    class Meta:
        ordering = ["id"]

"""Proposals and obstacles, who raised them and where, and every step since."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import User
from giaoban.apps.documents.models import Document
from giaoban.apps.indicators.models import Period
from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit.access import ScopedQuerySet
from giaoban.kit.text import fold, matches_all_words

from .domain.raising import Words
from .enums import Kind, State, Step


class ProposalQuerySet(ScopedQuerySet["Proposal"]):
    """Proposals by words."""

    def search(self, query: str) -> ProposalQuerySet:
        rows = self
        for word in matches_all_words(query):
            rows = rows.filter(folded__contains=word)
        return rows


class Proposal(models.Model):
    """Something lower units ask, or are hindered by. Carried over until answered.

    `holder` takes it up, merges and forwards it. `seen_by` holds the ids of the units that may read it:
    raisers, the units above them when they raised it, the holder and every addressee.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    difficulty = models.TextField()
    remedy = models.TextField()
    about = models.CharField(max_length=300, blank=True)
    about_document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="proposals"
    )
    holder = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="held_proposals")
    addressee_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="addressed_proposals"
    )
    addressee_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="addressed_proposals"
    )
    period = models.ForeignKey(Period, on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    raised_at = models.DateTimeField()
    due = models.DateField(null=True, help_text="by when the addressee should answer")
    answered_at = models.DateTimeField(null=True)
    folded = models.TextField(editable=False)
    seen_by: ArrayField[Any, Any] = ArrayField(models.BigIntegerField(), default=list)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(addressee_unit=None) | Q(addressee_organisation=None),
                name="proposals_one_addressee",
            ),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | ~Q(state=State.MERGED) & Q(merged_into=None),
                name="proposals_merged_into",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FORWARDED)
                | Q(addressee_unit__isnull=False)
                | Q(addressee_organisation__isnull=False),
                name="proposals_forwarded_to_somebody",
            ),
        ]
        indexes = [
            GinIndex(fields=["seen_by"], name="proposals_seen_by"),
            GistIndex(fields=["folded"], opclasses=["gist_trgm_ops"], name="proposals_folded"),
            models.Index(fields=["holder", "state"], name="proposals_of_holder"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        """What is asked, or what is difficult, in at most 120 letters."""
        text = " ".join((self.remedy or self.difficulty).split())
        return text if len(text) <= 120 else f"{text[:119].rstrip()}…"

    @property
    def words(self) -> Words:
        """What it says now."""
        return Words(self.kind, self.difficulty, self.remedy, self.about)

    @property
    def addressee(self) -> str:
        """The name of whoever should answer; "" when nobody is named yet."""
        return str(self.addressee_unit or self.addressee_organisation or "")

    def fold_words(self) -> None:
        """Set what searches compare (not saved)."""
        self.folded = fold(" ".join((self.difficulty, self.remedy, self.about)))


class Raising(models.Model):
    """One unit said it in one place. Merging moves raisings; `first_proposal` remembers where each began.

    `settled`: what the raiser says of the answer (false: not settled); null until said.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="raisings")
    first_proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="raisings")
    source_type = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    source_code = models.CharField(max_length=120, blank=True)
    source_url = models.CharField(
        max_length=200, blank=True, help_text="where it can be read, inside this site"
    )
    passage = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    settled = models.BooleanField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "source_type", "source_id", "source_code", "digest"],
                name="proposals_raised_once",
            )
        ]
        indexes = [models.Index(fields=["source_type", "source_id"], name="proposals_of_source")]


class ProposalStep(models.Model):
    """One step of the way, with who and in which words. Answers are steps too."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    to = models.CharField(max_length=200, blank=True, help_text="name of the addressee at that time")

    class Meta:
        ordering = ["proposal", "id"]


class Turn(models.Model):
    """The clock of one addressee: from the day a proposal reached them until they answered or it went on.

    The holder's own turn begins when it is raised. A proposal that is raised or forwarded has exactly one open turn
    (`ended_at` is null), any other has none.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="turns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField()
    due = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=Step, blank=True)

    class Meta:
        ordering = ["proposal", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(ended_at=None), name="proposals_one_open_turn"
            ),
            models.CheckConstraint(
                condition=Q(unit=None) ^ Q(organisation=None), name="proposals_turn_of_one_addressee"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | Q(ended_at__gte=F("began_at")) & ~Q(ended_by=""),
                name="proposals_turn_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["unit", "ended_at"], name="proposals_turns_of_unit")]

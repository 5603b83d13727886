"""The floor: who speaks, who waits, and what is written in meanwhile."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from giaoban.kit.access import ScopedQuerySet

from ..enums import RemarkKind, TurnKind, TurnState
from .agenda import AgendaItem, Paper
from .conference import Conference
from .sites import Delegate, Site


class Turn(models.Model):
    """A turn to speak: an arranged paper, or a hand raised at a site or by a delegate. Arranged papers come first, by
    `position`; hands stand below them, by `position` too (the chair may move them).

    `who` is what the script and the screens say, as of the day: "Điểm cầu Lâm Đồng". `minutes`: how long.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="turns")
    kind = models.CharField(max_length=5, choices=TurnKind)
    state = models.CharField(max_length=9, choices=TurnState, default=TurnState.WAITING)
    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, null=True, related_name="turn")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, related_name="turns")
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, null=True, related_name="turns")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, related_name="turns")
    who = models.CharField(max_length=200)
    about = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField()
    minutes = models.PositiveSmallIntegerField(default=5)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, help_text="what was said, for the minutes")

    objects = ScopedQuerySet["Turn"].as_manager()

    class Meta:
        ordering = ["-kind", "position", "id"]  # "paper" before "hand"
        constraints = [
            models.UniqueConstraint(
                fields=["conference"], condition=Q(state=TurnState.SPEAKING), name="conferences_one_speaks"
            ),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(kind=TurnKind.HAND, state=TurnState.WAITING, delegate=None),
                name="conferences_one_hand_a_site",
            ),
            models.UniqueConstraint(
                fields=["delegate"],
                condition=Q(kind=TurnKind.HAND, state=TurnState.WAITING),
                name="conferences_one_hand_a_delegate",
            ),
            models.CheckConstraint(
                condition=Q(kind=TurnKind.HAND) | Q(paper__isnull=False), name="conferences_paper_of_turn"
            ),
        ]

    def __str__(self) -> str:
        return self.who


class Remark(models.Model):
    """Something written in: a comment for the proceedings, or a message to whoever runs the conference. `who` is a site
    or a post.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=7, choices=RemarkKind)
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, related_name="remarks")
    delegate = models.ForeignKey(Delegate, on_delete=models.SET_NULL, null=True, related_name="remarks")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, related_name="remarks")
    who = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Remark"].as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["conference", "kind", "id"], name="conferences_remarks")]

"""Outgoing documents from the first word to the seal."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from giaoban.apps.accounts.models import User
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet

from ..enums import Audience, LinkKind, OutgoingState, OutgoingStepKind, SignsAs, Urgency
from .content import Content
from .register import Document, DocumentType


class Outgoing(models.Model):
    """A document that a unit writes. `document` is its entry in the register once it has a number.

    `changes` is the issued document that this one corrects, recalls or replaces (`change`). One that a room drafted
    (the minutes of a conference) names what it was `made_from`.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="outgoing")
    content = models.OneToOneField(Content, on_delete=models.PROTECT, related_name="outgoing")
    template = models.CharField(max_length=40)
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    summary = models.TextField()
    addressees: ArrayField[Any, Any] = ArrayField(models.CharField(max_length=200), default=list)
    recipients: ArrayField[Any, Any] = ArrayField(models.CharField(max_length=200), default=list)
    urgency = models.CharField(max_length=12, choices=Urgency, default=Urgency.ORDINARY)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.ADDRESSEES)
    public_text = models.BooleanField(default=False, help_text="the check page may hand out the file")
    signs = models.CharField(max_length=8, choices=SignsAs, default=SignsAs.DEPUTY)
    copies = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=OutgoingState, default=OutgoingState.WRITING)
    check_code = models.CharField(
        max_length=16, blank=True, help_text="printed on the paper once numbered; the seal takes it over"
    )
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="outgoing")
    changes = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    change = models.CharField(max_length=10, choices=LinkKind, blank=True)
    carries_out = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    made_from = models.CharField(
        max_length=300, blank=True, help_text="what the draft was made from, in words"
    )
    made_from_url = models.CharField(max_length=200, blank=True, help_text="its page here")
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_code"], condition=~Q(check_code=""), name="documents_one_check_code"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[OutgoingState.NUMBERED, OutgoingState.ISSUED], document__isnull=False)
                | (~Q(state__in=[OutgoingState.NUMBERED, OutgoingState.ISSUED]) & Q(document__isnull=True)),
                name="documents_numbered_is_registered",
            ),
            models.CheckConstraint(
                condition=Q(changes__isnull=True, change="") | (Q(changes__isnull=False) & ~Q(change="")),
                name="documents_change_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.summary


class OutgoingStep(models.Model):
    """Who did what to an outgoing document, when and why. Only ever added."""

    outgoing = models.ForeignKey(Outgoing, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=OutgoingStepKind)
    note = models.TextField(blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["outgoing", "id"]


class Seal(models.Model):
    """What an issued document is held to: digests of file and text, moment, post, and the signer's word.

    `code` opens the public check page. `signature` is what `signer` made (see domain/sealing.py).
    """

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="seal")
    code = models.CharField(max_length=16, unique=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    post = models.CharField(max_length=160)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signer = models.CharField(max_length=40)
    signature = models.TextField()
    public_text = models.BooleanField(default=False)
